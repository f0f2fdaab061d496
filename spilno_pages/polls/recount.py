#!/usr/bin/env python3
"""Перераховує опублікований результат голосування «Спільно» без довіри до сайту.

Потрібен лише Python 3.8 або новіший, мережа не потрібна:

    python3 recount.py results-1.json
    python3 recount.py results-1.json --code XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XX
    python3 recount.py results-1.json --key КЛЮЧ_ПІДПИСУ --checkpoint ГЕШ_КОНТРОЛЬНОЇ_ТОЧКИ

Програма сама обчислює листок кожного бюлетеня, корінь дерева Меркла (RFC 6962), суми голосів, геш бюлетеня та
підпис Ed25519 (RFC 8032) і порівнює з тим, що написано у файлі. Код завершення: 0, якщо все збіглося; 1, якщо ні; 2, якщо файл
не вдалося прочитати. Формат файлу описано в docs/trust.md.
"""

import argparse
import base64
import hashlib
import json
import re
import sys

FORMAT, VERSION = "spilno-poll", 1


def canonical(data):
    """Єдиний запис даних: JSON в UTF-8, ключі за абеткою, без пробілів."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(data):
    return hashlib.sha256(canonical(data)).hexdigest()


def leaf(poll, ballot):
    entry = {"choices": ballot["choices"], "poll": poll, "salt": ballot["salt"]}
    if ballot.get("name"):
        entry["name"] = ballot["name"]
    return hashlib.sha256(b"\x00" + canonical(entry)).hexdigest()


def merkle_root(leaves):
    level = [bytes.fromhex(item) for item in leaves]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        paired = [
            hashlib.sha256(b"\x01" + level[place] + level[place + 1]).digest()
            for place in range(0, len(level) - 1, 2)
        ]
        level = paired + level[len(paired) * 2 :]
    return level[0].hex()


# — підпис Ed25519, RFC 8032, 5.1: лише перевірка —

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, point)
        point = add(point, point)
        number >>= 1
    return found


def point_of(data):
    """Точка кривої з 32 байтів; None, якщо такої немає."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (not x and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = point_of(BASE_Y.to_bytes(32, "little"))


def is_signed(public_key, message, signature):
    key, sent = bytes.fromhex(public_key), bytes.fromhex(signature)
    if len(key) != 32 or len(sent) != 64:
        return False
    a, r = point_of(key), point_of(sent[:32])
    s = int.from_bytes(sent[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(sent[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (
        left[1] * right[2] - right[1] * left[2]
    ) % P == 0


# — перевірки; кожна повертає перелік того, що не збіглося —


def check_form(data):
    if data.get("format") != FORMAT or data.get("version") != VERSION:
        return ["Це не файл результатів «Спільно» версії 1."]
    return []


def check_paper(data):
    if digest(data["paper"]) != data["content_hash"]:
        return ["Геш бюлетеня інший: питання чи варіанти змінено після відкриття."]
    return []


def check_leaves(data):
    poll, wrong, seen, before = data["paper"]["poll"], [], set(), ""
    for number, ballot in enumerate(data["ballots"], start=1):
        if leaf(poll, ballot) != ballot["leaf"]:
            wrong.append(
                "Бюлетень %d (%s…): вибір не відповідає листку." % (number, ballot["leaf"][:12])
            )
        if ballot["leaf"] in seen:
            wrong.append("Бюлетень %d повторюється." % number)
        if ballot["leaf"] < before:
            wrong.append("Бюлетень %d стоїть не за порядком листків." % number)
        seen.add(ballot["leaf"])
        before = ballot["leaf"]
    return wrong


def check_rules(data):
    """Кожен бюлетень заповнено так, як дозволяло питання."""
    paper, wrong = data["paper"], []
    survey = paper["kind"] == "survey"
    questions = [question for question in paper["questions"] if question["options"]]
    known = {option["code"] for question in questions for option in question["options"]}
    for number, ballot in enumerate(data["ballots"], start=1):
        chosen = ballot["choices"]
        if not set(chosen) <= known or any(value != 1 for value in chosen.values()):
            wrong.append("Бюлетень %d: є позначка, якої немає в переліку." % number)
            continue
        for question in questions:
            codes = {option["code"]: option["abstention"] for option in question["options"]}
            marked = [code for code in chosen if code in codes]
            abstains = any(codes[code] for code in marked)
            least, most = (1, 1) if abstains else (question["min"], question["max"])
            if not (least <= len(marked) <= most) and not (survey and not marked):
                wrong.append(
                    "Бюлетень %d: питання %d позначено не за правилами."
                    % (number, question["number"])
                )
    return wrong


def check_counts(data):
    counted = dict.fromkeys(data["counts"], 0)
    for ballot in data["ballots"]:
        for code, value in ballot["choices"].items():
            counted[code] = counted.get(code, 0) + value
    return [
        "Варіант %s: у файлі %s, за бюлетенями %s." % (code, data["counts"].get(code), number)
        for code, number in counted.items()
        if number != data["counts"].get(code)
    ]


def check_numbers(data):
    number, wrong = len(data["ballots"]), []
    if number != data["participation"]:
        wrong.append("Бюлетенів %d, а учасників %d." % (number, data["participation"]))
    if number != data["checkpoint"]["ballots"]:
        wrong.append(
            "Бюлетенів %d, а в контрольній точці %d." % (number, data["checkpoint"]["ballots"])
        )
    return wrong


def check_root(data):
    root, wrong = (
        merkle_root([leaf(data["paper"]["poll"], ballot) for ballot in data["ballots"]]),
        [],
    )
    if root != data["merkle_root"]:
        wrong.append("Корінь дерева інший: перелік бюлетенів змінено.")
    if data["checkpoint"]["merkle_root"] != data["merkle_root"]:
        wrong.append("Корінь у контрольній точці інший.")
    return wrong


def check_checkpoint(data):
    said = data["checkpoint"]
    own = digest(
        {
            "ballots": said["ballots"],
            "merkle_root": said["merkle_root"],
            "poll": data["paper"]["poll"],
            "prev_hash": said["prev_hash"],
            "seq": said["seq"],
        }
    )
    return [] if own == said["hash"] else ["Геш контрольної точки інший."]


def check_signature(data):
    head = {name: value for name, value in data.items() if name not in {"ballots", "signature"}}
    if is_signed(data["public_key"], canonical(head), data["signature"]):
        return []
    return ["Підпис не відповідає файлу."]


CHECKS = [
    ("бюлетень (питання й варіанти) такий, як на відкритті", check_paper),
    ("листки всіх бюлетенів обчислено наново", check_leaves),
    ("кожен бюлетень заповнено за правилами", check_rules),
    ("суми голосів пораховано наново", check_counts),
    ("бюлетенів стільки, скільки учасників", check_numbers),
    ("корінь дерева Меркла", check_root),
    ("геш останньої контрольної точки", check_checkpoint),
    ("підпис ради (Ed25519)", check_signature),
]


def salt_of(code):
    letters = re.sub(r"[\s\-–—]", "", code).upper().translate(str.maketrans("018", "OIB"))
    if not re.fullmatch(r"[A-Z2-7]{26}", letters):
        return None
    return base64.b32decode(letters + "======").hex()


def find(data, code):
    """Друкує, що записано за кодом квитанції. Повертає, чи знайдено."""
    salt = salt_of(code)
    words = {o["code"]: o["text"] for q in data["paper"]["questions"] for o in q["options"]}
    for number, ballot in enumerate(data["ballots"], start=1):
        if ballot["salt"] == salt:
            print(
                "\nВаш код: бюлетень %d, вибір: %s"
                % (number, "; ".join(words.get(c, c) for c in sorted(ballot["choices"])))
            )
            return True
    print(
        "\nТакого коду в переліку немає. Звірте його літера за літерою; якщо голос змінювали, діє лише останній код."
    )
    return False


def show(data):
    for question in data["paper"]["questions"]:
        if question["options"]:
            print("\n%d. %s" % (question["number"], question["text"]))
            for option in question["options"]:
                print("   %7d  %s" % (data["counts"].get(option["code"], 0), option["text"]))


def recount(data, key="", checkpoint=""):
    """Виконує всі перевірки, друкує кожну. Повертає, чи все збіглося."""
    good = True
    for words, check in CHECKS:
        try:
            wrong = check(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            wrong = ["Файл пошкоджено: %s." % error]
        print("%s %s" % ("ТАК " if not wrong else "НІ! ", words))
        for line in wrong[:10]:
            print("       " + line)
        if len(wrong) > 10:
            print("       … і ще %d" % (len(wrong) - 10))
        good = good and not wrong
    for words, given, said in (
        ("ключ підпису такий, як ви записали", key, data.get("public_key")),
        (
            "контрольна точка така, як ви записали",
            checkpoint,
            data.get("checkpoint", {}).get("hash"),
        ),
    ):
        if given:
            same = given.strip().lower() == said
            print("%s %s" % ("ТАК " if same else "НІ! ", words))
            good = good and same
    return good


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", help="файл результатів, JSON")
    parser.add_argument("--code", help="код вашої квитанції")
    parser.add_argument("--key", default="", help="ключ підпису, який ви знаєте з іншого джерела")
    parser.add_argument("--checkpoint", default="", help="геш контрольної точки, який ви записали")
    asked = parser.parse_args(arguments)
    try:
        with open(asked.file, encoding="utf-8") as file:
            data = json.load(file)
    except (OSError, ValueError) as error:
        print("Файл не прочитано: %s" % error)
        return 2
    if not isinstance(data, dict) or check_form(data):
        print("Це не файл результатів «Спільно» версії 1.")
        return 2
    print(
        "«%s»\nБюлетенів: %d\n"
        % (data.get("paper", {}).get("title", ""), len(data.get("ballots", [])))
    )
    good = recount(data, asked.key, asked.checkpoint)
    if good:
        show(data)
    found = find(data, asked.code) if asked.code else True
    print(
        "\n%s"
        % (
            "УСЕ ЗБІГЛОСЯ."
            if good
            else "РЕЗУЛЬТАТ НЕ ЗБІГАЄТЬСЯ. Збережіть файл і зверніться до ради та журналістів."
        )
    )
    return 0 if good and found else 1


if __name__ == "__main__":
    sys.exit(main())

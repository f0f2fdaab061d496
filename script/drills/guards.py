"""What keeps the votes is taken away, one guard at a time: a test must turn red each time, or nobody would notice it missing.

A guard is a refusal of a trigger, a constraint of a table, or a question that the code asks (tests/polls/drill.py takes it away).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from .report import Report

TOP = Path(__file__).resolve().parents[2]
LIMIT = 900  # seconds for one guard
EXAMPLES = "30"  # stories of the machine, where nothing before it has noticed
POLLS = "spilno_pages.polls"
# Unique columns that no name of a constraint stands for.
COLUMNS = {
    "participation": ["PRIMARY KEY"],
    "sealedballot": ["PRIMARY KEY"],
    "poll": ["UNIQUE key", "UNIQUE page_id"],
}
RECOUNTED = ["paper", "leaves", "rules", "counts", "numbers", "root", "checkpoint", "signature"]
VIEWS = "test_voting test_findings test_repairs"
# {what would be missing: (module, {what changes}, files of tests that should notice)}
ANSWERS = {
    "may_come": ("rules", "may_come", "YES", VIEWS),
    "may_be_asked": ("rules", "may_be_asked", "YES", VIEWS),
    "by_age": ("rules", "by_age", "YES", VIEWS),
    "of_district": ("rules", "of_district", "YES", VIEWS),
    "may_vote": ("rules", "may_vote", "YES", VIEWS),
    "may_withdraw": ("rules", "may_withdraw", "YES", "test_guards"),
    "may_see_results": ("rules", "may_see_results", "YES", "test_results"),
    "may_amend": ("rules", "may_amend", "YES", "test_amending"),
    "may_extend": ("rules", "may_extend", "YES", "test_guards"),
    "took_part": ("rules", "took_part", "False", VIEWS),
    "a reason of an amendment": ("actions.amending", "checked", "reason", "test_amending"),
    "the paper as the voter saw it": (
        "forms",
        "clean_paper",
        "self.poll.content_hash",
        VIEWS,
    ),
    "one option where one is asked": (
        "forms",
        "value_from_datadict",
        "data.get(name)",
        "test_paper test_voting",
    ),
    "who casts without end waits": ("views.voting", "too_fast", "None", VIEWS),
    "the person and not the account": (
        "ballot_tags",
        "person_in",
        'f"account|{resident.key}"',
        "test_casting test_erasure",
    ),
    "a key is there": ("keys", "is_there", "True", VIEWS),
    "a key goes at the end": ("keys", "destroy", "None", "test_sealing"),
    "an opened paper is not issued anew": ("actions.issuing", "differs", "False", "test_paper"),
    "names go from ballots": ("actions.erasure", "forget_name", "None", "test_erasure"),
    "own words go with the account": (
        "actions.erasure",
        "forget_answers",
        "None",
        "test_erasure",
    ),
    "an account that lost its person is barred": ("persons", "left", "None", "test_persons"),
    "a person who is back has the vote back": ("persons", "came", "None", "test_persons"),
    "the page tells who is barred": ("rules", "not_barred", "YES", "test_persons"),
    "no ballot against the rules": (
        "actions.sealing",
        "against_the_rules",
        "[]",
        "test_guards",
    ),
    "rows of the erased are marked": ("actions.erasure", "forget_voter", "None", "test_erasure"),
    "the order of options is drawn": ("papers", "drawn_order", "options", "test_paper"),
    "small cells are hidden": ("turnout", "cells", "list(rows.items())", "test_results"),
    "no made-up votes in production": ("bulk", "refuse_in_production", "None", "test_guards"),
    "a check tells of missing triggers": ("checks", "votes_are_guarded", "[]", "test_triggers"),
    **{f"recount: {name}": ("recount", f"check_{name}", "[]", "test_guards") for name in RECOUNTED},
}
LINES = {
    "a final vote stays": (
        "actions.casting",
        "if not is_new and not poll.allow_change:",
        "if False:",
        "test_casting",
    ),
    "who came back is no orphan": (
        "actions.casting",
        "update(is_orphan=False)",
        "exists()",
        "test_machine",
    ),
    "a vote is one transaction": (
        "actions.casting",
        "with transaction.atomic():",
        "if True:",
        "test_casting",
    ),
    "a token on the vote": (
        "views.voting",
        "@sensitive_post_parameters()\n@sensitive_variables()\ndef cast(",
        "@csrf_exempt\n@sensitive_post_parameters()\n@sensitive_variables()\ndef cast(",
        VIEWS,
    ),
    "a token on the withdrawal": (
        "views.voting",
        "def withdraw(",
        "@csrf_exempt\ndef withdraw(",
        "test_guards",
    ),
    "a vote is sent, not followed": (
        "views.voting",
        'if request.method != "POST":',
        "if False:",
        VIEWS,
    ),
    "a withdrawal is sent, not followed": (
        "views.voting",
        'if request.method == "POST" and verdict:',
        "if verdict:",
        VIEWS,
    ),
    "an account for votes": (
        "views.voting",
        "if poll.min_level == MinLevel.ANYONE and not request.user.is_authenticated:",
        "if not request.user.is_authenticated:",
        VIEWS,
    ),
    "a receipt is kept nowhere": (
        "views.voting",
        "    return private(response)",
        "    return response",
        VIEWS,
    ),
    "an abstention stands alone": ("forms", "if abstains & set(chosen):", "if False:", VIEWS),
    "not fewer options": ("forms", "if len(chosen) < self.question.least:", "if False:", VIEWS),
    "not more options": ("forms", "if len(chosen) > self.question.most:", "if False:", VIEWS),
    "another key is no key": (
        "keys",
        "if print_of(key) != poll.key_print:",
        "if False:",
        "test_casting test_sealing",
    ),
    "a pseudonym of one poll": (
        "ballot_tags",
        'f"poll|{poll.key}|{person}"',
        'f"poll|{person}"',
        "test_casting",
    ),
    "sealing waits for the close": (
        "actions.sealing",
        " or poll.closes_at > (at or timezone.now())",
        "",
        "test_sealing",
    ),
    "as many ballots as people": (
        "actions.sealing",
        "if number != took or slipped_in:",
        "if slipped_in:",
        "test_sealing",
    ),
    "nothing in the list before the count": (
        "actions.sealing",
        "if number != took or slipped_in:",
        "if number - slipped_in != took:",
        "test_triggers",
    ),
    "leaves in their order": (
        "actions.sealing",
        "return sorted(ballots, key=itemgetter(0)), known",
        "return ballots, known",
        "test_sealing",
    ),
    "open ballots go": ("actions.sealing", "cast._raw_delete(cast.db)", "pass", "test_sealing"),
    "own words are cut off": (
        "actions.sealing",
        "Answer.objects.filter(question__poll=poll).update(ballot=None)",
        "pass",
        "test_sealing test_erasure",
    ),
    "orphans go": (
        "actions.sealing",
        "Participation.objects.filter(poll=poll, is_orphan=True).delete()",
        "pass",
        "test_erasure",
    ),
    "an open root is hidden": (
        "actions.sealing",
        "    if key:\n",
        "    if False:\n",
        "test_repairs",
    ),
    "no key outlives its poll": (
        "actions.sealing",
        "if keys.path_of(poll).exists():",
        "if False:",
        "test_repairs",
    ),
    "one poll that fails keeps no other waiting": (
        "actions.sealing",
        "except Exception:",
        "except ZeroDivisionError:",
        "test_repairs",
    ),
    "a cancelled poll's key goes": (
        "actions.amending",
        "transaction.on_commit(lambda: keys.destroy(poll), robust=True)",
        "pass",
        "test_amending",
    ),
    "a cancelled poll's votes go": (
        "actions.amending",
        "        rows._raw_delete(rows.db)",
        "        pass",
        "test_amending",
    ),
    "an opened paper is left as it is": (
        "actions.issuing",
        "if poll and (poll.is_opened(at) or poll.cancelled_at):",
        "if False:",
        "test_paper",
    ),
    "few ballots show no numbers": ("rules", "SHOWN_FROM = 10", "SHOWN_FROM = 0", "test_results"),
    "numbers move in steps": ("tallies", "STEP = 5", "STEP = 0", "test_repairs test_results"),
    "no list before the count": (
        "views.results",
        "if not found.sealed_at:",
        "if False:",
        "test_results",
    ),
    "codes are not guessed": (
        "views.results",
        "if form.is_bound and (answer := too_often(request, CODES, client_address(request))):",
        "if answer := None:",
        "test_guards",
    ),
}
LINES |= {
    "a vote is for the paper that was read": (
        "actions.casting",
        "WHERE id = %s AND content_hash = %s",
        "WHERE id = %s OR content_hash = %s",
        "test_casting",
    ),
    "no salt twice": ("actions.sealing", "or twice(ballots)", "", "test_guards"),
    "a row that is no ballot is told": (
        "actions.sealing",
        "except (AttributeError, TypeError, ValueError):",
        "except ZeroDivisionError:",
        "test_guards",
    ),
    "the insert looks at bars": (
        "actions.casting",
        "WHERE b.account_tag = %s AND b.voter_tag <> %s",
        "WHERE 1 = 0 AND b.account_tag = %s AND b.voter_tag <> %s",
        "test_persons",
    ),
    "formulas in names are made harmless": (
        "published",
        "[harmless(ballot.name)]",
        "[ballot.name]",
        "test_findings test_results test_guards",
    ),
    "formulas in questions are made harmless": (
        "published",
        '*(harmless(question["text"]) for question in asked)',
        '*(question["text"] for question in asked)',
        "test_findings test_results test_guards",
    ),
    "formulas in options are made harmless": (
        "published",
        "            harmless(\n",
        "            str(\n",
        "test_findings test_results test_guards",
    ),
    "a term ends within a year": (
        "rules",
        "if closes_at > at + LONGEST:",
        "if False:",
        "test_guards",
    ),
}
SHORT = [
    "ballot INSERT closed",
    "ballot INSERT option",
    "sealedballot UPDATE record",
    "checkpoint spilno_polls_checkpoint_once",
    "a final vote stays",
]


@dataclass(frozen=True)
class Guard:
    """What is taken away, and the files of tests that are asked first."""

    name: str
    taken: dict
    first: str


def of_triggers():
    from spilno_pages.polls import triggers

    for (table, act), refused in triggers.rules("now", "IS", str).items():
        for word, _condition in refused:
            taken = {"table": table, "act": act, "word": word}
            yield Guard(f"{table} {act} {word}", taken, "test_triggers")


def of_tables():
    from django.apps import apps

    from spilno_pages.polls import triggers

    for table in [*triggers.TABLES, "bar", "wish"]:
        constraints = apps.get_model("spilno_polls", table)._meta.constraints
        for name in [*COLUMNS.get(table, []), *(constraint.name for constraint in constraints)]:
            yield Guard(f"{table} {name}", {"table": table, "constraint": name}, "test_triggers")


def of_code():
    for name, (module, function, answer, first) in ANSWERS.items():
        taken = {"module": f"{POLLS}.{module}", "function": function, "answer": answer}
        yield Guard(name, taken, first)
    for name, (module, old, new, first) in LINES.items():
        yield Guard(name, {"module": f"{POLLS}.{module}", "old": old, "new": new}, first)


def every_guard():
    import django

    django.setup()
    return [*of_triggers(), *of_tables(), *of_code()]


def run(folder, guard, *tests):
    """Runs the tests without a guard; guard None: with all of them. Returns (exit code, output)."""
    database = folder / "drill.sqlite3"
    shutil.copy(folder / "ready.sqlite3", database)
    return tried(database, guard, *tests)


def tried(database, guard, *tests):
    plain = {name: v for name, v in os.environ.items() if name not in {"DATABASE_URL", "CACHE_URL"}}
    env = plain | {
        "SPILNO_DRILL": json.dumps(guard.taken if guard else {}),
        "SPILNO_DRILL_DATABASE": str(database),
        "SPILNO_DRILL_FIRST": guard.first if guard else "",
        "SPILNO_MACHINE_EXAMPLES": EXAMPLES,
    }
    words = ["-m", "pytest", "-x", "-p", "tests.polls.drill", "--reuse-db", "--tb=no", *tests]
    command = [sys.executable, *words]
    try:
        done = subprocess.run(
            command, cwd=TOP, env=env, capture_output=True, text=True, timeout=LIMIT
        )
    except subprocess.TimeoutExpired:
        return -1, f"not through after {LIMIT} s"
    return done.returncode, done.stdout + done.stderr


def red(output):
    """Returns the name of the test that turned red, "" where none did.

    An ERROR after tests that passed counts, too: foreign keys are looked over when a test is through.
    """
    marks = ("FAILED tests/", "ERROR tests/") if " passed" in output else ("FAILED tests/",)
    lines = [line for line in output.splitlines() if line.startswith(marks)]
    return lines[0].rpartition("/")[2].split(" - ")[0] if lines else ""


def arguments():
    parser = argparse.ArgumentParser(prog="script/drills/guards", description=__doc__)
    parser.add_argument("--all", action="store_true", help="every guard, an hour; five by default")
    parser.add_argument("--list", action="store_true", help="names the guards and ends")
    parser.add_argument(
        "--only", action="append", help="guards with these letters in their names; many times"
    )
    parser.add_argument(
        "--share", type=share, default=(1, 1), help="1/2 or 2/2: half of them, for two cores"
    )
    return parser.parse_args()


def share(text):
    """Returns (which, of how many) from “1/2”; refuses what is neither (argparse tells)."""
    which, _bar, of = text.partition("/")
    if not 1 <= int(which) <= int(of):
        raise ValueError
    return int(which), int(of)


def chosen(asked):
    guards = every_guard()
    if asked.only:
        guards = [guard for guard in guards if any(part in guard.name for part in asked.only)]
    elif not (asked.all or asked.list):
        guards = [guard for guard in guards if guard.name in SHORT]
    which, of = asked.share
    return guards[which - 1 :: of]


def main():
    asked = arguments()
    guards = chosen(asked)
    if asked.list:
        print("\n".join(guard.name for guard in guards))
        return 0
    report = Report("guards · sqlite")
    with tempfile.TemporaryDirectory(prefix="spilno-drill-") as name:
        folder = Path(name)
        code, said = tried(
            folder / "ready.sqlite3", None, "tests/polls/test_triggers.py", "-k", "stand"
        )
        report.check(code == 0, f"the tests do not run at all: {said[-800:]}")
        if asked.all and not report.wrong:
            code, said = run(folder, None, "tests/polls")
            report.check(
                code == 0, f"red with every guard in its place: {red(said) or said[-800:]}"
            )
        for guard in [] if report.wrong else guards:
            take(report, folder, guard)
    return report.end()


def take(report, folder, guard):
    begun = time.perf_counter()
    code, said = run(folder, guard, "tests/polls")
    test = red(said) if code == 1 else ""
    words = test or ("NO TEST" if code == 0 else f"BROKEN ({code}): {said.strip()[-300:]}")
    report.row(guard=guard.name, test=words, s=round(time.perf_counter() - begun))
    report.check(test, f"without “{guard.name}”: {words}")
    print(f"{guard.name} → {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""After the close ballots are published in the order of their leaves, and nothing ties them to people any more."""

import json
import subprocess
import sys
from hashlib import sha256
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.db import connection

import pytest

from spilno_pages.notices.models import Notice
from spilno_pages.polls import actions, bulk, keys, published, recount, triggers
from spilno_pages.polls.ballot_tags import voter_of
from spilno_pages.polls.canonical import canonical, leaf_of, merkle_root
from spilno_pages.polls.models import (
    Ballot,
    Checkpoint,
    Participation,
    Poll,
    SealedBallot,
)
from spilno_pages.polls.papers import paper_of
from spilno_pages.record.models import AuditEvent

from ..factories import codes, poll, resident, user, vote

pytestmark = pytest.mark.django_db
SEVERAL = (
    "several",
    {"text": "Що будувати?", "options": [{"text": "Лави"}, {"text": "Світло"}], "most": 2},
)
YESNO = ("yesno", {"text": "Закрити дорогу?"})
TEXT = ("text", {"text": "Що ще?"})


@pytest.fixture
def sealed(settings):
    asked = poll(questions=[SEVERAL, YESNO])
    bulk.stuff(asked, 25)
    bulk.close_soon(asked)
    assert actions.seal_due() == 1
    asked.refresh_from_db()
    return asked


def test_sealing_leaves_ballots_without_people_and_is_done_once(sealed):
    root = sealed.result["merkle_root"]

    assert actions.seal(sealed)

    sealed.refresh_from_db()
    assert sealed.result["merkle_root"] == root
    assert not Ballot.objects.exists()
    assert not keys.path_of(sealed).exists()
    assert SealedBallot.objects.count() == Participation.objects.count() == 25
    assert [event.act for event in AuditEvent.objects.filter(act__startswith="poll.")] == [
        "poll.sealed",
        "poll.issued",
    ]


def test_published_ballots_stand_in_the_order_of_their_leaves(sealed):
    leaves = list(SealedBallot.objects.values_list("leaf", flat=True))

    assert leaves == sorted(leaves)
    assert merkle_root(leaves) == sealed.result["merkle_root"]
    for ballot in SealedBallot.objects.all():
        assert ballot.leaf == leaf_of(sealed.key, ballot.choices, ballot.salt)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite sorts by letters alone")
def test_the_list_is_in_order_whatever_language_the_database_sorts_by(sealed):
    """In Danish "aa" stands behind "z"."""
    triggers.lift(only="spilno_polls_sealedballot_update")
    for ballot, leaf in zip(SealedBallot.objects.all(), ("aa" * 32, "b" * 64), strict=False):
        SealedBallot.objects.filter(pk=ballot.pk).update(leaf=leaf)
    with connection.cursor() as cursor:
        cursor.execute(
            f'ALTER TABLE {triggers.table("sealedballot")} ALTER leaf TYPE varchar(64) COLLATE "da-x-icu"'
        )

    leaves = [ballot.leaf for ballot in published.listed(sealed)]

    assert len(leaves) == 25
    assert leaves == sorted(leaves)
    assert leaves != list(SealedBallot.objects.values_list("leaf", flat=True))


def test_ballots_that_were_published_before_get_the_keys_of_their_salts(sealed):
    triggers.lift(only="spilno_polls_sealedballot_update")
    for number, ballot in enumerate(SealedBallot.objects.all(), start=1):
        SealedBallot.objects.filter(pk=ballot.pk).update(id=number)

    migration = import_module("spilno_pages.polls.migrations.0006_published_by_salt")
    migration.keyed_by_salt(apps, connection.schema_editor())

    ballots = SealedBallot.objects.all()
    assert len(ballots) == 25
    assert all(ballot.pk == SealedBallot.key_of(ballot.salt) for ballot in ballots)


def test_votes_cast_before_have_their_choices_on_the_ballot():
    """Migration 0007, with the table of choices as it was."""
    asked = poll(questions=[SEVERAL, YESNO, TEXT], kind="survey", min_level=0)
    bulk.stuff(asked, 25)
    texts = {asked.questions.get(number=3).pk: "Більше дерев"}
    actions.cast(asked, voter_of(resident(), asked), [], texts=texts)
    before, options = dict(Ballot.objects.values_list("pk", "choices")), paper_of(asked).options
    triggers.lift(only="spilno_polls_ballot_update")
    Ballot.objects.update(choices={})
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE spilno_polls_ballotchoice (ballot_id bigint, option_id bigint, value smallint)"
        )
        cursor.executemany(
            "INSERT INTO spilno_polls_ballotchoice VALUES (%s, %s, %s)",
            [
                (ballot, options[code].pk, value)
                for ballot, choices in before.items()
                for code, value in choices.items()
            ],
        )

    migration = import_module("spilno_pages.polls.migrations.0007_choices_on_the_ballot")
    migration.put_down(apps, connection.schema_editor())

    assert dict(Ballot.objects.values_list("pk", "choices")) == before
    assert len(before) == 26
    assert max(map(len, before.values())) > 2


@pytest.mark.parametrize("name", ["", 'Оксана "Сіль" Б.\\'])
@pytest.mark.parametrize("choices", [{}, {"1.2": 1}, {"10.1": 1, "2.3": 4}])
def test_a_leaf_is_the_hash_of_the_canonical_entry(choices, name):
    """Written in parts for the count, it is what anyone gets who writes the whole entry down."""
    key, salt = "0a9d4c1e-0000-4000-8000-000000000001", bytes(range(16))
    entry = {"choices": choices, "poll": key, "salt": salt.hex()} | ({"name": name} if name else {})

    assert leaf_of(key, choices, salt, name) == sha256(b"\x00" + canonical(entry)).hexdigest()


def test_the_tree_is_that_of_the_rfc():
    """Known answers of RFC 6962 implementations: the empty tree, one leaf, three leaves."""
    a, b, c = (f"{number:064x}" for number in (1, 2, 3))

    assert merkle_root([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle_root([a]) == a
    assert merkle_root([a, b, c]) == merkle_root([merkle_root([a, b]), c])


def test_an_open_poll_is_not_sealed():
    asked = poll()
    vote(asked)

    assert not actions.seal(asked)
    assert actions.seal_due() == 0
    assert Ballot.objects.count() == 1


def test_a_poll_that_nobody_took_part_in_is_sealed_empty():
    asked = poll()
    bulk.close_soon(asked)

    assert actions.seal_due() == 1

    asked.refresh_from_db()
    assert asked.result["participation"] == 0
    assert recount.recount(published.loaded(asked))


def test_numbers_that_differ_stop_the_sealing_and_are_told():
    asked, boss = poll(), user(is_superuser=True)
    vote(asked)
    Participation.objects.create(voter_tag="f" * 64, poll=asked, day=asked.opens_at)
    bulk.close_soon(asked)

    assert actions.seal_due() == 0
    assert actions.seal_due() == 0

    asked.refresh_from_db()
    assert asked.sealed_at is None
    assert "1" in asked.trouble
    assert "2" in asked.trouble
    assert Ballot.objects.count() == 1
    assert Notice.objects.filter(user=boss, kind="poll.trouble").count() == 1
    assert AuditEvent.objects.filter(act="poll.trouble").count() == 1


def test_checkpoints_are_chained_and_due_every_ten_minutes():
    asked = poll()
    vote(asked)
    first = actions.checkpoint(asked)
    vote(asked)

    assert actions.checkpoint_due() == 0
    second = actions.checkpoint(asked)

    assert (first.seq, first.ballots, first.prev_hash) == (1, 1, "")
    assert (second.seq, second.ballots, second.prev_hash) == (2, 2, first.hash)
    assert first.merkle_root != second.merkle_root


def test_a_checkpoint_is_due_where_there_was_none():
    vote(poll())

    assert actions.checkpoint_due() == 1
    assert Checkpoint.objects.count() == 1


def test_followers_are_told_once(django_capture_on_commit_callbacks, mailoutbox):
    asked, person = poll(), resident(level=3)
    actions.wish(person, asked)
    bulk.close_soon(asked)

    with django_capture_on_commit_callbacks(execute=True):
        actions.seal_due()
        actions.seal(asked)

    assert [notice.kind for notice in Notice.objects.filter(user=person.user)] == ["poll.result"]
    assert len(mailoutbox) == 1


def written(asked, folder):
    file = Path(folder, "results.json")
    file.write_text("".join(published.as_json(asked)), encoding="utf-8")
    return file


def run(file, *more):
    """Runs the published program as a resident does: alone, in its folder, isolated from the site's packages."""
    program = file.parent / "recount.py"
    program.write_bytes(Path(recount.__file__).read_bytes())
    done = subprocess.run(
        [sys.executable, "-I", "-S", program.name, file.name, *more],
        cwd=file.parent,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_recount_agrees_in_an_empty_folder(sealed, tmp_path):
    code, said = run(written(sealed, tmp_path), "--key", keys.public_key())

    assert code == 0, said
    assert "УСЕ ЗБІГЛОСЯ." in said
    assert "НІ!" not in said


def moved(data):
    """One choice is moved to another option, and its count moved along."""
    ballot = next(ballot for ballot in data["ballots"] if ballot["choices"].get("2.1"))
    del ballot["choices"]["2.1"]
    ballot["choices"]["2.2"] = 1
    data["counts"]["2.1"] -= 1
    data["counts"]["2.2"] += 1


def hidden(data):
    """As moved, with the leaf made to fit; the root, the checkpoint and the signature are left."""
    moved(data)
    for ballot in data["ballots"]:
        ballot["leaf"] = recount.leaf(data["paper"]["poll"], ballot)
    data["ballots"].sort(key=lambda ballot: ballot["leaf"])


def rebuilt(data):
    """As hidden, with root and checkpoint made to fit: only who has the council's key could sign that."""
    hidden(data)
    root = merkle_root([ballot["leaf"] for ballot in data["ballots"]])
    data["merkle_root"] = data["checkpoint"]["merkle_root"] = root
    said = {
        name: data["checkpoint"][name] for name in ("ballots", "merkle_root", "prev_hash", "seq")
    }
    data["checkpoint"]["hash"] = recount.digest(said | {"poll": data["paper"]["poll"]})


def dropped(data):
    gone = data["ballots"].pop()
    for code in gone["choices"]:
        data["counts"][code] -= 1
    data["participation"] -= 1


def doubled(data):
    data["ballots"].insert(1, data["ballots"][0])


def reworded(data):
    data["paper"]["questions"][1]["options"][0]["text"] = "Ні"


def overfull(data):
    data["paper"]["questions"][0]["max"] = 1


def miscounted(data):
    data["counts"]["2.1"] += 1


def unsigned(data):
    data["signature"] = "0" * 128


def signed_by_another(data):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    rebuilt(data)
    key = Ed25519PrivateKey.generate()
    data["public_key"] = key.public_key().public_bytes_raw().hex()
    head = {name: value for name, value in data.items() if name not in {"ballots", "signature"}}
    data["signature"] = key.sign(canonical(head)).hex()


@pytest.mark.parametrize(
    "forge",
    [moved, hidden, rebuilt, dropped, doubled, reworded, overfull, miscounted, unsigned],
    ids=lambda forge: forge.__name__,
)
def test_the_recount_finds_what_was_changed(sealed, tmp_path, forge):
    file = written(sealed, tmp_path)
    data = json.loads(file.read_text(encoding="utf-8"))
    forge(data)
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    code, said = run(file)

    assert code == 1, said
    assert "РЕЗУЛЬТАТ НЕ ЗБІГАЄТЬСЯ" in said


def test_a_forged_file_with_a_key_of_its_own_is_found_by_the_key_written_down(sealed, tmp_path):
    file, key = written(sealed, tmp_path), keys.public_key()
    data = json.loads(file.read_text(encoding="utf-8"))
    signed_by_another(data)
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")

    assert run(file)[0] == 0
    assert run(file, "--key", key)[0] == 1
    assert run(file, "--checkpoint", sealed.result["checkpoint"]["hash"])[0] == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", "не JSON", '{"format": "spilno-poll"}', "null"])
def test_a_file_that_is_no_result_is_told_so(tmp_path, text):
    file = Path(tmp_path, "results.json")
    file.write_text(text, encoding="utf-8")

    code, said = run(file)

    assert code == 2
    assert "Traceback" not in said


def test_a_receipt_is_found_by_the_program_and_on_the_site(tmp_path, client):
    from spilno_pages.polls.ballot_tags import code_of

    asked = poll()
    receipt, _person = vote(asked, code=codes(asked)["Вербова"])
    bulk.stuff(asked, 5)
    bulk.close_soon(asked)
    actions.seal_due()
    asked.refresh_from_db()
    code = code_of(receipt.salt)

    status, said = run(written(asked, tmp_path), "--code", code.lower().replace("-", " "))
    page = client.post(f"/polls/{asked.pk}/find/", {"code": code})

    assert status == 0
    assert "вибір: Вербова" in said
    assert "Вербова" in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    assert run(written(asked, tmp_path), "--code", "A" * 26)[0] == 1


def test_the_named_list_bears_names_and_the_secret_one_none():
    asked = poll(kind="named", min_level=2)
    vote(asked, resident(level=3, name="=Оксана"))
    bulk.close_soon(asked)
    actions.seal_due()
    asked.refresh_from_db()

    table = "".join(published.as_csv(asked))

    assert published.loaded(asked)["ballots"][0]["name"] == "=Оксана"
    assert "'=Оксана" in table
    assert recount.recount(published.loaded(asked))


def test_verify_poll_says_whether_a_sealed_poll_stands(sealed, capsys):
    from django.core.management import CommandError, call_command

    call_command("verify_poll", str(sealed.pk))
    assert "УСЕ ЗБІГЛОСЯ" in capsys.readouterr().out

    with pytest.raises(CommandError):
        call_command("verify_poll", "999999")


def test_the_key_file_goes_even_after_a_crash_between_commit_and_destruction(sealed):
    keys.kept(keys.path_of(sealed))

    assert actions.seal(sealed)

    assert not keys.path_of(sealed).exists()
    assert Poll.objects.get().sealed_at

"""What the database refuses to whoever goes past the actions, an administrator with a console included, and what it lets through."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.core.management.sql import emit_pre_migrate_signal
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.db.migrations import Migration
from django.utils import timezone

import pytest

from spilno_pages.models import District
from spilno_pages.polls import actions, bulk, keys, published, triggers
from spilno_pages.polls.ballot_tags import ballot_tag, voter_of, voter_tag
from spilno_pages.polls.checks import votes_are_guarded
from spilno_pages.polls.models import (
    Answer,
    Ballot,
    Bar,
    Checkpoint,
    Kind,
    MinLevel,
    Option,
    Participation,
    Poll,
    Question,
    SealedBallot,
    Shown,
    State,
    Wish,
)
from spilno_pages.polls.models.ballots import random_key
from spilno_pages.polls.recount import recount
from spilno_pages.polls.refusals import FROZEN
from tests import factories

pytestmark = pytest.mark.django_db

ON_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone does it so")
ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such")
DAY = timedelta(days=1)
TAG, SALT, LEAF = "f" * 64, b"0123456789abcdef", "e" * 64


# — where a poll stands; each with one vote, where votes can be —


@dataclass
class Scene:
    """A poll, the person who voted in it, and another open poll of the city."""

    poll: Poll
    voter: object = None

    @property
    def ballot(self):
        return Ballot.objects.filter(poll=self.poll).get()

    @property
    def option(self):
        """The key of the option 1.2, which nobody chose."""
        return factories.option(self.poll, "1.2").pk


def voted(**fields):
    poll = factories.poll(**fields)
    _receipt, voter = factories.vote(poll)
    return Scene(poll, voter)


def moved(scene, opens, closes):
    now = timezone.now()
    scene.poll = bulk.move_times(scene.poll, now + opens, now + closes)
    return scene


def being_laid():
    """A poll without a hash of its paper: what a crash in the middle of publishing would leave."""
    now = timezone.now()
    return Scene(
        Poll.objects.create(
            title="Ще без бюлетеня",
            kind=Kind.SECRET,
            min_level=MinLevel.RESIDENT,
            allow_change=True,
            shown=Shown.CLOSED,
            opens_at=now - DAY,
            closes_at=now + DAY,
        )
    )


def soon():
    return Scene(factories.poll(opens_at=timezone.now() + DAY))


def soon_with_votes():
    """No poll is so by itself: here the votes of one that was moved are tried on."""
    return moved(voted(), DAY, 2 * DAY)


def is_open():
    return voted()


def final():
    """Open, and votes stay as they are cast."""
    return voted(allow_change=False)


def named():
    return voted(kind=Kind.NAMED)


def closed():
    return moved(voted(), -DAY, timedelta(seconds=-1))


def closed_named():
    return moved(named(), -DAY, timedelta(seconds=-1))


def marked():
    """Open, with a checkpoint."""
    scene = voted()
    actions.checkpoint(scene.poll)
    return scene


def sealed():
    scene = closed()
    assert actions.seal(scene.poll)
    scene.poll.refresh_from_db()
    return scene


def cancelled():
    scene = voted()
    actions.cancel(scene.poll, "Помилка в кошторисі другого варіанта.", by=None)
    scene.poll.refresh_from_db()
    return scene


# — what somebody past the actions tries —


def answer_on_nothing(scene):
    Answer.objects.create(
        question=scene.poll.questions.get(),
        ballot_id=random_key(),
        text="Так",
        day=timezone.localdate(),
    )


def answered(scene):
    return Answer.objects.create(
        question=scene.poll.questions.get(),
        ballot=scene.ballot,
        text="Так",
        day=timezone.localdate(),
    )


def move_answer_to_nothing(scene):
    Answer.objects.filter(pk=answered(scene).pk).update(ballot=random_key())


def cut_answer_off(scene):
    Answer.objects.filter(pk=answered(scene).pk).update(ballot=None)


def remove_answered_ballot(scene):
    answered(scene)
    remove_ballot(scene)


def participate(scene):
    Participation.objects.create(voter_tag=TAG, poll=scene.poll, day=timezone.localdate())


def put_ballot(scene, **fields):
    values = {"choices": {}} | fields
    Ballot.objects.create(poll=scene.poll, ballot_tag=TAG, salt=SALT, **values)


def put_named_ballot(scene):
    put_ballot(scene, name="Оксана Б.")


def putting(choices):
    """Returns an attempt that puts a ballot in that says so."""

    def put(scene):
        put_ballot(scene, choices=choices)

    put.__name__ = f"put_{choices}"
    return put


def saying(choices):
    """Returns an attempt that lets a ballot that is there say so."""

    def say(scene):
        assert Ballot.objects.filter(pk=scene.ballot.pk).update(choices=choices)

    say.__name__ = f"say_{choices}"
    return say


change_choice = saying({"1.2": 1})
choose_nothing = saying({})
# Of a paper with a question of four options: what no ballot says.
OFF_PAPER = [
    {"1.5": 1},
    {"2.1": 1},
    {"1.1": 1, "2.1": 1},
    {"1": 1},
    {"": 1},
    {"1.1": -1},
    {"1.1": 10000},
    {"1.1": 10**30},
    {"1.1": 1.5},
    {"1.1": "1"},
    {"1.1": True},
    {"1.1": None},
    {"1.1": [1]},
    ["1.1"],
    [],
    "1.1",
    7,
]


def remove(rows):
    assert rows.exists()
    rows._raw_delete(rows.db)


def remove_ballot(scene):
    remove(Ballot.objects.filter(poll=scene.poll))


def remove_participation(scene):
    remove(Participation.objects.filter(poll=scene.poll))


def remove_poll(scene):
    remove(Poll.objects.filter(pk=scene.poll.pk))


def updating(model, **fields):
    """Returns an attempt that changes the rows of the poll. Values may be functions of the Scene."""

    def update(scene):
        values = {
            name: value(scene) if callable(value) else value for name, value in fields.items()
        }
        link = {Poll: "pk", Option: "question__poll"}.get(model, "poll")
        assert model.objects.filter(**{link: scene.poll.pk}).update(**values)

    update.__name__ = f"{model.__name__}.{'.'.join(fields)}"
    return update


of_poll = partial(updating, Poll)


def another_poll(scene):
    return factories.poll(title="Інше питання").pk


def a_district(scene):
    return District.objects.create(name="Таращанський масив", slug="tarashchanskyi").pk


def later(scene):
    return scene.poll.closes_at + DAY


def sooner(scene):
    return scene.poll.closes_at - DAY


def its_close(scene):
    return scene.poll.closes_at


def now(scene):
    return timezone.now()


seal_early = of_poll(sealed_at=its_close, result={}, signature="00")
write_result = of_poll(result={"counts": {"1.1": 1000}})
write_signature = of_poll(signature="00" * 64)


def add_question(scene):
    Question.objects.create(poll=scene.poll, block_id="x", number=9, kind="yesno", text="Ще одне?")


def add_question_from_elsewhere(scene):
    """A question of a poll that is not open is handed to one that is."""
    other = soon().poll
    assert Question.objects.filter(poll=other).update(poll=scene.poll, number=9)


def add_option(scene):
    question = scene.poll.questions.get()
    Option.objects.create(question=question, block_id="x", number=9, text="Ще один")


def add_option_from_elsewhere(scene):
    other = soon().poll
    rows = Option.objects.filter(question__poll=other, number=1)
    assert rows.update(question=scene.poll.questions.get(), number=9)


def give_question_away(scene):
    assert Question.objects.filter(poll=scene.poll).update(poll=soon().poll, number=9)


def give_option_away(scene):
    rows = Option.objects.filter(question__poll=scene.poll, number=1)
    assert rows.update(question=soon().poll.questions.get(), number=9)


def remove_question(scene):
    remove(Question.objects.filter(poll=scene.poll))


def remove_option(scene):
    remove(Option.objects.filter(pk=scene.option))


def add_checkpoint(scene):
    Checkpoint.objects.create(
        poll=scene.poll, seq=99, ballots=0, merkle_root=LEAF, prev_hash="", hash=LEAF
    )


def remove_checkpoint(scene):
    remove(Checkpoint.objects.filter(poll=scene.poll))


def add_sealed_ballot(scene):
    SealedBallot.objects.create(
        pk=SealedBallot.key_of(SALT), poll=scene.poll, leaf=LEAF, salt=SALT, choices={"1.1": 1}
    )


def remove_sealed_ballot(scene):
    remove(SealedBallot.objects.filter(poll=scene.poll))


def leave_page_and_text(scene):
    rows = Option.objects.filter(pk=scene.option)
    assert rows.update(page=None, text="Інше")


REFUSED = {
    ("poll", "UPDATE", "frozen"): [
        (is_open, of_poll(kind=Kind.NAMED)),
        (is_open, of_poll(min_level=MinLevel.IDENTITY)),
        (is_open, of_poll(content_hash="")),
        (is_open, of_poll(content_hash=LEAF)),
        (is_open, of_poll(opens_at=lambda scene: scene.poll.opens_at + timedelta(minutes=1))),
        (is_open, of_poll(title="Інша назва")),
        (is_open, of_poll(allow_change=False)),
        (is_open, of_poll(district_slug="deinde")),
        (is_open, of_poll(shown=Shown.ALWAYS)),
        (is_open, of_poll(district_id=a_district)),
        (is_open, of_poll(district_slug="zarichchia")),
        (is_open, of_poll(revision=lambda scene: (scene.poll.revision or 0) + 1)),
        (is_open, of_poll(revision=None)),
        (is_open, of_poll(key=lambda scene: uuid4())),
        (is_open, of_poll(key_print=LEAF)),
        (final, of_poll(allow_change=True)),
        (closed, of_poll(kind=Kind.NAMED)),
        (sealed, of_poll(title="Інша назва")),
        (cancelled, of_poll(content_hash="")),
    ],
    ("poll", "UPDATE", "term"): [
        (is_open, of_poll(closes_at=sooner)),
        (is_open, of_poll(closes_at=now)),
        (closed, of_poll(closes_at=later)),
        (closed, of_poll(closes_at=lambda scene: scene.poll.closes_at - timedelta(hours=1))),
        (cancelled, of_poll(closes_at=later)),
    ],
    ("poll", "UPDATE", "sealed"): [
        (sealed, write_result),
        (sealed, write_signature),
        (sealed, of_poll(sealed_at=lambda scene: scene.poll.sealed_at + DAY)),
        (sealed, of_poll(sealed_at=None)),
        (sealed, of_poll(cancelled_at=now)),
    ],
    ("poll", "UPDATE", "early"): [
        (is_open, seal_early),
        (soon, seal_early),
        (being_laid, seal_early),
        # The close and the sealing in one statement.
        (soon, of_poll(sealed_at=later, closes_at=later, result={}, signature="00")),
    ],
    ("poll", "UPDATE", "cancelled"): [
        (cancelled, of_poll(cancelled_at=None)),
        (cancelled, of_poll(cancelled_at=now)),
    ],
    ("poll", "DELETE", "frozen"): [
        (is_open, remove_poll),
        (closed, remove_poll),
        (sealed, remove_poll),
        (cancelled, remove_poll),
    ],
    ("question", "INSERT", "frozen"): [
        (is_open, add_question),
        (closed, add_question),
        (sealed, add_question),
    ],
    ("question", "UPDATE", "frozen"): [
        (is_open, updating(Question, text="Інше питання?")),
        (is_open, updating(Question, most=3)),
        (is_open, add_question_from_elsewhere),
        (is_open, give_question_away),
        (sealed, updating(Question, text="Інше питання?")),
    ],
    ("question", "DELETE", "frozen"): [(is_open, remove_question), (sealed, remove_question)],
    ("option", "INSERT", "frozen"): [
        (is_open, add_option),
        (closed, add_option),
        (sealed, add_option),
    ],
    ("option", "UPDATE", "frozen"): [
        (is_open, updating(Option, text="Інше")),
        (is_open, updating(Option, help="Інше")),
        (is_open, updating(Option, cost=1)),
        (is_open, updating(Option, is_abstention=True)),
        (is_open, updating(Option, page_id=lambda scene: scene.poll.page.pk)),
        (is_open, leave_page_and_text),
        (is_open, add_option_from_elsewhere),
        (is_open, give_option_away),
        (sealed, updating(Option, text="Інше")),
    ],
    ("option", "DELETE", "frozen"): [(is_open, remove_option), (sealed, remove_option)],
    ("participation", "INSERT", "closed"): [
        (being_laid, participate),
        (soon, participate),
        (closed, participate),
        (sealed, participate),
        (cancelled, participate),
    ],
    ("participation", "UPDATE", "record"): [
        (is_open, updating(Participation, voter_tag=TAG)),
        (is_open, updating(Participation, day=lambda scene: timezone.localdate() - DAY)),
        (is_open, updating(Participation, age_band="18-24")),
        (is_open, updating(Participation, poll_id=another_poll)),
        (is_open, updating(Participation, district_id=a_district)),
        (sealed, updating(Participation, voter_tag=TAG)),
    ],
    ("participation", "DELETE", "record"): [
        (soon_with_votes, remove_participation),
        (final, remove_participation),
        (closed, remove_participation),
    ],
    ("ballot", "INSERT", "closed"): [
        (being_laid, put_ballot),
        (soon, put_ballot),
        (closed, put_ballot),
        (sealed, put_ballot),
        (cancelled, put_ballot),
    ],
    ("ballot", "INSERT", "named"): [(is_open, put_named_ballot), (final, put_named_ballot)],
    ("ballot", "INSERT", "option"): [(is_open, putting(choices)) for choices in OFF_PAPER],
    ("ballot", "UPDATE", "record"): [
        (is_open, updating(Ballot, ballot_tag=TAG)),
        (is_open, updating(Ballot, poll_id=another_poll)),
        (is_open, updating(Ballot, id=lambda scene: random_key())),
    ],
    ("ballot", "UPDATE", "closed"): [
        (soon_with_votes, updating(Ballot, salt=SALT)),
        (final, updating(Ballot, salt=SALT)),
        (closed, updating(Ballot, salt=SALT)),
        (closed, updating(Ballot, salt=SALT, name="")),
        (closed_named, updating(Ballot, name="Хтось Інший")),
        (soon_with_votes, change_choice),
        (final, change_choice),
        (closed, change_choice),
        (closed, choose_nothing),
    ],
    ("ballot", "UPDATE", "named"): [(is_open, updating(Ballot, name="Оксана Б."))],
    ("ballot", "UPDATE", "option"): [(is_open, saying(choices)) for choices in OFF_PAPER],
    ("ballot", "DELETE", "record"): [
        (soon_with_votes, remove_ballot),
        (final, remove_ballot),
        (closed, remove_ballot),
    ],
    ("ballot", "DELETE", "answers"): [(is_open, remove_answered_ballot)],
    ("answer", "INSERT", "ballot"): [(is_open, answer_on_nothing), (sealed, answer_on_nothing)],
    ("answer", "UPDATE", "ballot"): [(is_open, move_answer_to_nothing)],
    ("checkpoint", "INSERT", "sealed"): [(sealed, add_checkpoint)],
    ("checkpoint", "UPDATE", "record"): [
        (marked, updating(Checkpoint, merkle_root=LEAF)),
        (sealed, updating(Checkpoint, ballots=1000)),
    ],
    ("checkpoint", "DELETE", "record"): [(marked, remove_checkpoint), (sealed, remove_checkpoint)],
    ("sealedballot", "INSERT", "early"): [
        (soon, add_sealed_ballot),
        (is_open, add_sealed_ballot),
        (sealed, add_sealed_ballot),
        (cancelled, add_sealed_ballot),
    ],
    ("sealedballot", "UPDATE", "record"): [
        (sealed, updating(SealedBallot, choices={"1.2": 1})),
        (sealed, updating(SealedBallot, leaf=LEAF)),
    ],
    ("sealedballot", "DELETE", "record"): [(sealed, remove_sealed_ballot)],
}


def tried(scene, attempt, *before):
    """Returns a row of a table of tests with an id that reads as a sentence."""
    words = "-".join([*before[:1], scene.__name__, attempt.__name__])
    return pytest.param(*before, scene, attempt, id=words)


@pytest.mark.parametrize(
    ("guard", "word", "scene", "attempt"),
    [
        tried(scene, attempt, f"{table}-{act}", word)
        for (table, act, word), attempts in REFUSED.items()
        for scene, attempt in attempts
    ],
)
def test_the_database_refuses_what_goes_past_the_actions(guard, word, scene, attempt):
    there = scene()

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        attempt(there)

    assert triggers.raised(refusal.value) == word


def test_every_guard_is_tried():
    guards = triggers.rules("now", "IS", str)

    assert set(REFUSED) == {
        (*place, word) for place, refused in guards.items() for word, _condition in refused
    }


def test_every_frozen_column_is_tried():
    attempts = {attempt.__name__ for _scene, attempt in REFUSED["poll", "UPDATE", "frozen"]}

    assert {f"Poll.{column}" for column in FROZEN} <= attempts


def test_an_error_of_another_kind_has_no_word():
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        of_poll(closes_at=lambda scene: scene.poll.opens_at)(soon())

    assert triggers.raised(refusal.value) is None


# — what the database lets through —


def withdraw(scene):
    assert actions.withdraw(scene.poll, voter_of(scene.voter, scene.poll))


def change(scene):
    factories.vote(scene.poll, scene.voter, "1.2")


def extend(scene):
    until = scene.poll.closes_at + DAY
    actions.extend(scene.poll, until, "Опитуємо ще один мікрорайон.", by=None)


def take_back(scene):
    """A withdrawal past the actions."""
    remove_ballot(scene)
    remove_participation(scene)


def paper_anew(scene):
    add_option(scene)
    remove_option(scene)
    updating(Option, text="Інше")(scene)
    updating(Question, text="Інше питання?")(scene)
    add_question(scene)
    remove(Question.objects.filter(poll=scene.poll, block_id="x"))


ALLOWED = [
    (soon, paper_anew),
    (soon, of_poll(kind=Kind.NAMED, min_level=MinLevel.IDENTITY, title="Інша назва")),
    (soon, of_poll(content_hash="", opens_at=lambda scene: scene.poll.opens_at + DAY / 2)),
    (soon, of_poll(closes_at=sooner)),
    (is_open, change),
    (is_open, withdraw),
    (is_open, take_back),
    (is_open, change_choice),
    (is_open, choose_nothing),
    (is_open, putting({"1.2": 1})),
    (is_open, saying({"1.1": 0, "1.2": 1, "1.3": 1000})),
    (is_open, answered),
    (is_open, cut_answer_off),
    (is_open, extend),
    (is_open, of_poll(closes_at=later)),
    (is_open, of_poll(page=None, trouble="Розбіжність")),
    (is_open, updating(Option, page=None)),
    (is_open, updating(Participation, is_orphan=True)),
    (is_open, add_checkpoint),
    (final, extend),
    (named, put_named_ballot),
    (named, updating(Ballot, name="")),
    (closed, updating(Option, page=None)),
    (closed, updating(Participation, is_orphan=True)),
    (closed, updating(Participation, district=None)),
    (closed, add_checkpoint),
    (closed_named, updating(Ballot, name="")),
    (sealed, updating(Option, page=None)),
    (sealed, updating(Participation, is_orphan=True)),
    (sealed, remove_participation),
    (sealed, of_poll(page=None)),
]


@pytest.mark.parametrize(("scene", "attempt"), [tried(*row) for row in ALLOWED])
def test_the_database_lets_through_what_the_site_does(scene, attempt):
    there = scene()

    with transaction.atomic():
        attempt(there)

    assert triggers.missing() == []


def test_a_poll_that_nobody_could_vote_in_may_go():
    poll = factories.poll(opens_at=timezone.now() + DAY)
    Option.objects.filter(question__poll=poll).delete()

    Question.objects.filter(poll=poll).delete()
    remove_poll(Scene(poll))

    assert not Poll.objects.exists()


def test_a_vote_goes_from_the_opening_to_the_result_past_every_guard():
    poll = factories.poll()
    _receipt, voter = factories.vote(poll)
    factories.vote(poll, voter, "1.3")
    factories.vote(poll, code="1.3")
    moved(Scene(poll), -DAY, timedelta(seconds=-1))

    assert actions.seal(poll)

    poll.refresh_from_db()
    assert poll.state() == State.SEALED
    assert poll.result["counts"] == {"1.1": 0, "1.2": 0, "1.3": 2, "1.4": 0}
    assert recount(published.loaded(poll))


# — ways around a trigger —


def test_a_ballot_slipped_into_the_list_before_the_count_stops_the_count():
    """Between close and count the list is open for writing: what stands in it then nobody cast, and nothing may be signed beside it."""
    scene = closed()
    add_sealed_ballot(scene)

    assert not actions.seal(scene.poll)

    scene.poll.refresh_from_db()
    assert scene.poll.sealed_at is None
    assert scene.poll.trouble


def replace(table, **values):
    """SQLite's REPLACE: a row takes another's place without a DELETE that anyone wrote."""
    columns = ", ".join(f'"{column}"' for column in values)
    places = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"REPLACE INTO {triggers.table(table)} ({columns}) VALUES ({places})",  # noqa: S608 - our own names
            list(values.values()),
        )


@ON_SQLITE
def test_replacing_a_final_ballot_is_removing_it():
    scene = final()
    ballot = scene.ballot

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        replace(
            "ballot",
            id=random_key(),
            poll_id=scene.poll.pk,
            ballot_tag=ballot.ballot_tag,
            salt=SALT,
            choices='{"1.2":1}',
            name="",
        )

    assert triggers.raised(refusal.value) == "record"
    assert scene.ballot.choices == {"1.1": 1}


PLAIN = '{"1.1":1}'


@ON_SQLITE
@pytest.mark.parametrize(
    "text",
    [
        '{"1.1":1,"1.1":1}',
        PLAIN + "\0",
        PLAIN + "\0junk",
        '{"1.1\\u0000":1}',
        '{"1.1\\u0000x":1}',
        '{"\\u0031.1":1}',
        '{"1.1\\u0000\\ud800":1}',
        '{"1.1":1e0}',
        '{"1.1":-0}',
        '{"1.1":' + "1" + "0" * 5000 + "}",
        PLAIN.encode(),
    ],
    ids=lambda text: repr(text)[:30],
)
def test_a_ballot_is_plain_json_that_names_an_option_once(text):
    """PostgreSQL reads what it keeps, and keeps the last of two equal keys."""
    scene = is_open()

    with (
        pytest.raises(IntegrityError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE {triggers.table('ballot')} SET choices = %s",  # noqa: S608 - our own name
            [text],
        )

    assert triggers.raised(refusal.value) == "option"
    assert scene.ballot.choices == {"1.1": 1}


@ON_SQLITE
def test_replacing_a_checkpoint_is_removing_it():
    scene = marked()

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        replace(
            "checkpoint",
            poll_id=scene.poll.pk,
            seq=1,
            at="2026-01-01",
            ballots=0,
            merkle_root=LEAF,
            prev_hash="",
            hash=LEAF,
        )

    assert triggers.raised(refusal.value) == "record"
    assert Checkpoint.objects.get().ballots == 1


@ON_SQLITE
def test_replacing_an_opened_poll_is_removing_it():
    scene = is_open()
    row = Poll.objects.filter(pk=scene.poll.pk).values().get()

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        replace("poll", **row | {"key": row["key"].hex, "title": "Інша назва"})

    assert triggers.raised(refusal.value) == "frozen"


@pytest.mark.parametrize("scene", [final, closed, soon_with_votes])
def test_a_ballot_put_in_once_more_is_a_change_of_it(scene):
    there = scene()
    poll = there.poll
    tag = there.ballot.ballot_tag
    before = bytes(there.ballot.salt)

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        actions.casting.put(poll, tag, SALT, {"1.1": 1}, "")

    assert triggers.raised(refusal.value) == "closed"
    assert bytes(there.ballot.salt) == before


@ON_POSTGRESQL
@pytest.mark.parametrize("table", triggers.TABLES)
def test_no_table_of_votes_is_emptied(table):
    sealed(), marked()

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            cursor.execute(f"TRUNCATE {triggers.table(table)} CASCADE")

    assert triggers.raised(refusal.value) == "record"


def test_the_clock_of_the_database_decides(monkeypatch):
    """A web server whose clock stands still takes no vote after the close."""
    scene = is_open()
    stale = Poll.objects.get(pk=scene.poll.pk)
    moved(scene, -DAY, timedelta(seconds=-1))
    monkeypatch.setattr(timezone, "now", lambda: stale.closes_at - DAY)

    with pytest.raises(PermissionDenied) as refusal:
        factories.vote(stale, scene.voter, "1.2")

    assert str(refusal.value) == "Голосування закрито. Голос не прийнято."
    assert scene.ballot.choices == {"1.1": 1}


# — what the tables themselves refuse —


def one_more_ballot(scene):
    key = keys.read(scene.poll)
    tag = ballot_tag(key, voter_of(scene.voter, scene.poll).person)
    Ballot.objects.create(poll=scene.poll, ballot_tag=tag, salt=SALT, choices={})


def one_more_participation(scene):
    tag = voter_tag(scene.poll, voter_of(scene.voter, scene.poll).person)
    Participation.objects.bulk_create(
        [Participation(voter_tag=tag, poll=scene.poll, day=timezone.localdate())]
    )


def the_same_checkpoint_twice(scene):
    Checkpoint.objects.create(
        poll=scene.poll, seq=1, ballots=0, merkle_root=LEAF, prev_hash="", hash=LEAF
    )


def the_same_salt_twice(scene):
    for _time in range(2):
        add_sealed_ballot(scene)


def two_answers_to_one_question(scene):
    for words in ("Так", "Ні"):
        Answer.objects.create(
            question=scene.poll.questions.get(),
            ballot=scene.ballot,
            text=words,
            day=timezone.localdate(),
        )


def the_same_wish_twice(scene):
    for _time in range(2):
        Wish.objects.create(poll=scene.poll, resident=scene.voter)


def the_same_question_twice(**fields):
    def add(scene):
        first = scene.poll.questions.get()
        values = {"block_id": "x", "number": 9} | {name: getattr(first, name) for name in fields}
        Question.objects.create(poll=scene.poll, kind="yesno", text="Ще одне?", **values)

    add.__name__ = f"the_same_question_{'_'.join(fields)}"
    return add


def the_same_option_twice(**fields):
    def add(scene):
        first = Option.objects.get(pk=scene.option)
        values = {"block_id": "x", "number": 9} | {name: getattr(first, name) for name in fields}
        Option.objects.create(question=first.question, text="Ще один", **values)

    add.__name__ = f"the_same_option_{'_'.join(fields)}"
    return add


def the_same_bar_twice(scene):
    for _each in range(2):
        Bar.objects.create(poll=scene.poll, account_tag="a" * 64, voter_tag="b" * 64)


def the_same_key_twice(scene):
    other = factories.poll(title="Інше питання", opens_at=timezone.now() + DAY)
    Poll.objects.filter(pk=other.pk).update(key=scene.poll.key)


def the_same_page_twice(scene):
    other = factories.poll(title="Інше питання", opens_at=timezone.now() + DAY)
    Poll.objects.filter(pk=other.pk).update(page=scene.poll.page)


# {name of the constraint, or the columns that SQLite names: (scene, attempt)}
BARRED = {
    "spilno_polls_one_ballot|ballot.ballot_tag": (is_open, one_more_ballot),
    "spilno_polls_participation_pkey|participation.voter_tag": (is_open, one_more_participation),
    "spilno_polls_checkpoint_once|checkpoint.seq": (marked, the_same_checkpoint_twice),
    "spilno_polls_sealedballot_pkey|sealedballot.id": (closed, the_same_salt_twice),
    "spilno_polls_one_answer|answer.question_id": (is_open, two_answers_to_one_question),
    "spilno_polls_bar_once|bar.voter_tag": (is_open, the_same_bar_twice),
    "spilno_polls_one_wish|wish.resident_id": (is_open, the_same_wish_twice),
    "spilno_polls_block_once|question.block_id": (soon, the_same_question_twice(block_id=1)),
    "spilno_polls_number_once|question.number": (soon, the_same_question_twice(number=1)),
    "spilno_polls_option_block_once|option.block_id": (soon, the_same_option_twice(block_id=1)),
    "spilno_polls_option_number_once|option.number": (soon, the_same_option_twice(number=1)),
    "spilno_polls_poll_key_key|poll.key": (soon, the_same_key_twice),
    "spilno_polls_poll_page_id_key|poll.page_id": (soon, the_same_page_twice),
    "spilno_polls_least_is_not_more": (soon, updating(Question, least=2)),
    "spilno_polls_closes_after_opening": (
        soon,
        of_poll(closes_at=lambda scene: scene.poll.opens_at),
    ),
    "spilno_polls_sealed_after_close": (
        closed,
        of_poll(sealed_at=sooner, result={}, signature="00"),
    ),
    "spilno_polls_a_vote_needs_a_proven_person": (soon, of_poll(min_level=MinLevel.ACCOUNT)),
    "spilno_polls_a_district_asks_its_residents": (
        soon,
        of_poll(min_level=MinLevel.IDENTITY, district_id=a_district),
    ),
    "spilno_polls_known_words": (soon, of_poll(shown="never")),
    "spilno_polls_sealed_has_result": (closed, of_poll(sealed_at=now)),
    "spilno_polls_sealed_or_cancelled": (
        closed,
        of_poll(sealed_at=now, cancelled_at=now, result={}, signature="00"),
    ),
}


@pytest.mark.parametrize(
    ("names", "scene", "attempt"), [tried(*row, names) for names, row in BARRED.items()]
)
def test_the_tables_refuse_what_contradicts_itself(names, scene, attempt):
    there = scene()

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        attempt(there)

    said = str(refusal.value)
    assert [name for name in names.split("|") if name in said], said


# — the guards themselves —


def test_all_guards_stand():
    assert triggers.missing() == []
    assert votes_are_guarded(None, ["default"]) == []


@pytest.mark.parametrize("table", triggers.TABLES)
def test_a_missing_guard_is_an_error_that_names_it(table):
    wanted = sorted(name for name, on in triggers.standing().items() if on == triggers.table(table))

    for name in wanted:
        with transaction.atomic():
            triggers.lift(only=name)
            found = votes_are_guarded(None, ["default"])
            transaction.set_rollback(True)

        assert [(error.id, error.msg) for error in found] == [
            ("spilno_polls.E001", f"Votes are not guarded: {', '.join(under(name))}.")
        ]
    assert wanted


def test_migrate_puts_a_missing_guard_up_though_the_checks_run_before_it(monkeypatch):
    triggers.lift(only="spilno_polls_ballot_")
    with pytest.raises(SystemCheckError):
        call_command("migrate", skip_checks=False, verbosity=0)

    monkeypatch.setattr("sys.argv", ["manage.py", "migrate"])
    call_command("migrate", skip_checks=False, verbosity=0)

    assert triggers.missing() == []


def under(name):
    """Returns the guards that begin as this one: lift takes them down together."""
    return sorted(other for other in triggers.standing() if other.startswith(name))


@ON_POSTGRESQL
def test_a_guard_that_is_switched_off_is_missing():
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE {triggers.table('ballot')} DISABLE TRIGGER spilno_polls_ballot_insert"
        )

    assert triggers.missing() == ["spilno_polls_ballot_insert"]


def test_migrate_puts_the_guards_up():
    scene = closed()
    triggers.lift()
    assert len(triggers.missing()) == len(
        [name for name, _sql in triggers.statements(connection.vendor) if "(" not in name]
    )

    call_command("migrate", "spilno_polls", verbosity=0)

    assert triggers.missing() == []
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        put_ballot(scene)
    assert triggers.raised(refusal.value) == "closed"


@ON_SQLITE
def test_guards_step_aside_when_a_later_version_changes_tables():
    """SQLite renames no table while a trigger names one that is away: the update of a site that runs would fail."""
    table = triggers.table("ballot")

    def rebuild():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE anew AS SELECT * FROM {table}")  # noqa: S608 - our own name
            cursor.execute(f"DROP TABLE {table}")
            cursor.execute(f"ALTER TABLE anew RENAME TO {table}")

    emit_pre_migrate_signal(0, False, "default", plan=[])
    assert triggers.missing() == []
    with pytest.raises(OperationalError):
        rebuild()

    emit_pre_migrate_signal(
        0, False, "default", plan=[(Migration("0004_later", "spilno_polls"), False)]
    )
    rebuild()
    call_command("migrate", "spilno_polls", verbosity=0)

    assert triggers.missing() == []


@ON_SQLITE
def test_a_rebuilt_table_is_guarded_again_by_the_next_migrate():
    """What AlterField does on SQLite: a new table under the old name, without the old one's triggers."""
    scene = closed()
    table = triggers.table("participation")
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO outdated")
        cursor.execute(f"CREATE TABLE {table} AS SELECT * FROM outdated")  # noqa: S608 - our own name
        cursor.execute("DROP TABLE outdated")
    assert [name.rpartition("_")[0] for name in triggers.missing()] == [
        "spilno_polls_participation_delete",
        "spilno_polls_participation_insert",
        "spilno_polls_participation_update",
    ]

    call_command("migrate", "spilno_polls", verbosity=0)

    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        participate(scene)
    assert triggers.raised(refusal.value) == "closed"


def test_moving_times_leaves_every_guard_up():
    scene = is_open()

    moved(scene, -2 * DAY, DAY)

    assert triggers.missing() == []
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        of_poll(closes_at=now)(scene)
    assert triggers.raised(refusal.value) == "term"

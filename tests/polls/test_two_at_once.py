"""Two connections at one vote, on PostgreSQL: what a trigger holds waits, and nobody leaves half a ballot. SQLite has one writer at a time."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from threading import Event
from types import SimpleNamespace

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

import pytest

from spilno_pages.polls import triggers
from spilno_pages.polls.actions import casting
from spilno_pages.polls.ballot_tags import Voter
from spilno_pages.polls.models import (
    Answer,
    Ballot,
    Kind,
    MinLevel,
    Option,
    Participation,
    Poll,
    Question,
    Shown,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such"),
]
DAY = timedelta(days=1)
PATIENCE = 20  # seconds


def by_itself(act):
    """Runs it on a connection of its own, in the thread at hand. Returns what it returns."""
    try:
        return act()
    finally:
        connection.close()


def elsewhere(act):
    """Runs it in another thread and commits."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(by_itself, act).result(PATIENCE)


def unguarded():
    """From here on this connection meets no trigger: rows that are truly there are made and taken away by it."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")


def make():
    """Returns the keys of an open poll with two ballots, the first with an answer on it."""
    unguarded()
    now = timezone.now()
    poll = Poll.objects.create(
        title="Двоє водночас",
        kind=Kind.SECRET,
        min_level=MinLevel.RESIDENT,
        allow_change=True,
        shown=Shown.CLOSED,
        opens_at=now - DAY,
        closes_at=now + DAY,
        content_hash="e" * 64,
    )
    question = Question.objects.create(poll=poll, block_id="q", number=1, kind="one", text="Котре?")
    for number in (1, 2):
        Option.objects.create(question=question, block_id=str(number), number=number, text="Це")
    ballots = [
        Ballot.objects.create(
            poll=poll, ballot_tag=f"{number:064}", salt=b"0" * 16, choices={f"1.{number}": 1}
        )
        for number in (1, 2)
    ]
    answer = Answer.objects.create(
        question=question, ballot=ballots[0], text="Так", day=timezone.localdate()
    )
    took = Participation.objects.create(voter_tag="1" * 64, poll=poll, day=timezone.localdate())
    return SimpleNamespace(
        poll=poll.pk,
        question=question.pk,
        ballot=ballots[0].pk,
        other_ballot=ballots[1].pk,
        answer=answer.pk,
        took=took.pk,
    )


def remove(there):
    unguarded()
    for rows in (
        Answer.objects.filter(question=there.question),
        Ballot.objects.filter(poll=there.poll),
        Participation.objects.filter(poll=there.poll),
        Option.objects.filter(question=there.question),
        Question.objects.filter(pk=there.question),
        Poll.objects.filter(pk=there.poll),
    ):
        rows._raw_delete(rows.db)


@pytest.fixture
def there(db):
    made = elsewhere(make)
    yield made
    elsewhere(lambda: remove(made))


def meanwhile(first, second):
    """Does the first in a transaction, begins the second on another connection, and ends the first when the other waits or is through.

    Returns what the second comes to.
    """
    begun, end = Event(), Event()

    def held():
        with transaction.atomic():
            try:
                first()
            finally:
                begun.set()
            end.wait(PATIENCE)

    def follows():
        with transaction.atomic():
            return second()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(by_itself, held)
        begun.wait(PATIENCE)
        two = pool.submit(by_itself, follows)
        wait([two], 0.5)
        end.set()
        one.result(PATIENCE)
        return two.result(PATIENCE)


def participate(there):
    Participation.objects.create(voter_tag="f" * 64, poll_id=there.poll, day=timezone.localdate())


def put_ballot(there):
    Ballot.objects.create(poll_id=there.poll, ballot_tag="f" * 64, salt=b"1" * 16, choices={})


def answer(there):
    Answer.objects.create(
        question_id=there.question,
        ballot_id=there.other_ballot,
        text="Ні",
        day=timezone.localdate(),
    )


def remove_ballot(there):
    rows = Ballot.objects.filter(pk=there.other_ballot)
    rows._raw_delete(rows.db)


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [(answer, remove_ballot, "answers"), (remove_ballot, answer, "ballot")],
)
def test_no_answer_stays_without_its_ballot(there, first, second, word):
    with pytest.raises(IntegrityError) as refusal:
        meanwhile(lambda: first(there), lambda: second(there))

    assert triggers.raised(refusal.value) == word
    assert not (
        Answer.objects.filter(question=there.question)
        .exclude(ballot_id__in=Ballot.objects.values("pk"))
        .exists()
    )


def lay_anew(there):
    unguarded()
    Poll.objects.filter(pk=there.poll).update(content_hash="f" * 64)


def test_a_vote_that_waited_for_the_paper_looks_at_it_once_more(there):
    poll = Poll.objects.get(pk=there.poll)
    voter = Voter("somebody")

    taken = meanwhile(
        lambda: lay_anew(there),
        lambda: casting.at_once(poll, voter, "f" * 64, b"1" * 16, {"1.1": 1}),
    )

    assert not taken
    assert Ballot.objects.filter(poll=poll).count() == 2
    assert Participation.objects.filter(poll=poll).count() == 1


# {(table, act): what a vote does there, and the row that it holds}
ACTS = {
    ("participation", "INSERT"): (participate, "poll"),
    ("participation", "DELETE"): (
        lambda there: Participation.objects.filter(pk=there.took).delete(),
        "poll",
    ),
    ("ballot", "INSERT"): (put_ballot, "poll"),
    ("ballot", "UPDATE"): (
        lambda there: Ballot.objects.filter(pk=there.ballot).update(salt=b"1" * 16),
        "poll",
    ),
    ("answer", "INSERT"): (answer, "other_ballot"),
    ("answer", "UPDATE"): (
        lambda there: Answer.objects.filter(pk=there.answer).update(ballot=there.other_ballot),
        "other_ballot",
    ),
}


@pytest.mark.parametrize("held", triggers.HELD)
def test_what_a_vote_stands_on_is_held_until_it_is_through(there, held):
    act, row = ACTS[held]
    model = Poll if row == "poll" else Ballot
    rows = model.objects.select_for_update(nowait=True).filter(pk=getattr(there, row))

    with pytest.raises(OperationalError):
        meanwhile(lambda: act(there), lambda: list(rows))

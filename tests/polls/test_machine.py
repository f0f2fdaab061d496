"""The engine against a dictionary: whatever people and the council do, in whatever order, both tell the same.

The dictionary is a few lines that anyone can check by reading; the engine is everything else. 300 stories by default; more with
SPILNO_MACHINE_EXAMPLES=2000 in the environment.
"""

import io
import os
import sys
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from spilno_pages.cabinet.actions import erase
from spilno_pages.polls import actions, bulk, keys, published, rules
from spilno_pages.polls.ballot_tags import voter_of, voter_tag
from spilno_pages.polls.models import (
    Ballot,
    Kind,
    MinLevel,
    Participation,
    Poll,
    QuestionKind,
    State,
)
from spilno_pages.polls.papers import paper_of
from spilno_pages.polls.recount import recount
from spilno_pages.polls.tallies import tally
from spilno_pages.residents.models import Level, Resident
from tests import factories

EXAMPLES = int(os.environ.get("SPILNO_MACHINE_EXAMPLES", "300"))
STEPS = 10
PEOPLE = 4
REASON = "Так просить міська рада."
NAMES = ["", "Оксана Б.", "Тарас К."]
DAY = timedelta(days=1)
SEVERAL = (
    "several",
    {
        "text": "Що додати?",
        "least": 1,
        "most": 2,
        "options": [{"text": "Лавки"}, {"text": "Ліхтарі"}, {"text": "Клумби"}],
    },
)
LEVELS = [Level.RESIDENT, Level.IDENTITY, Level.EMAIL]
OVER = {State.COUNTING, State.SEALED, State.CANCELLED}
people = st.integers(0, PEOPLE - 1)
polls = st.integers(0, 2)
places = st.integers(0, 3)
marks = st.integers(0, 40)
votes = st.lists(st.tuples(people, polls, marks), min_size=1, max_size=6)


# — the dictionary —


@dataclass
class Vote:
    """What a person's vote should be. has_left: the account that cast it is gone."""

    codes: frozenset
    name: str
    has_left: bool = False


@dataclass
class Asked:
    """What a poll should be: {person_tag: Vote}, where it stands, whether its key is there."""

    pk: int
    papers: list  # of frozenset: every way to fill the ballot
    votes: dict = field(default_factory=dict)
    state: State = State.OPEN
    has_key: bool = True

    @property
    def counts(self):
        return Counter(code for vote in self.votes.values() for code in vote.codes)


@dataclass
class Person:
    """Somebody by the person_tag, with the account of the moment, if there is one."""

    tag: str
    account: Resident | None = None
    level: int = Level.RESIDENT
    name: str = NAMES[1]


def pick(things, place):
    return things[place % len(things)]


def ways(paper):
    """Returns [frozenset of codes]: every way to fill a ballot of one question, and of two."""
    filled = [frozenset()]
    for question in paper.questions:
        codes = [option.code for option in question.choices]
        marked = [frozenset([code]) for code in codes]
        if question.kind == QuestionKind.SEVERAL:
            written = [option.code for option in question.choices if not option.is_abstention]
            marked += [frozenset([one, two]) for one in written for two in written if one < two]
        filled = [chosen | more for chosen in filled for more in marked]
    return filled


# — the engine beside it —


class Engine(RuleBasedStateMachine):
    """One story. .began: [(Poll, its key)] that stand open before each story; people with accounts stand in the database."""

    began = ()

    def __init__(self):
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.asked = []
        for poll, key in self.began:
            keys.path_of(poll).write_bytes(key)
            self.asked.append(Asked(poll.pk, ways(paper_of(poll))))
        accounts = Resident.objects.select_related("user").order_by("person_tag")
        self.people = [Person(account.person_tag, account) for account in accounts]

    def teardown(self):
        """Every story that went well ends with the count of all that is left."""
        try:
            if sys.exc_info()[0] is None:
                while self.those(State.OPEN):
                    self.close(self.those(State.OPEN)[0])
                self.seal()
                self.both_tell_the_same()
        finally:
            transaction.set_rollback(True)
            self.story.__exit__(None, None, None)

    def register(self, person):
        person.level, person.name = Level.RESIDENT, NAMES[1]
        person.account = factories.resident(level=3, tag=person.tag, name=person.name)

    def poll(self, which):
        return Poll.objects.get(pk=self.asked[which].pk)

    def refusal(self, person, which):
        """Returns the code of the refusal that a person should read, "" where the vote should be taken."""
        asked, poll = self.asked[which], self.began[which][0]
        answers = [
            (asked.state.value, asked.state != State.OPEN),
            ("account", person.account is None),
            ("level", person.level < poll.min_level),
            ("name", poll.is_named and not person.name),
            ("key", not asked.has_key),
        ]
        return next((code for code, refuses in answers if refuses), "")

    # — people —

    @initialize(cast=votes)
    def begin(self, cast):
        self.vote(cast)

    @rule(cast=votes)
    def vote(self, cast):
        for who, which, mark in cast:
            person, asked, poll = self.people[who], self.asked[which], self.poll(which)
            verdict = rules.may_vote(person.account, poll)
            assert verdict.code == self.refusal(person, which)
            if verdict:
                self.put(person, asked, poll, pick(asked.papers, mark))

    def put(self, person, asked, poll, codes):
        before = asked.votes.get(person.tag)
        if before and not poll.allow_change:
            with pytest.raises(actions.AlreadyCastError):
                self.send(person.account, poll, codes)
            return

        assert rules.took_part(person.account, poll) == (before is not None)
        receipt = self.send(person.account, poll, codes)

        assert receipt.is_new == (before is None)
        assert receipt.is_same == bool(before and before.codes == codes)
        left = bool(before and before.has_left)
        asked.votes[person.tag] = Vote(codes, person.name if poll.is_named else "", left)

    def send(self, account, poll, codes):
        options = paper_of(poll).options
        return actions.cast(poll, voter_of(account, poll), [options[code].pk for code in codes])

    def those(self, *states):
        return [asked for asked in self.asked if asked.state in states]

    def here(self):
        return [person for person in self.people if person.account]

    def away(self):
        return [person for person in self.people if not person.account]

    @precondition(here)
    @rule(place=places)
    def withdraw_everywhere(self, place):
        person = pick(self.here(), place)
        for asked in self.asked:
            poll = Poll.objects.get(pk=asked.pk)
            voter = voter_of(person.account, poll)
            if asked.state != State.OPEN or not poll.allow_change:
                with pytest.raises(PermissionDenied):
                    actions.withdraw(poll, voter)
            elif not asked.has_key:
                with pytest.raises(keys.KeyLostError):
                    actions.withdraw(poll, voter)
            else:
                there = actions.withdraw(poll, voter)
                assert there == (asked.votes.pop(person.tag, None) is not None)

    @precondition(here)
    @rule(place=places, again=st.none() | marks)
    def erase_the_account(self, place, again):
        """again: how a person who comes back at once tries to vote everywhere a second time; None for one who stays away."""
        person = pick(self.here(), place)

        with TestCase.captureOnCommitCallbacks(execute=True):
            erase(person.account.user)

        person.account = None
        for asked in self.asked:
            if vote := asked.votes.get(person.tag):
                vote.has_left = True
                if asked.has_key:
                    vote.name = ""
        if again is not None:
            self.register(person)
            who = self.people.index(person)
            self.vote([(who, which, again) for which in range(len(self.asked))])

    @precondition(away)
    @rule(place=places)
    def register_anew(self, place):
        self.register(pick(self.away(), place))

    @precondition(here)
    @rule(place=places, level=st.sampled_from(LEVELS), name=st.sampled_from(NAMES))
    def be_known_otherwise(self, place, level, name):
        """The proof is taken back, the residence has ended, or it is proven anew: a vote that is cast stays."""
        person = pick(self.here(), place)
        ended = level == Level.IDENTITY
        person.level, person.name = level, name
        account = person.account
        account.level, account.display_name = Level.RESIDENT if ended else level, name
        account.valid_until = timezone.localdate() + (-DAY if ended else 365 * DAY)
        account.save()

    # — the council —

    @precondition(lambda self: self.those(State.OPEN))
    @rule(place=places, is_cancelled=st.integers(1, 4).map(lambda number: number == 4))
    def end(self, place, is_cancelled):
        asked = pick(self.those(State.OPEN), place)
        if is_cancelled:
            self.cancel(asked)
        else:
            self.close(asked)

    def close(self, asked):
        bulk.close_soon(Poll.objects.get(pk=asked.pk), seconds=-1)
        asked.state = State.COUNTING

    def cancel(self, asked):
        with TestCase.captureOnCommitCallbacks(execute=True):
            actions.cancel(Poll.objects.get(pk=asked.pk), REASON, by=None)
        asked.state, asked.has_key, asked.votes = State.CANCELLED, False, {}

    @precondition(lambda self: self.those(State.OPEN))
    @rule(place=places)
    def extend(self, place):
        poll = Poll.objects.get(pk=pick(self.those(State.OPEN), place).pk)
        until = poll.closes_at + DAY

        actions.extend(poll, until, REASON, by=None)

        assert Poll.objects.get(pk=poll.pk).closes_at == until

    @precondition(lambda self: self.those(*OVER))
    @rule(place=places, who=places, mark=marks)
    def come_too_late(self, place, who, mark):
        """Pages are from before the close, or a view forgets to ask: nothing happens any more."""
        asked = pick(self.those(*OVER), place)
        poll = Poll.objects.get(pk=asked.pk)
        for act in (actions.cancel, partial(actions.extend, closes_at=poll.closes_at + DAY)):
            with pytest.raises(PermissionDenied):
                act(poll, reason=REASON, by=None)
        if self.here():
            with pytest.raises(PermissionDenied if asked.has_key else keys.KeyLostError):
                self.send(pick(self.here(), who).account, poll, pick(asked.papers, mark))

    @precondition(lambda self: self.those(State.OPEN))
    @rule(place=places)
    def mark(self, place):
        asked = pick(self.those(State.OPEN), place)
        poll = Poll.objects.get(pk=asked.pk)
        last = poll.checkpoints.order_by("-seq").first()

        made = actions.checkpoint(poll)

        if not asked.has_key:
            assert made is None
            return
        assert made.ballots == len(asked.votes)
        assert (made.seq, made.prev_hash) == ((last.seq + 1, last.hash) if last else (1, ""))

    @precondition(lambda self: self.those(State.OPEN, State.COUNTING))
    @rule(place=places)
    def lose_the_key(self, place):
        """The site is restored from a copy of the database alone."""
        asked = pick(self.those(State.OPEN, State.COUNTING), place)
        keys.path_of(Poll.objects.get(pk=asked.pk)).unlink(missing_ok=True)
        asked.has_key = False

    @precondition(lambda self: self.those(State.COUNTING))
    @rule()
    def seal(self):
        due = self.those(State.COUNTING)

        assert actions.seal_due() == len(due)

        for asked in due:
            asked.state, asked.has_key = State.SEALED, False
            self.look_the_result_over(Poll.objects.get(pk=asked.pk), asked)

    def look_the_result_over(self, poll, asked):
        data = published.loaded(poll)
        with redirect_stdout(io.StringIO()):
            assert recount(data)
        found = Counter(
            (frozenset(ballot["choices"]), ballot.get("name", "")) for ballot in data["ballots"]
        )
        assert found == Counter((vote.codes, vote.name) for vote in asked.votes.values())

    # — both tell the same —

    @invariant()
    def both_tell_the_same(self):
        rows = Poll.objects.in_bulk([asked.pk for asked in self.asked])
        for asked in self.asked:
            poll = rows[asked.pk]
            assert (poll.state(), poll.trouble) == (asked.state, "")
            assert keys.is_there(poll) == asked.has_key
            if asked.state in {State.OPEN, State.COUNTING}:
                self.open_votes_are_those_of_the_dictionary(poll, asked)
            else:
                self.nothing_ties_a_person_to_a_choice(poll)
            if asked.state == State.SEALED:
                self.results_are_those_of_the_dictionary(poll, asked)

    def tags(self, poll, votes):
        return {voter_tag(poll, person) for person in votes}

    def open_votes_are_those_of_the_dictionary(self, poll, asked):
        took = set(Participation.objects.filter(poll=poll).values_list("pk", flat=True))
        assert took == self.tags(poll, asked.votes)
        assert Ballot.objects.filter(poll=poll).count() == len(asked.votes)
        assert tally(poll) == asked.counts

    def nothing_ties_a_person_to_a_choice(self, poll):
        assert not Ballot.objects.filter(poll=poll).exists()
        assert not keys.path_of(poll).exists()

    def results_are_those_of_the_dictionary(self, poll, asked):
        counts = {code: number for code, number in poll.result["counts"].items() if number}
        assert counts == asked.counts
        assert poll.result["participation"] == poll.sealed.count() == len(asked.votes)
        took = set(Participation.objects.filter(poll=poll).values_list("pk", flat=True))
        stayed = {person for person, vote in asked.votes.items() if not vote.has_left}
        assert self.tags(poll, stayed) <= took <= self.tags(poll, asked.votes)


@pytest.mark.django_db
def test_the_engine_tells_what_a_dictionary_tells():
    opened = timezone.now() - 2 * DAY
    began = [
        factories.poll(title="Двір", questions=(factories.ONE, SEVERAL), opens_at=opened),
        factories.poll(
            title="Назавжди", allow_change=False, min_level=MinLevel.IDENTITY, opens_at=opened
        ),
        factories.poll(title="Поіменно", kind=Kind.NAMED, opens_at=opened),
    ]
    for _person in range(PEOPLE):
        factories.resident(level=3, name=NAMES[1])
    engine = type(
        "Story", (Engine,), {"began": [(poll, keys.path_of(poll).read_bytes()) for poll in began]}
    )

    run_state_machine_as_test(
        engine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_who_came_back_and_voted_again_is_told_so_after_the_count():
    """An account is deleted, the person registers anew and changes the vote: the row is no orphan any more."""
    poll = factories.poll(opens_at=timezone.now() - DAY)
    _receipt, before = factories.vote(poll)
    tag = before.person_tag
    erase(before.user)
    after = factories.resident(level=3, tag=tag)
    factories.vote(poll, after, "1.2")
    bulk.close_soon(poll, seconds=-1)

    actions.seal_due()

    assert rules.took_part(after, Poll.objects.get(pk=poll.pk))


@pytest.mark.django_db
def test_two_accounts_of_one_person_are_not_to_be():
    person = factories.resident(level=3)

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.resident(level=3, tag=person.person_tag)

    assert Resident.objects.filter(person_tag=person.person_tag).count() == 1

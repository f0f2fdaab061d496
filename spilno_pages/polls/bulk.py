"""Many ballots at once, and times moved: for the demo, for measuring and for drills. Never on a council's server."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils import timezone

from ..generations import begin_on_commit
from . import keys, triggers
from .ballot_tags import Voter, ballot_tag, new_salt, voter_tag
from .models import Answer, Ballot, Participation, Poll, QuestionKind
from .papers import frozen_paper, read_paper
from .touching import touch_poll

BATCH = 500


def refuse_in_production():
    if getattr(settings, "SPILNO_PRODUCTION", False):
        raise ImproperlyConfigured("Votes are made up for the demo and for drills alone.")


def move_times(poll, opens_at, closes_at):
    """Moves the times of a poll that is not sealed, whatever they were: the only way past the frozen paper. Returns the Poll.

    The guard of the poll's own row is down within this transaction and up again at its end; nothing else is touched.
    """
    refuse_in_production()
    with transaction.atomic():
        triggers.lift(only=f"{triggers.PREFIX}poll_update")
        Poll.objects.filter(pk=poll.pk, sealed_at=None).update(
            opens_at=opens_at, closes_at=closes_at
        )
        triggers.guard()
        touch_poll(poll)
        begin_on_commit()
    frozen_paper.cache_clear()
    poll.refresh_from_db()
    return poll


def invented_choice(chance, paper, weights=None):
    """Returns [keys of Option] of a ballot somebody may have cast. weights: {number of a question: [a weight an option]}."""
    chosen = []
    for question in paper.questions:
        if question.kind == QuestionKind.TEXT:
            continue
        options = list(question.choices)
        given = (weights or {}).get(question.number) or [1] * len(options)
        first = chance.choices(options, given)[0]
        picked = {first.pk: first}
        if question.kind == QuestionKind.SEVERAL and not first.is_abstention:
            for _more in range(chance.randint(question.least, question.most) - 1):
                other = chance.choices(options, given)[0]
                if not other.is_abstention:
                    picked[other.pk] = other
        chosen += list(picked)
    return chosen


@dataclass(frozen=True)
class Cast:
    """A ballot somebody may have cast: who, when, and what (keys of Option, {key of a Question: own words})."""

    voter: Voter
    day: date
    options: list
    texts: dict = field(default_factory=dict)


def stuff(poll, number, *, seed=1, weights=None):
    """Casts ballots of so many invented people into an open poll, through all guards of the database. Returns their number."""
    chance, paper = random.Random(seed), read_paper(poll.pk, "")  # noqa: S311 - invented
    day = timezone.localdate()
    casts = (
        Cast(Voter(f"invented|{seed}|{place}"), day, invented_choice(chance, paper, weights))
        for place in range(number)
    )
    return put_in(poll, casts)


def put_in(poll, casts):
    """Writes many casts of different people. Returns their number."""
    refuse_in_production()
    key, number = keys.read(poll), 0
    codes, casts = read_paper(poll.pk, "").codes, iter(casts)
    while batch := list(islice(casts, BATCH)):
        participations, ballots, answers = [], [], []
        for cast in batch:
            voter = cast.voter
            participations.append(
                Participation(
                    voter_tag=voter_tag(poll, voter.person),
                    poll=poll,
                    day=cast.day,
                    district_id=voter.district_id,
                    age_band=voter.age_band,
                )
            )
            tag = ballot_tag(key, voter.person)
            ballot = Ballot(
                pk=Ballot.key_of(tag),
                poll=poll,
                ballot_tag=tag,
                salt=new_salt(),
                choices={codes[option]: 1 for option in sorted(cast.options)},
                name=voter.name,
            )
            ballots.append(ballot)
            answers += [
                Answer(ballot=ballot, question_id=question, text=text, day=cast.day)
                for question, text in cast.texts.items()
            ]
        with transaction.atomic():
            Participation.objects.bulk_create(participations)
            Ballot.objects.bulk_create(ballots)
            Answer.objects.bulk_create(answers)
        number += len(batch)
    touch_poll(poll)
    return number


def close_soon(poll, seconds=0):
    """Lets an open poll end in so many seconds."""
    now = timezone.now()
    return move_times(
        poll, min(poll.opens_at, now - timedelta(seconds=1)), now + timedelta(seconds=seconds)
    )


def analyze():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

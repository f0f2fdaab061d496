"""Many ballots at once, and times moved: for the demo, for measuring and for drills. Never on a council's server."""

import random
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils import timezone

from . import keys, triggers
from .ballot_tags import ballot_tag, new_salt, voter_tag
from .models import Ballot, BallotChoice, Participation, Poll, QuestionKind
from .papers import frozen_paper, read_paper
from .touching import touch_poll

BATCH = 500


def refuse_in_production():
    if getattr(settings, "SPILNO_PRODUCTION", False) and not getattr(
        settings, "SPILNO_BENCH", False
    ):
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


def stuff(poll, number, *, seed=1, weights=None):
    """Casts ballots of so many invented people into an open poll, through all guards of the database. Returns their number."""
    refuse_in_production()
    chance, paper, key = random.Random(seed), read_paper(poll.pk, ""), keys.read(poll)  # noqa: S311 - invented
    day = timezone.localdate()
    for start in range(0, number, BATCH):
        participations, ballots, choices = [], [], []
        for place in range(start, min(start + BATCH, number)):
            person = f"invented|{seed}|{place}"
            participations.append(
                Participation(voter_tag=voter_tag(poll, person), poll=poll, day=day)
            )
            ballot = Ballot(
                id=uuid.uuid4(), poll=poll, ballot_tag=ballot_tag(key, person), salt=new_salt()
            )
            ballots.append(ballot)
            choices += [
                BallotChoice(ballot=ballot, option_id=option)
                for option in invented_choice(chance, paper, weights)
            ]
        with transaction.atomic():
            Participation.objects.bulk_create(participations)
            Ballot.objects.bulk_create(ballots)
            BallotChoice.objects.bulk_create(choices)
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

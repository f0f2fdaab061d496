"""What the ballots add up to."""

from django.core.cache import cache
from django.db.models import Count, Sum

from .models import Ballot, BallotChoice, Poll
from .rules import SHOWN_FROM

KEPT = 10  # seconds


def tally(poll: Poll):
    """Returns {key of an Option: votes} of an unsealed poll, options without votes left out. One query."""
    rows = BallotChoice.objects.filter(option__question__poll=poll).values("option_id")
    return dict(rows.annotate(votes=Sum("value")).values_list("option_id", "votes"))


def running(poll: Poll):
    """Returns (ballots, {key of an Option: votes}) for a page that shows them, ten seconds old at most.

    (ballots, None) while there are so few that a change would tell whose vote it was.
    """

    def counted():
        ballots = Ballot.objects.filter(poll=poll).aggregate(number=Count("pk"))["number"]
        return ballots, tally(poll) if ballots >= SHOWN_FROM else None

    return cache.get_or_set(f"spilno-poll-tally-{poll.pk}", counted, KEPT)

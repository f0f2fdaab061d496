"""What the ballots add up to."""

from django.core.cache import cache
from django.db.models import Count, Q, Sum
from django.utils import timezone

from .models import Ballot, BallotChoice, Option, Poll
from .rules import SHOWN_FROM

KEPT = 10  # seconds
STEP = 5  # ballots that come or go before other numbers are shown
LONGER = (
    30 * 24 * 60 * 60
)  # seconds after the close for which the last numbers are kept: a term may be extended


def tally(poll: Poll):
    """Returns {key of an Option: votes} of an unsealed poll, options without votes left out. Two queries.

    A sum an option in one pass: for groups SQLite would sort all choices, which takes half as long again.
    """
    options = Option.objects.filter(question__poll=poll).values_list("pk", flat=True)
    sums = {str(option): Sum("value", filter=Q(option=option)) for option in options}
    votes = BallotChoice.objects.filter(ballot__poll=poll).aggregate(**sums)
    return {int(option): number for option, number in votes.items() if number}


def running(poll: Poll):
    """Returns (ballots, {key of an Option: votes}) for a page that shows them.

    The numbers move in steps of STEP ballots, so that whoever looks before and after somebody voted learns nothing of that
    vote. (ballots, None) while there are so few that a change would tell whose vote it was.
    """
    last_key = f"spilno-poll-step-{poll.key}"

    def counted():
        ballots = Ballot.objects.filter(poll=poll).aggregate(number=Count("pk"))["number"]
        last = cache.get(last_key)
        if last and abs(ballots - last[0]) < STEP:
            return last
        if ballots < SHOWN_FROM:
            return ballots, None
        shown = ballots, tally(poll)
        left = (poll.closes_at - timezone.now()).total_seconds()
        cache.set(last_key, shown, max(left, 0) + LONGER)
        return shown

    return cache.get_or_set(f"spilno-poll-tally-{poll.pk}", counted, KEPT)

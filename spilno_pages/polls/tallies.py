"""What the ballots add up to."""

from collections import Counter

from django.core.cache import cache
from django.db.models import Count
from django.utils import timezone

from .models import Ballot, Poll
from .rules import SHOWN_FROM

KEPT = 10  # seconds
STEP = 5  # ballots that come or go before other numbers are shown
LONGER = (
    30 * 24 * 60 * 60
)  # seconds after the close for which the last numbers are kept: a term may be extended


def tally(poll: Poll):
    """Returns {code of an option: votes} of an unsealed poll, options without votes left out. One query: equal ballots are a row."""
    rows = Ballot.objects.filter(poll=poll).values_list("choices").annotate(number=Count("pk"))
    votes = Counter()
    for choices, number in rows.order_by():
        for code, value in choices.items():
            votes[code] += value * number
    return dict(votes)


def running(poll: Poll):
    """Returns (ballots, {code of an option: votes}) for a page that shows them.

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

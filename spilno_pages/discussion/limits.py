"""How often people may write, like and report."""

from datetime import timedelta

from ..limits import Limit, client_address, wait_words
from . import rules

HOUR = timedelta(hours=1)
LIKES = Limit("likes", 300, HOUR)
REPORTS = Limit("comment-reports", 20, timedelta(days=1))
APPEALS = Limit("appeals", 10, timedelta(days=1))


def flood(request):
    """Counts one more comment of a person and of an address. Returns "" or the sentence for whoever is too fast."""
    settings = rules.discussion_settings()
    own = Limit("comments", rules.hourly(request.resident, settings), HOUR)
    shared = Limit("comments-address", settings.hourly_address, HOUR)
    wait = own.spend(request.resident.pk) or shared.spend(client_address(request))
    return wait_words(wait) if wait else ""

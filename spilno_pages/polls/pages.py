"""From an address to a poll that anyone may see."""

from django.http import Http404

from wagtail.models import Page

from ..open_pages import address, restricted_paths
from .models import Poll


def poll_or_404(pk):
    """Returns the Poll with its page. Raises Http404 where the page is gone, not live, or behind a password or a group.

    One query, one more a generation.
    """
    poll = (
        Poll.objects.laid()
        .select_related("page__locale", "district")
        .filter(pk=pk, page__live=True)
        .first()
    )
    if poll is None or any(poll.page.path.startswith(path) for path in restricted_paths()):
        raise Http404
    return poll


def ballot_place(poll, request):
    """Returns the path of the poll's page."""
    return address(poll.page, request)


def pages_of(options):
    """Returns {key of an Option: live Page that tells of it}. One query, none where no option has a page."""
    keys = {option.page_id for option in options if option.page_id}
    if not keys:
        return {}
    live = {
        page.pk: page
        for page in Page.objects.live().select_related("locale").filter(pk__in=keys)
        if not any(page.path.startswith(path) for path in restricted_paths())
    }
    return {option.pk: live[option.page_id] for option in options if option.page_id in live}

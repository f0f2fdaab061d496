"""From an address to a poll that anyone may see."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language

from wagtail.models import Page

from ..generations import own_copy, remembered
from ..open_pages import address, restricted_paths
from .models import Poll


def record_or_404(pk):
    """Returns the Poll, with its page if there is one: a vote, its withdrawal and the list outlive a page that is taken down.

    Raises Http404 where the page is behind a password or a group. One query, two more a generation.
    """
    poll = get_object_or_404(Poll.objects.laid(), pk=pk)
    if poll.page_id:
        # The page changes with a generation, the poll with every moment.
        page = remembered(f"page of a poll {poll.page_id}", lambda: page_of(poll))
        poll.page = page and own_copy(page)
    if poll.page and any(poll.page.path.startswith(path) for path in restricted_paths()):
        raise Http404
    return poll


def ballot_or_404(pk):
    """Returns the Poll as record_or_404, as it was when the generation began: for the steps of a vote alone. No query but the first.

    Extending and cancelling begin a generation. Whether a vote counts the database decides as it is written, by its own row and clock.
    """
    poll = own_copy(remembered(f"poll {pk}", lambda: record_or_404(pk)))
    if poll.page:
        poll.page = own_copy(poll.page)
    return poll


def page_of(poll):
    return Page.objects.select_related("locale").filter(pk=poll.page_id).first()


def is_shown(poll):
    return poll.page is not None and poll.page.live


def poll_or_404(pk):
    """Returns the Poll with its live page. Raises Http404 as record_or_404, and where there is no such page."""
    poll = record_or_404(pk)
    if not is_shown(poll):
        raise Http404
    return poll


def ballot_place(poll, request):
    """Returns the path of the poll's page; of the front page where it is taken down."""
    if not is_shown(poll):
        return "/"
    key = f"address of a poll {poll.page_id} {get_language()} {request.scheme} {request.get_host()}"
    return remembered(key, lambda: address(poll.page, request))


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

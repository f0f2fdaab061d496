"""From an address to the page that people talk under."""

from django.http import Http404
from django.utils.translation import get_language

from wagtail.models import Page, PageViewRestriction

from ..anchors import anchor
from ..generations import remembered
from . import rules
from .models import Thread
from .offices import paths_of


def page_or_404(page_id):
    """Returns (anchor of a page that anyone may read, its Thread). The page is of its own class, its columns are asked for late.

    Two queries. Raises Http404 for drafts, pages behind a password or a group, and pages that are not there.
    """
    page = (
        Page.objects.live()
        .select_related("spilno_thread", "locale", "owner")
        .filter(pk=page_id)
        .first()
    )
    page = page and anchor(page)
    if page is None or not page.live or is_restricted(page):
        raise Http404
    thread = getattr(page, "spilno_thread", None) or Thread(page_id=page.pk)
    own = page.specific_deferred
    own.locale = page.locale
    return own, thread


def discussed_or_404(page_id):
    """As page_or_404, for pages that show a discussion or take questions."""
    page, thread = page_or_404(page_id)
    if not rules.is_discussed(page, thread) and not getattr(page, "takes_questions", False):
        raise Http404
    return page, thread


def is_restricted(page):
    return PageViewRestriction.objects.filter(page__path__in=paths_of(page)).exists()


def restricted_paths():
    """Returns the tree paths of pages behind a password, an account or a group. One query a generation."""
    paths = PageViewRestriction.objects.values_list("page__path", flat=True)
    return remembered("restricted paths", lambda: list(paths))


def is_open(page):
    """True for a page that anyone may read; for lists."""
    return page.live and not any(page.path.startswith(path) for path in restricted_paths())


def address(page, request=None):
    """Returns the path of a page in the reader's language, or of the page as it was written."""
    if page.locale.language_code != get_language():
        page = page.localized
    return page.get_url(request) or "/"

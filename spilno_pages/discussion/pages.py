"""From an address to the page that people talk under."""

from django.http import Http404

from wagtail.models import Page

from ..anchors import anchor
from ..open_pages import is_restricted
from . import rules
from .models import Thread


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

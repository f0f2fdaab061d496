"""Which pages anyone may read, and where they stand: for all that hangs on a page by its key."""

from django.utils.translation import get_language

from wagtail.models import Page, PageViewRestriction

from .generations import remembered


def paths_of(page):
    """Returns the tree paths of the page and of all above it."""
    return [page.path[:length] for length in range(Page.steplen, len(page.path) + 1, Page.steplen)]


def is_restricted(page):
    """True for a page behind a password, an account or a group. One query."""
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

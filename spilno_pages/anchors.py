"""The one page that people's rows attach to."""

from django.conf import settings

from wagtail.models import Locale


def unaliased(page):
    """Returns the page that an alias shows, itself for any other."""
    while page.alias_of_id:
        page = page.alias_of
    return page


def anchor(page):
    """Returns the page that a page's rows hang on: the source of an alias, the original of a translation, else itself."""
    page = unaliased(page)
    if page.locale.language_code == settings.LANGUAGE_CODE:
        return page
    return page.get_translation_or_none(Locale.get_default()) or page

"""The one page that people's rows attach to."""

from wagtail.models import Locale


def anchor(page):
    """Returns the page that a page's rows hang on: the source of an alias, the original of a translation, else itself."""
    if page.alias_of_id:
        return anchor(page.alias_of)
    default = Locale.get_default()
    if page.locale_id == default.pk:
        return page
    return page.get_translation_or_none(default) or page

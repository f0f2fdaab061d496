"""What templates ask about polls."""

from django import template
from django.template.defaultfilters import floatformat
from django.utils.translation import get_language

from wagtail.models import Page

from ..models import PollPage
from ..open_pages import is_open
from ..polls import drawing
from ..polls.models import Answer, State
from ..polls.pages import pages_of
from .spilno_discussion import moment

register = template.Library()
register.filter(moment)
TONES = {State.OPEN: "go", State.SOON: "wait", State.COUNTING: "wait", State.SEALED: "ok"}
ANSWERS = 30  # at once; the others behind a press
MOST_ANSWERS = 500


@register.simple_tag(takes_context=True)
def poll_of(context, page):
    """Returns the drawing.Drawn of a PollPage for the reader; None where nothing is to be shown. In previews as the mode says."""
    request = context.get("request")
    if request is None or not page:
        return None
    page = page if isinstance(page, PollPage) else page.specific
    if not isinstance(page, PollPage):
        return None
    if getattr(request, "is_preview", False):
        own = context.get("page") is page
        mode = context.get("preview_mode", "") if own else "guest"
        return drawing.imagined(page.draft(), mode, page.audience)
    poll = page.poll
    if poll is None or not page.live or not is_open(poll.page):
        return None
    words = None
    if poll.page_id != page.pk and page.locale.language_code == get_language():
        words = page.words()
    return drawing.drawn(poll, request, words)


@register.simple_tag(takes_context=True)
def poll_page(context, page):
    """Returns a chosen page as a live PollPage in the reader's language; None for one that is gone, or stands on this page already."""
    if not page or not page.live:
        return None
    found = page.specific if type(page) is Page else page
    if not isinstance(found, PollPage):
        return None
    # One ballot of a poll on a page: two would share the names of their fields, and nobody knows which counts.
    found, request = found.localized, context.get("request")
    stand = getattr(request, "spilno_ballots", {getattr(context.get("page"), "pk", None)})
    if found.pk in stand:
        return None
    if request:
        request.spilno_ballots = stand | {found.pk}
    return found


@register.simple_tag
def option_pages(drawn):
    """Returns {key of an Option: Page} of the pages that tell of options. One query at most."""
    return {} if drawn.is_preview else pages_of(drawn.paper.options.values())


@register.filter
def of(mapping, key):
    return mapping.get(key)


@register.simple_tag
def own_words(poll, question):
    """Returns the answers in own words that an editor let through: {"first", "more"} as lists. One query a question."""
    if not poll.pk:
        return {"first": [], "more": []}
    shown = Answer.objects.filter(question=question.pk, state=Answer.State.SHOWN)
    found = list(shown[:MOST_ANSWERS])
    return {"first": found[:ANSWERS], "more": found[ANSWERS:]}


@register.filter
def per_cent(value):
    """60.869 → «60,9 %»: rounded, where number_format would cut off."""
    return f"{floatformat(value, 1)}\u00a0%"


@register.filter
def tone(state):
    return TONES.get(state, "no")

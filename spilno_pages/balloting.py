"""Publishing a poll's page lays its paper; a decision of the council about it is told."""

import logging

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import get_language

from wagtail.rich_text import expand_db_html
from wagtail.signals import page_published

from .models import PollPage
from .models.base import council_decided
from .notices.actions import notify
from .open_pages import address
from .polls import drawing
from .polls.actions import issue, tell_outcome
from .provisioning.actions import EDITORS_GROUP

log = logging.getLogger(__name__)
LONGEST = 600  # characters of an outcome in a letter


def published(instance, revision=None, **kwargs):
    """A translation or an alias shows the paper of its source and issues none."""
    if instance.alias_of_id or not instance.is_anchor:
        return
    if instance.closes_at is None or not instance.questions:  # a copy that was published as it is
        return
    if instance.poll is None and instance.closes_at <= timezone.now():
        tell_editors(instance, "poll.late", f"page:{instance.pk}:{instance.closes_at}", revision)
        return
    by = revision.user if revision else None
    key = revision.pk if revision else None
    try:
        issued = issue(instance.pk, instance.draft(), revision=key, by=by)
    except OSError:
        # The directory of keys: issue_missing() tries again every minute.
        log.exception("The paper of page %s could not be laid.", instance.pk)
        tell_editors(instance, "poll.keys", f"page:{instance.pk}", revision)
        return
    poll = issued.poll
    PollPage.objects.filter(pk=instance.pk).update(opens_at=poll.opens_at, closes_at=poll.closes_at)
    if issued.slipped:
        tell_editors(instance, "poll.slipped", f"poll:{poll.pk}:{key or 0}", revision)


def issue_missing():
    """Lays the papers of published pages that have none because the keys could not be written. Called by the tick."""
    missing = PollPage.objects.live().filter(
        spilno_poll=None, alias_of=None, closes_at__gt=timezone.now()
    )
    for page in missing:
        published(page)


def tell_editors(page, kind, about, revision=None):
    """Everyone who could put the page right learns what is wrong with it."""
    people = set(get_user_model().objects.filter(groups__name=EDITORS_GROUP, is_active=True))
    people |= {person for person in (page.owner, revision and revision.user) if person}
    for person in people:
        notify(person, kind, about, url=address(page), poll=page.title)


def decided(page, decided, user=None, **kwargs):
    poll = page.poll
    if poll and decided.get("outcome"):
        words = " ".join(strip_tags(expand_db_html(decided["outcome"]).replace("<", " <")).split())
        tell_outcome(poll, words[:LONGEST])


def translation(poll):
    """Returns the live PollPage of a poll in the language at hand; None where that is the poll's own, or there is none."""
    page = poll.page
    if page is None or page.locale.language_code == get_language():
        return None
    found = page.localized
    return found.specific if found.pk != page.pk else None


def connect():
    if translation not in drawing.TRANSLATIONS:
        drawing.TRANSLATIONS.append(translation)
    page_published.connect(published, sender=PollPage, dispatch_uid="spilno.balloting")
    council_decided.connect(decided, sender=PollPage, dispatch_uid="spilno.balloting.outcome")

"""Publishing a poll's page lays its paper; a decision of the council about it is told."""

from django.contrib.auth import get_user_model
from django.utils.html import strip_tags

from wagtail.rich_text import expand_db_html
from wagtail.signals import page_published

from .models import PollPage
from .models.base import council_decided
from .notices.actions import notify
from .open_pages import address
from .polls.actions import issue, tell_outcome
from .provisioning.actions import EDITORS_GROUP

LONGEST = 600  # characters of an outcome in a letter


def published(instance, revision=None, **kwargs):
    """A translation or an alias shows the paper of its source and issues none."""
    if instance.alias_of_id or not instance.is_anchor:
        return
    if instance.closes_at is None or not instance.questions:  # a copy that was published as it is
        return
    by = revision.user if revision else None
    issued = issue(instance.pk, instance.draft(), revision=revision.pk if revision else None, by=by)
    poll = issued.poll
    PollPage.objects.filter(pk=instance.pk).update(opens_at=poll.opens_at, closes_at=poll.closes_at)
    if issued.slipped:
        tell_editors(instance, poll, revision)


def tell_editors(page, poll, revision):
    """Everyone who could put the page right learns that it differs from the paper that people vote on."""
    people = set(get_user_model().objects.filter(groups__name=EDITORS_GROUP, is_active=True))
    people |= {person for person in (page.owner, revision and revision.user) if person}
    for person in people:
        notify(
            person,
            "poll.slipped",
            f"poll:{poll.pk}:{revision.pk if revision else 0}",
            url=address(page),
            poll=poll.title,
        )


def decided(page, decided, user=None, **kwargs):
    poll = page.poll
    if poll and decided.get("outcome"):
        words = " ".join(strip_tags(expand_db_html(decided["outcome"]).replace("<", " <")).split())
        tell_outcome(poll, words[:LONGEST])


def connect():
    page_published.connect(published, sender=PollPage, dispatch_uid="spilno.balloting")
    council_decided.connect(decided, sender=PollPage, dispatch_uid="spilno.balloting.outcome")

"""A page is published: its questions become a paper, until the poll opens; from then on the paper stays as it is."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ...record.actions import record
from .. import keys
from ..canonical import digest
from ..models import Option, Poll, Question
from ..papers import Draft, options_of, paper_of_draft
from ..touching import touch_poll

# A term that is published to the minute is not another one for its seconds.
SAME = timedelta(minutes=1)


@dataclass(frozen=True)
class Issued:
    """The Poll, and whether the published page differs from its frozen paper."""

    poll: Poll
    slipped: bool = False


def hash_of(poll, draft):
    """Returns the content hash that the draft would have. A district that was renamed since is the same district."""
    if poll.district_id and draft.district_id == poll.district_id:
        draft = replace(draft, district=poll.district_slug)
    return digest(paper_of_draft(poll.key, draft))


def differs(poll, draft: Draft):
    """True where the draft would change the paper or the terms of a poll that is open or over."""
    moved = draft.opens_at is not None and abs(draft.opens_at - poll.opens_at) >= SAME
    return (
        hash_of(poll, draft) != poll.content_hash
        or moved
        or draft.shown != poll.shown
        or draft.closes_at is None
        or abs(draft.closes_at - poll.closes_at) >= SAME
    )


@transaction.atomic
def issue(page_pk, draft: Draft, *, revision=None, by=None, at=None):
    """Lays the paper of a page, or anew while the poll is not open. Returns Issued.

    page_pk: of the anchor. An opened poll is left as it is. The database refuses votes until the paper is complete, and changes of
    it from the opening on.
    """
    at = at or timezone.now()
    poll = Poll.objects.select_for_update(of=("self",)).filter(page_id=page_pk).first()
    if poll and (poll.is_opened(at) or poll.cancelled_at):
        slipped = differs(poll, draft)
        if slipped:
            record("poll.slipped", poll, by=by, revision=revision)
        return Issued(poll, slipped)
    terms = {
        "title": draft.title,
        "kind": draft.kind,
        "min_level": draft.min_level,
        "district_id": draft.district_id,
        "district_slug": draft.district,
        "allow_change": draft.allow_change,
        "shown": draft.shown,
        "opens_at": draft.opens_at or at,
        "closes_at": draft.closes_at,
        "revision": revision,
        "content_hash": "",
    }
    if poll is None:
        poll = Poll.objects.create(page_id=page_pk, **terms)
    else:
        Poll.objects.filter(pk=poll.pk).update(**terms)
        poll.refresh_from_db()
    lay(poll, draft)
    hashed = hash_of(poll, draft)
    Poll.objects.filter(pk=poll.pk).update(content_hash=hashed, key_print=keys.make(poll))
    record("poll.issued", poll, by=by, content_hash=hashed, revision=revision)
    touch_poll(poll)
    poll.refresh_from_db()
    return Issued(poll)


def lay(poll, draft):
    """Writes the questions and options of a paper in place of those that stood there."""
    Question.objects.filter(poll=poll).delete()
    for number, asked in enumerate(draft.questions, start=1):
        question = Question.objects.create(
            poll=poll,
            block_id=asked.block_id,
            number=number,
            kind=asked.kind,
            text=asked.text,
            help=asked.help,
            least=asked.least,
            most=asked.most,
            low=asked.low,
            high=asked.high,
        )
        Option.objects.bulk_create(
            Option(
                question=question,
                block_id=option.block_id,
                number=place,
                text=option.text,
                help=option.help,
                cost=option.cost,
                page_id=option.page_id,
                is_abstention=option.is_abstention,
            )
            for place, option in enumerate(options_of(poll.key, asked, draft.kind), start=1)
        )

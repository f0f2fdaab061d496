"""An open poll lasts longer or is cancelled, with a reason that everyone reads; later the council says what was decided."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...generations import begin_on_commit
from ...notices.actions import notify
from ...open_pages import address
from ...record.actions import record
from .. import keys, rules
from ..models import Amendment, Answer, Ballot, Bar, Participation, Poll, Wish
from ..touching import touch_poll

SHORTEST = 10  # characters of a reason


def checked(reason):
    reason = reason.strip()
    if len(reason) < SHORTEST:
        raise ValidationError(_("Say why in a sentence: everyone will read it."))
    return reason


def locked(poll):
    return Poll.objects.select_for_update(of=("self",)).get(pk=poll.pk)


@transaction.atomic
def extend(poll, closes_at, reason, *, by):
    """Lets an open poll last longer. Raises PermissionDenied, ValidationError. The trigger refuses it after the close."""
    reason = checked(reason)
    poll = locked(poll)
    if not (verdict := rules.may_extend(poll, closes_at)):
        raise PermissionDenied(verdict.reason)
    before = poll.closes_at
    try:
        with transaction.atomic():
            Poll.objects.filter(pk=poll.pk).update(closes_at=closes_at)
    except IntegrityError:
        raise PermissionDenied(_("The poll has just closed: its term stays as it is.")) from None
    amended(poll, Amendment.Act.EXTENDED, reason, before, closes_at, by)
    record("poll.extended", poll, by=by, before=before.isoformat(), after=closes_at.isoformat())
    tell(poll, "poll.extended", until=rules.moment(closes_at), words=reason, once=closes_at)


@transaction.atomic
def cancel(poll, reason, *, by):
    """Ends a poll without a result: what was cast is deleted with what tied it to people. Raises as extend."""
    reason = checked(reason)
    poll = locked(poll)
    if not (verdict := rules.may_amend(poll)):
        raise PermissionDenied(verdict.reason)
    try:
        with transaction.atomic():
            Poll.objects.filter(pk=poll.pk).update(cancelled_at=timezone.now())
    except IntegrityError:
        raise PermissionDenied(_("The poll has just closed: it is counted now.")) from None
    Answer.objects.filter(question__poll=poll).delete()
    for rows in (Ballot.objects.filter(poll=poll), Participation.objects.filter(poll=poll)):
        rows._raw_delete(rows.db)
    Bar.objects.filter(poll=poll).delete()
    amended(poll, Amendment.Act.CANCELLED, reason, poll.closes_at, None, by)
    record("poll.cancelled", poll, by=by)
    transaction.on_commit(lambda: keys.destroy(poll), robust=True)
    tell(poll, "poll.cancelled", words=reason)


def amended(poll, act, reason, before, after, by):
    Amendment.objects.create(poll=poll, act=act, reason=reason, before=before, after=after, by=by)
    touch_poll(poll)
    begin_on_commit()  # lists of what is open name it, too


def tell(poll, kind, *, once="", **words):
    """Tells everyone who follows the poll. once: tells one telling of the kind from the next."""
    if poll.page is None:
        return
    about = f"poll:{poll.pk}{once and f':{once.isoformat()}'}"
    for follower in Wish.objects.filter(poll=poll).select_related("resident__user"):
        notify(
            follower.resident.user, kind, about, url=address(poll.page), poll=poll.title, **words
        )


def tell_outcome(poll, words):
    """Tells everyone who follows the poll what was decided, once. words: the statement as plain text."""
    tell(poll, "poll.outcome", words=words)

"""Reporting, and deciding in public."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from ...notices.actions import forget_words, notify, preferences_of
from ...record.actions import record
from .. import rules
from ..models import Block, Comment, Decision, Done, Report, State, Thread
from ..offices import is_moderator, office_of
from ..tasks import people_of, tell
from ..touching import LOG, touch_comment, touch_thread

STATES = {Done.APPROVE: State.PUBLIC, Done.HIDE: State.HIDDEN, Done.RESTORE: State.PUBLIC}
KINDS = {
    Done.APPROVE: "comment.approved",
    Done.HIDE: "comment.hidden",
    Done.RESTORE: "comment.restored",
    Done.WARN: "comment.warned",
    Done.BLOCK: "comment.blocked",
    Done.UNBLOCK: "comment.unblocked",
}


def report(comment, resident, reason, words=""):
    """Keeps that a reader finds a comment against the rules. Returns the Report. Raises PermissionDenied, ValidationError."""
    if not (verdict := rules.may_report(resident, comment)):
        raise PermissionDenied(verdict.reason)
    try:
        with transaction.atomic():
            return Report.objects.create(
                comment=comment, reporter=resident, reason=reason, words=words
            )
    except IntegrityError:
        raise ValidationError(
            _("You have reported this comment already. A moderator will look at it.")
        ) from None


@transaction.atomic
def decide(comment, act, *, by, reason=None, words="", block_days=0, seen="", at=None):
    """Decides about a comment in the name of the council or of the page's organization. Returns the Decision.

    reason: a ModerationReason, needed to hide, warn and block. block_days: for how long the author may not write besides.
    seen: digest of the words that the moderator has read; "" to decide whatever they are now.
    The author is told; a moderator of an organization whose decision the council changes is told, too. Raises PermissionDenied,
    ValidationError with a sentence.
    """
    at = at or timezone.now()
    comment = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("page", "author__user", "reason")
        .get(pk=comment.pk)
    )
    office = office_of(by, comment.page)
    if not (verdict := rules.may_decide(office, comment, by)):
        raise PermissionDenied(verdict.reason)
    if act not in rules.offered(office, comment) or act == Done.BLOCK:
        raise ValidationError(_("Somebody has decided about this comment meanwhile. Look again."))
    if seen and seen != comment.digest:
        raise ValidationError(_("The author has changed the comment meanwhile. Read it again."))
    if reason is None and act in {Done.HIDE, Done.WARN}:
        raise ValidationError(_("Choose a reason: the author and everyone else will see it."))
    overruled = changed_by_council(office, comment, act)
    decision = carried_out(
        comment, act, by=by, office=office, reason=reason, words=words, overrules=overruled, at=at
    )
    if block_days:
        blocked(comment, decision, days=block_days, office=office, at=at)
    if overruled:
        tell_overruled(comment, decision)
    return decision


def changed_by_council(office, comment, act):
    """Returns the Decision of an organization that the council turns round with this act, else None."""
    if not office.is_council:
        return None
    last = comment.decisions.exclude(act__in=[Done.BLOCK, Done.UNBLOCK]).first()
    turned = last and {last.act, act} == {Done.HIDE, Done.RESTORE}
    kept = last and last.act in {Done.KEEP, Done.APPROVE} and act == Done.HIDE
    return last if (turned or kept) and not last.is_of_council else None


def change_state(comment, state, reason, at):
    """Shows or hides a comment, in the database and in the object at hand."""
    change = {
        "state": state,
        "state_at": at,
        "reason": reason if state == State.HIDDEN else None,
        "is_public": state == State.PUBLIC,
    }
    Comment.objects.filter(pk=comment.pk).update(**change)
    for name, value in change.items():
        setattr(comment, name, value)


def carried_out(
    comment, act, *, by, office, reason=None, words="", overrules=None, at=None, quiet=False
):
    """Writes the decision, changes the comment and, unless quiet, tells its author. Returns the Decision."""
    at = at or timezone.now()
    decision = Decision.objects.create(
        comment=comment,
        act=act,
        reason=reason,
        words=words,
        by=by,
        office=office.organization,
        office_words=office.words,
        overrules=overrules,
        at=at,
    )
    if state := STATES.get(act):
        change_state(comment, state, reason, at)
    if act in {Done.APPROVE, Done.KEEP, Done.HIDE, Done.WARN}:
        Report.objects.filter(comment=comment, decision=None).update(decision=decision)
    if act == Done.HIDE:
        forget_words(comment.pk)
    record(
        f"comment.{act}",
        comment,
        by=by,
        reason=reason.slug if reason else "",
        office=office.organization.pk if office.organization else "council",
    )
    if not quiet:
        tell_author(comment, decision)
    if act == Done.APPROVE:
        transaction.on_commit(lambda: tell.enqueue(comment.pk), robust=True)
    touch_comment(comment, LOG)
    return decision


def blocked(comment, decision, *, days, office, at):
    """Keeps the author from writing for so many days: everywhere by the council, on its own pages by an organization."""
    if comment.author is None or comment.is_official:
        raise ValidationError(_("The author of this comment cannot be blocked."))
    if decision.reason is None:
        raise ValidationError(_("Choose a reason: the author and everyone else will see it."))
    own = Decision.objects.create(
        comment=comment,
        act=Done.BLOCK,
        reason=decision.reason,
        words=decision.words,
        by=decision.by,
        office=office.organization,
        office_words=office.words,
        at=at,
    )
    block = Block.objects.create(
        resident=comment.author,
        scope=office.organization,
        decision=own,
        since=at,
        until=at + timedelta(days=days),
    )
    record("comment.block", comment, by=decision.by, days=days, reason=decision.reason.slug)
    tell_author(comment, own, block=block)
    return block


def tell_author(comment, decision, block=None):
    """Tells the author what was decided and why; of dismissed reports nobody is told."""
    kind = KINDS.get(decision.act)
    if kind is None or comment.author is None:
        return
    user = comment.author.user
    with override(preferences_of(user).language):
        reason = decision.reason
        words = {
            "page": comment.page.title,
            "reason": reason or "",
            "explanation": reason.sentence if reason else "",
            "office": decision.office_words or _("city council"),
            "words": decision.words,
            "until": date_format(timezone.localtime(block.until), "j E Y, H:i") if block else "",
        }
    shown = decision.act in {Done.APPROVE, Done.RESTORE}
    url = reverse("comment", args=[comment.pk]) if shown else reverse("cabinet-comments")
    notify(user, kind, decision, url=url, **words)


def tell_overruled(comment, decision):
    for user in people_of(comment.page):
        if user.pk != (comment.author and comment.author.user_id):
            with override(preferences_of(user).language):
                act = str(decision.get_act_display())
            notify(
                user,
                "comment.overruled",
                decision,
                url=reverse("comment", args=[comment.pk]),
                page=comment.page.title,
                act=act,
                words=decision.words,
            )


@transaction.atomic
def set_thread(page, by, *, mode, note="", asks_stance=None):
    """Opens, closes or switches off the discussion of a page, or puts it under approval. Returns the Thread."""
    thread, _made = Thread.objects.get_or_create(page_id=page.pk)
    if not (verdict := rules.may_set_thread(by, page, thread)):
        raise PermissionDenied(verdict.reason)
    thread.mode, thread.note, thread.asks_stance = mode, note, asks_stance
    thread.is_of_council = is_moderator(by) and mode != Thread.Mode.OPEN
    thread.changed_at, thread.changed_by = timezone.now(), by
    thread.save()
    record("discussion.set", f"page:{page.pk}", by=by, mode=mode)
    touch_thread(page.pk)
    return thread

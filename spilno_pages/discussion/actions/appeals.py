"""The author disagrees; the council decides anew."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ...notices.actions import notify
from ...record.actions import record
from .. import rules
from ..models import Appeal, Block, Done, State
from ..offices import Office, is_moderator
from ..touching import LOG, touch_thread
from .moderation import carried_out, tell_overruled

# What granting an appeal does, by what was decided.
UNDONE = {Done.HIDE: Done.RESTORE, Done.BLOCK: Done.UNBLOCK, Done.WARN: Done.KEEP}


def appeal(decision, resident, words):
    """Asks the council to decide anew. Returns the Appeal. Raises PermissionDenied, ValidationError."""
    if not (verdict := rules.may_appeal(resident, decision)):
        raise PermissionDenied(verdict.reason)
    try:
        with transaction.atomic():
            touch_thread(decision.comment.page_id, LOG)
            return Appeal.objects.create(decision=decision, appellant=resident, words=words)
    except IntegrityError:
        raise ValidationError(
            _("You have appealed this decision already: it can be done once.")
        ) from None


@transaction.atomic
def decide_appeal(appeal, by, *, granted, answer):
    """Grants or refuses an appeal, tells the author, and an organization whose decision falls. Raises PermissionDenied."""
    appeal = (
        Appeal.objects.select_for_update(of=("self",))
        .select_related("decision__comment__author__user", "decision__comment__page")
        .get(pk=appeal.pk)
    )
    if not (verdict := rules.may_decide_appeal(by, appeal)):
        raise PermissionDenied(verdict.reason)
    decision, comment = appeal.decision, appeal.decision.comment
    appeal.decided_at, appeal.decided_by = timezone.now(), by
    appeal.granted, appeal.answer = granted, answer
    appeal.save()
    record(f"appeal.{'granted' if granted else 'refused'}", comment, by=by)
    if comment.author:
        kind = "appeal.granted" if granted else "appeal.refused"
        url = reverse("comment", args=[comment.pk]) if granted else reverse("cabinet-comments")
        notify(comment.author.user, kind, appeal, url=url, words=answer)
    if granted:
        undo(decision, comment, by, answer)
    touch_thread(comment.page_id, LOG)
    return appeal


def undo(decision, comment, by, words):
    """Takes back what was decided, as far as it still stands: a comment withdrawn or decided about anew stays as it is."""
    act = UNDONE[decision.act]
    last = (
        comment.decisions.filter(act__in=[Done.HIDE, Done.RESTORE]).order_by("-at", "-pk").first()
    )
    if act == Done.RESTORE and (comment.state != State.HIDDEN or last != decision):
        return
    if decision.act == Done.BLOCK:
        Block.objects.filter(decision=decision, lifted_at=None).update(lifted_at=timezone.now())
    new = carried_out(
        comment, act, by=by, office=Office(), words=words, overrules=decision, quiet=True
    )
    if not decision.is_of_council:
        tell_overruled(comment, new)


@transaction.atomic
def unblock(block, by, words=""):
    """A moderator of the council lifts a block before its end. Raises PermissionDenied."""
    if not is_moderator(by):
        raise PermissionDenied(_("Only a moderator of the council may do that."))
    if not Block.objects.in_force().filter(pk=block.pk).update(lifted_at=timezone.now()):
        raise ValidationError(_("This block is over already."))
    comment = block.decision.comment
    new = carried_out(
        comment, Done.UNBLOCK, by=by, office=Office(), words=words, overrules=block.decision
    )
    if not block.decision.is_of_council:
        tell_overruled(comment, new)
    return new

"""Writing, editing, withdrawing, liking."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from django_comments.models import CommentFlag
from django_comments_xtd.models import LIKEDIT_FLAG

from ...notices.actions import forget_words
from ...record.actions import record
from .. import rules
from ..models import Badge, Comment, State, Thread
from ..models.comments import digest_of, fingerprint_of, free_fingerprint
from ..offices import badge_of, office_of
from ..tasks import tell
from ..touching import touch_comment, touch_thread

SITE = 1  # the library keeps a site with each comment; a council has one
REPEATED_WITHIN = timezone.timedelta(days=1)
LONG_ENOUGH = 30  # characters; «Дякую!» may be said on many pages


def twice():
    return ValidationError(_("You have written this already. Look below: it is published."))


def refuse_repeated(resident, digest, text, at):
    """Raises ValidationError where the person said the same at length elsewhere within a day. One query."""
    said = Comment.objects.filter(author=resident, digest=digest).exclude(state=State.WITHDRAWN)
    if len(text) >= LONG_ENOUGH and said.filter(submit_date__gt=at - REPEATED_WITHIN).exists():
        raise ValidationError(
            _(
                "You have written the same today on another page or in another branch. People read it once; write what is new."
            )
        )


def row(resident, page, text, answers, at, **fields):
    """Returns an unsaved Comment: the author is the account's person, nobody's address is kept with it."""
    return Comment(
        page_id=page.pk,
        content_type=ContentType.objects.get_for_model(type(page)),
        object_pk=str(page.pk),
        site_id=SITE,
        user=resident.user,
        author=resident,
        comment=text,
        submit_date=at,
        root_id=answers and (answers.root_id or answers.pk),
        answers=answers,
        state_at=at,
        **fields,
    )


def post(resident, page, thread, text, *, stance="", answers=None, at=None):
    """Publishes what a person says under a page, or lays it before a moderator. Returns the Comment.

    page: anchor, specific. text: tidied by the form. answers: the Comment that is answered, None for a new branch. Raises
    PermissionDenied, ValidationError with a sentence for the person. The database keeps the same words in one place on one day
    to one row. Up to eight queries.
    """
    at = at or timezone.now()
    if not (verdict := rules.may_write(resident, page, thread, at)):
        raise PermissionDenied(verdict.reason)
    digest = digest_of(text)
    refuse_repeated(resident, digest, text, at)
    badge, words = badge_of(resident, page)
    waits = thread.mode == Thread.Mode.APPROVED and not (badge or office_of(resident.user, page))
    comment = row(
        resident,
        page,
        text,
        answers,
        at,
        stance="" if answers else stance,
        badge=badge,
        badge_words=words[:200],
        state=State.WAITING if waits else State.PUBLIC,
        is_public=not waits,
        digest=digest,
        fingerprint=fingerprint_of(
            resident.pk, page.pk, answers and answers.pk, digest, timezone.localdate(at)
        ),
    )
    try:
        with transaction.atomic():
            comment.save()
            touch_thread(page.pk)
            transaction.on_commit(lambda: tell.enqueue(comment.pk), robust=True)
    except IntegrityError:
        raise twice() from None
    return comment


def locked(comment):
    """Returns the row as it is now, nobody else's until the end of the transaction."""
    rows = Comment.objects.select_for_update(of=("self",))
    return rows.select_related("page__locale", "author__user").get(pk=comment.pk)


@transaction.atomic
def edit(comment, resident, text, at=None):
    """Puts other words in place of a comment's; it bears a mark from then on. Under approval it waits for a moderator anew.

    Raises PermissionDenied, ValidationError where the person has written the same.
    """
    at = at or timezone.now()
    comment = locked(comment)
    page, thread = comment.page.specific_deferred, rules.thread_of(comment.page)
    verdict = rules.may_edit(resident, comment, at) and rules.may_write(resident, page, thread, at)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    if text == comment.comment:
        return comment
    digest = digest_of(text)
    day = timezone.localdate(comment.submit_date)
    change = {
        "comment": text,
        "edited_at": at,
        "digest": digest,
        "fingerprint": fingerprint_of(resident.pk, page.pk, comment.answers_id, digest, day),
    }
    free = comment.badge or office_of(resident.user, page)
    if thread.mode == Thread.Mode.APPROVED and not free:
        change |= {"state": State.WAITING, "state_at": at, "is_public": False}
    try:
        with transaction.atomic():
            Comment.objects.filter(pk=comment.pk).update(**change)
    except IntegrityError:
        raise twice() from None
    forget_words(comment.pk)
    touch_comment(comment)
    return comment


@transaction.atomic
def withdraw(comment, resident):
    """The author takes a comment back: its words are gone for good, a tombstone stays where it was answered."""
    comment = locked(comment)
    if not (verdict := rules.may_withdraw(resident, comment)):
        raise PermissionDenied(verdict.reason)
    blank(Comment.objects.filter(pk=comment.pk))
    touch_comment(comment)


def blank(comments):
    """Takes the words out of comments of a queryset and out of everyone's way."""
    for pk in list(comments.values_list("pk", flat=True)):
        Comment.objects.filter(pk=pk).update(
            comment="",
            stance="",
            state=State.WITHDRAWN,
            state_at=timezone.now(),
            is_public=False,
            is_removed=True,
            digest="",
            fingerprint=free_fingerprint(),
        )
        forget_words(pk)


@transaction.atomic
def like(comment, resident):
    """Says that a comment helps, or takes it back when it was said before. Returns whether it stands now.

    One like of a person: UNIQUE(user, comment, flag) of the library. Raises PermissionDenied.
    """
    comment = locked(comment)
    if not (verdict := rules.may_like(resident, comment)):
        raise PermissionDenied(verdict.reason)
    _flag, made = CommentFlag.objects.get_or_create(
        user=resident.user, comment_id=comment.pk, flag=LIKEDIT_FLAG
    )
    if not made:
        gone, _by_model = CommentFlag.objects.filter(
            user=resident.user, comment_id=comment.pk, flag=LIKEDIT_FLAG
        ).delete()
    change = 1 if made else -gone
    Comment.objects.filter(pk=comment.pk).update(helpful=F("helpful") + change)
    touch_comment(comment)
    return made


@transaction.atomic
def make_official(comment, resident):
    """Puts an official's comment on top of the page as the council's answer. Raises PermissionDenied."""
    if not (verdict := rules.may_answer_officially(resident)):
        raise PermissionDenied(verdict.reason)
    if comment.author_id != resident.pk or comment.state != State.PUBLIC:
        raise PermissionDenied(_("Only your own comment can become an official answer."))
    Comment.objects.filter(pk=comment.pk).update(is_official=True)
    thread, _made = Thread.objects.get_or_create(page_id=comment.page_id)
    thread.answer = comment
    thread.save(update_fields=["answer"])
    record("comment.official", comment, by=resident.user)
    touch_thread(comment.page_id)
    transaction.on_commit(lambda: tell.enqueue(comment.pk, official=True), robust=True)


@transaction.atomic
def unpin(thread, user):
    """Takes the official answer from its place on top; it stays in the discussion. Raises PermissionDenied."""
    allowed = rules.is_moderator(user) or (
        thread.answer and thread.answer.author and thread.answer.author.user_id == user.pk
    )
    if not allowed:
        raise PermissionDenied(_("Only its author or a moderator of the council may do that."))
    record("comment.unpinned", thread.answer, by=user)
    thread.answer = None
    thread.save(update_fields=["answer"])
    touch_thread(thread.page_id)


def answer_officially(question, page, resident, text, *, at=None):
    """Writes an official's answer below a comment that asked, whatever the thread's mode. Returns the Comment.

    For rooms above, which say who may answer what. page: specific.
    """
    at = at or timezone.now()
    badge, words = badge_of(resident, page)
    comment = row(
        resident,
        page,
        text,
        question,
        at,
        badge=badge or Badge.COUNCIL,
        badge_words=words[:200],
        is_official=True,
        digest=digest_of(text),
        fingerprint=free_fingerprint(),
    )
    comment.save()
    touch_thread(page.pk)
    return comment

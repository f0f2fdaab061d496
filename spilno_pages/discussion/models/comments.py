"""Comments and the threads that they make under pages."""

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from django_comments_xtd.models import XtdComment


class Stance(models.TextChoices):
    FOR = "for", _("For")
    AGAINST = "against", _("Against")
    NEUTRAL = "neutral", _("Neutral")


class Badge(models.TextChoices):
    """Who speaks, as it was when it was written."""

    COUNCIL = "council", _("City council")
    EXPERT = "expert", _("Expert")
    AUTHOR = "author", _("Author")
    ORGANIZATION = "organization", _("Organization")


class State(models.TextChoices):
    PUBLIC = "public", _("public")
    WAITING = "waiting", _("waits for approval")
    HIDDEN = "hidden", _("hidden")
    WITHDRAWN = "withdrawn", _("withdrawn")


class CommentQuerySet(models.QuerySet):
    def public(self):
        return self.filter(state=State.PUBLIC)

    def shown(self, author=None):
        """What a reader meets: public ones, tombstones, and the reader's own that wait for approval."""
        answered = Comment.objects.filter(root=models.OuterRef("pk"), state=State.PUBLIC)
        standing = models.Q(state__in=[State.PUBLIC, State.HIDDEN]) | (
            models.Q(state=State.WITHDRAWN, root=None) & models.Exists(answered)
        )
        if author:
            standing |= models.Q(state=State.WAITING, author=author)
        return self.filter(standing)

    def roots(self):
        return self.filter(root=None)

    def below(self, path):
        """Comments on the page with this tree path and on all pages below it."""
        return self.filter(page__path__startswith=path)

    def troubled(self):
        """What a moderator has to look at: waits for approval, or is reported and not decided."""
        reports = self.model._meta.get_field("reports").related_model
        reported = models.Q(state=State.PUBLIC, pk__in=reports.objects.open().values("comment"))
        return self.filter(models.Q(state=State.WAITING) | reported)


class Comment(XtdComment):
    """What one person says under a page, to all or in answer to somebody. Plain text; never deleted, but blanked."""

    xtdcomment_ptr = models.OneToOneField(
        XtdComment,
        parent_link=True,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="spilno_comment",
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page"),
        # Deleting a page that people spoke under is refused in the admin with a sentence.
        on_delete=models.PROTECT,
        related_name="spilno_comments",
    )
    author = models.ForeignKey(
        "spilno_residents.Resident",
        verbose_name=_("author"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="comments",
    )
    root = models.ForeignKey(
        "self",
        verbose_name=_("branch"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="branch",
        help_text=_("The comment that the branch began with."),
    )
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="answered_by"
    )
    stance = models.CharField(_("stance"), max_length=8, choices=Stance.choices, blank=True)
    badge = models.CharField(_("badge"), max_length=12, choices=Badge.choices, blank=True)
    badge_words = models.CharField(max_length=200, blank=True)
    is_official = models.BooleanField(_("official answer"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PUBLIC)
    reason = models.ForeignKey(
        "spilno_discussion.ModerationReason",
        verbose_name=_("reason"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state_at = models.DateTimeField(_("state since"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    helpful = models.PositiveIntegerField(_("helpful to"), default=0)
    # What was written, however it was spaced; and what may stand in the database once.
    digest = models.CharField(max_length=32, editable=False)
    fingerprint = models.CharField(max_length=32, unique=True, editable=False)

    objects = CommentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        default_permissions = ("view",)
        permissions = [("moderate", "Can moderate discussions on all pages")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="spilno_discussion_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(stance__in=["", *Stance.values]),
                name="spilno_discussion_stance_known",
            ),
            models.CheckConstraint(
                condition=models.Q(badge__in=["", *Badge.values]),
                name="spilno_discussion_badge_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.HIDDEN) | models.Q(reason__isnull=False),
                name="spilno_discussion_hidden_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(stance="") | models.Q(root=None),
                name="spilno_discussion_stance_stands_at_the_root",
            ),
        ]
        indexes = [
            models.Index(fields=["page", "root", "helpful"], name="spilno_discussion_helpful"),
            models.Index(fields=["state", "state_at"], name="spilno_discussion_state"),
            models.Index(fields=["author", "digest"], name="spilno_discussion_said"),
        ]

    def __str__(self):
        return f"№ {self.pk}"

    def save(self, *args, **kwargs):
        """One row in each of the three tables; the tree's columns of the library are filled without asking for the parent."""
        new = self.pk is None
        if self.root_id:
            self.parent_id, self.thread_id, self.level = self.root_id, self.root_id, 1
        super(XtdComment, self).save(*args, **kwargs)
        if new and not self.root_id:
            self.parent_id = self.thread_id = self.pk
            XtdComment.norel_objects.filter(pk=self.pk).update(parent_id=self.pk, thread_id=self.pk)

    def get_absolute_url(self, anchor_pattern=None):
        """The comment's own address: it leads to wherever the comment stands."""
        return reverse("comment", args=[self.pk])

    @property
    def author_name(self):
        """The name as the person goes by now; nobody's after the account was deleted."""
        return str(self.author) if self.author_id else str(_("Deleted account"))

    @property
    def is_public_now(self):
        return self.state == State.PUBLIC


def digest_of(text):
    """32 hexadecimal digits that are the same for the same words, however they are spaced and written."""
    words = " ".join(text.casefold().split())
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def fingerprint_of(author_pk, page_pk, answers_pk, digest, day):
    """What the database keeps unique: the same words of one person in one place on one day."""
    said = f"{author_pk}|{page_pk}|{answers_pk or 0}|{digest}|{day:%Y-%m-%d}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def free_fingerprint():
    """One that stands in nobody's way."""
    return secrets.token_hex(16)


class Thread(models.Model):
    """How people may talk under one page; a page without a row is open."""

    class Mode(models.TextChoices):
        OPEN = "open", _("Open: comments appear at once")
        APPROVED = "approved", _("With approval: a moderator lets each comment through")
        CLOSED = "closed", _("Closed: can be read, nobody writes")
        OFF = "off", _("No discussion on this page")

    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="spilno_thread"
    )
    mode = models.CharField(
        _("who may write"), max_length=10, choices=Mode.choices, default=Mode.OPEN
    )
    asks_stance = models.BooleanField(
        _("ask for a stance"),
        null=True,
        help_text=_(
            "For, against or neutral beside each comment. Unset: as pages of this type do."
        ),
    )
    note = models.CharField(
        _("why"),
        max_length=300,
        blank=True,
        help_text=_("People read it above the discussion: why it is closed or comments wait."),
    )
    answer = models.ForeignKey(
        Comment,
        verbose_name=_("official answer"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # An organization does not change what the council has set.
    is_of_council = models.BooleanField(_("set by the council"), default=False)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("discussion of a page")
        verbose_name_plural = _("discussions of pages")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mode__in=["open", "approved", "closed", "off"]),
                name="spilno_discussion_mode_known",
            )
        ]

    def __str__(self):
        return f"page:{self.page_id}"

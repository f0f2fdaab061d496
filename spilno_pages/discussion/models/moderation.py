"""Keeping order in public: reports, decisions with reasons, appeals, blocks."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel

from .comments import Comment


class ModerationReason(models.Model):
    """Why a comment may be reported or hidden: a list that the council keeps, as its rules of participation say it."""

    name = models.CharField(
        _("reason"), max_length=80, help_text=_("Two or three words: people choose by them.")
    )
    name_en = models.CharField(_("reason in English"), max_length=80, blank=True)
    slug = models.SlugField(_("word in addresses"), max_length=40, unique=True)
    explanation = models.CharField(
        _("explanation"),
        max_length=300,
        help_text=_("One sentence for the author, with the number of the rule."),
    )
    explanation_en = models.CharField(_("explanation in English"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(
        _("place in the list"), default=100, help_text=_("Smaller numbers come first.")
    )
    in_use = models.BooleanField(
        _("in use"),
        default=True,
        help_text=_("Switched off, it is not offered any more; old decisions keep it."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("name_en"),
        FieldPanel("slug"),
        FieldPanel("explanation"),
        FieldPanel("explanation_en"),
        FieldPanel("order"),
        FieldPanel("in_use"),
    ]
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("reason of moderation")
        verbose_name_plural = _("reasons of moderation")
        ordering = ["order", "pk"]

    def __str__(self):
        return self.in_language("name")

    def in_language(self, field):
        english = getattr(self, f"{field}_en")
        return english if get_language() == "en" and english else getattr(self, field)

    @property
    def sentence(self):
        return self.in_language("explanation")


class ReportQuerySet(models.QuerySet):
    def open(self):
        """Reports that nobody has decided, of comments that are still shown."""
        return self.filter(decision=None, comment__state="public")


class Report(models.Model):
    """One reader says that one comment breaks the rules. It never hides anything by itself."""

    comment = models.ForeignKey(
        Comment, verbose_name=_("comment"), on_delete=models.CASCADE, related_name="reports"
    )
    reporter = models.ForeignKey(
        "spilno_residents.Resident",
        verbose_name=_("reported by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="reports",
    )
    reason = models.ForeignKey(
        ModerationReason, verbose_name=_("reason"), on_delete=models.PROTECT, related_name="+"
    )
    words = models.CharField(_("in the reader’s words"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("when"), default=timezone.now)
    decision = models.ForeignKey(
        "spilno_discussion.Decision",
        verbose_name=_("decision"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
    )

    objects = ReportQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["made_at", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "reporter"], name="spilno_discussion_reported_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["comment"],
                condition=models.Q(decision=None),
                name="spilno_discussion_reported",
            )
        ]

    def __str__(self):
        return f"№ {self.pk}"


class Done(models.TextChoices):
    """What a moderator can do."""

    APPROVE = "approve", _("let through")
    KEEP = "keep", _("left as it is")
    HIDE = "hide", _("hidden")
    RESTORE = "restore", _("restored")
    WARN = "warn", _("author warned")
    BLOCK = "block", _("author blocked")
    UNBLOCK = "unblock", _("block lifted")


class DecisionQuerySet(models.QuerySet):
    def logged(self):
        """What the public log shows: everything but comments that were let through."""
        return self.exclude(act=Done.APPROVE)


class Decision(models.Model):
    """What was decided about a comment, by whom and why. Rows are added, never changed."""

    comment = models.ForeignKey(
        Comment, verbose_name=_("comment"), on_delete=models.PROTECT, related_name="decisions"
    )
    act = models.CharField(_("decision"), max_length=10, choices=Done.choices)
    reason = models.ForeignKey(
        ModerationReason,
        verbose_name=_("reason"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    words = models.CharField(_("words to the author"), max_length=1000, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by whom"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    office = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("organization"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: the council."),
    )
    office_words = models.CharField(_("decided by"), max_length=255, blank=True)
    overrules = models.ForeignKey(
        "self",
        verbose_name=_("overrules"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="overruled_by",
    )

    objects = DecisionQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("decision of a moderator")
        verbose_name_plural = _("decisions of moderators")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act__in=["approve", "keep", "restore", "unblock"])
                | models.Q(reason__isnull=False),
                name="spilno_discussion_decided_with_reason",
            )
        ]

    def __str__(self):
        return f"{self.get_act_display()}, № {self.pk}"

    @property
    def is_of_council(self):
        return not self.office_words


class AppealQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decided_at=None)


class Appeal(models.Model):
    """The author disagrees, once, and the council decides anew."""

    decision = models.OneToOneField(
        Decision, verbose_name=_("decision"), on_delete=models.CASCADE, related_name="appeal"
    )
    appellant = models.ForeignKey(
        "spilno_residents.Resident",
        verbose_name=_("who appeals"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="appeals",
    )
    words = models.TextField(_("why the decision is wrong"), max_length=1000)
    made_at = models.DateTimeField(_("when"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    granted = models.BooleanField(_("granted"), null=True)
    answer = models.CharField(_("answer to the author"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = AppealQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["made_at", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_at=None, granted=None)
                | models.Q(decided_at__isnull=False, granted__isnull=False),
                name="spilno_discussion_appeal_decided_with_outcome",
            )
        ]

    def __str__(self):
        return f"№ {self.pk}"


class BlockQuerySet(models.QuerySet):
    def in_force(self, at=None):
        return self.filter(lifted_at=None, until__gt=at or timezone.now())


class Block(models.Model):
    """A person may not write for a term: everywhere, or on one organization's pages."""

    resident = models.ForeignKey(
        "spilno_residents.Resident",
        verbose_name=_("resident"),
        on_delete=models.CASCADE,
        related_name="blocks",
    )
    scope = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("on the pages of"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="block")
    since = models.DateTimeField(_("from"), default=timezone.now)
    until = models.DateTimeField(_("until"))
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)

    objects = BlockQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["-since"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("since")),
                name="spilno_discussion_block_ends_after_start",
            )
        ]

    def __str__(self):
        return f"№ {self.pk}"

    @property
    def is_in_force(self):
        return self.lifted_at is None and self.until > timezone.now()

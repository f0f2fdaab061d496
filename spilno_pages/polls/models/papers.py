"""The paper: what is asked, of whom, until when. Frozen by the database from the opening on (triggers.py)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a poll promises about the voter and the choice."""

    SECRET = "secret", _("secret vote")
    NAMED = "named", _("named vote")
    SURVEY = "survey", _("survey, not a vote")


class MinLevel(models.IntegerChoices):
    """How far a person must be known to take part; below IDENTITY for surveys alone."""

    ANYONE = -1, _("anyone, without an account")
    ACCOUNT = 0, _("anyone with an account")
    IDENTITY = 2, _("people who have proven who they are")
    RESIDENT = 3, _("residents of the community")


class Shown(models.TextChoices):
    """When the numbers are public."""

    CLOSED = "closed", _("after the close")
    VOTED = "voted", _("to those who have voted, to all after the close")
    ALWAYS = "always", _("from the beginning")


class QuestionKind(models.TextChoices):
    ONE = "one", _("one of many")
    SEVERAL = "several", _("several of many")
    YESNO = "yesno", _("yes or no")
    SCALE = "scale", _("scale from 1 to 5")
    TEXT = "text", _("answer in own words")


class State(models.TextChoices):
    """Where a poll stands by the clock and by what was done."""

    SOON = "soon", _("not open yet")
    OPEN = "open", _("open")
    COUNTING = "counting", _("votes are being counted")
    SEALED = "sealed", _("closed, counted")
    CANCELLED = "cancelled", _("cancelled")


class PollQuerySet(models.QuerySet):
    def laid(self):
        """Polls whose paper is complete."""
        return self.exclude(content_hash="")

    def open(self, at=None):
        at = at or timezone.now()
        return self.laid().filter(opens_at__lte=at, closes_at__gt=at, cancelled_at=None)

    def due(self, at=None):
        """Polls that are closed and wait to be sealed."""
        at = at or timezone.now()
        return self.laid().filter(closes_at__lte=at, sealed_at=None, cancelled_at=None)

    def unsealed(self):
        return self.filter(sealed_at=None, cancelled_at=None)


class Poll(models.Model):
    """One asking of the city: the paper of a page as it was when it opened, and what became of it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The record stays when the page goes.
    page = models.OneToOneField(
        "wagtailcore.Page",
        null=True,
        on_delete=models.SET_NULL,
        related_name="spilno_poll",
        verbose_name=_("page"),
    )
    title = models.CharField(_("title"), max_length=255)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    min_level = models.SmallIntegerField(_("who takes part"), choices=MinLevel.choices)
    district = models.ForeignKey(
        "spilno_pages.District",
        verbose_name=_("district"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # As it was at issue: part of what is hashed, whatever the district is called later.
    district_slug = models.CharField(max_length=120, blank=True)
    allow_change = models.BooleanField(_("a vote can be changed"))
    shown = models.CharField(_("when results show"), max_length=6, choices=Shown.choices)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"), db_index=True)
    sealed_at = models.DateTimeField(_("sealed"), null=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True)
    # Of the page's revision that the paper was made of; a number, for revisions may be purged.
    revision = models.BigIntegerField(_("revision of the page"), null=True)
    # SHA-256 of the canonical paper; empty while it is being laid, and then nobody votes.
    content_hash = models.CharField(_("hash of the paper"), max_length=64, blank=True)
    key_print = models.CharField(max_length=64, blank=True)
    # What the results file says but the ballots; written once, at sealing.
    result = models.JSONField(_("result"), null=True)
    signature = models.CharField(_("signature"), max_length=128, blank=True)
    # Why sealing stopped: ballots and participations differ in number.
    trouble = models.CharField(_("trouble"), max_length=300, blank=True)

    objects = PollQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        ordering = ["-opens_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at__lt=models.F("closes_at")),
                name="spilno_polls_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=models.Q(sealed_at=None) | models.Q(sealed_at__gte=models.F("closes_at")),
                name="spilno_polls_sealed_after_close",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=Kind.SURVEY) | models.Q(min_level__gte=MinLevel.IDENTITY),
                name="spilno_polls_a_vote_needs_a_proven_person",
            ),
            models.CheckConstraint(
                condition=models.Q(district=None) | models.Q(min_level=MinLevel.RESIDENT),
                name="spilno_polls_a_district_asks_its_residents",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values)
                & models.Q(shown__in=Shown.values)
                & models.Q(min_level__in=MinLevel.values),
                name="spilno_polls_known_words",
            ),
            models.CheckConstraint(
                condition=models.Q(sealed_at=None)
                | (models.Q(result__isnull=False) & ~models.Q(signature="")),
                name="spilno_polls_sealed_has_result",
            ),
            models.CheckConstraint(
                condition=models.Q(sealed_at=None) | models.Q(cancelled_at=None),
                name="spilno_polls_sealed_or_cancelled",
            ),
        ]

    def __str__(self):
        return self.title

    def state(self, at=None):
        """Returns the State. at: aware datetime, now by default; the database decides about votes by its own clock."""
        at = at or timezone.now()
        if self.cancelled_at:
            return State.CANCELLED
        if self.sealed_at:
            return State.SEALED
        if not self.content_hash or at < self.opens_at:
            return State.SOON
        return State.OPEN if at < self.closes_at else State.COUNTING

    def is_opened(self, at=None):
        """True from the opening on, for ever: the paper is frozen."""
        return bool(self.content_hash) and self.opens_at <= (at or timezone.now())

    @property
    def is_survey(self):
        return self.kind == Kind.SURVEY

    @property
    def is_named(self):
        return self.kind == Kind.NAMED

    def said(self, vote, answers):
        """The words for a vote, or those for a survey."""
        return answers if self.is_survey else vote


class Question(models.Model):
    """One question of the paper, as its block on the page said."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="questions")
    block_id = models.CharField(max_length=36)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=7, choices=QuestionKind.choices)
    text = models.CharField(max_length=300)
    help = models.CharField(max_length=400, blank=True)
    least = models.PositiveSmallIntegerField(default=1)
    most = models.PositiveSmallIntegerField(default=1)
    low = models.CharField(max_length=60, blank=True)
    high = models.CharField(max_length=60, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("question of a poll")
        verbose_name_plural = _("questions of a poll")
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["poll", "block_id"], name="spilno_polls_block_once"),
            models.UniqueConstraint(fields=["poll", "number"], name="spilno_polls_number_once"),
            models.CheckConstraint(
                condition=models.Q(least__lte=models.F("most")),
                name="spilno_polls_least_is_not_more",
            ),
        ]

    def __str__(self):
        return f"{self.number}. {self.text}"


class Option(models.Model):
    """What can be chosen. number: its place on everyone's paper, drawn once (papers.drawn_order)."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    block_id = models.CharField(max_length=36)
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    help = models.CharField(max_length=400, blank=True)
    cost = models.PositiveBigIntegerField(null=True)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_abstention = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        ordering = ["question__number", "number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["question", "block_id"], name="spilno_polls_option_block_once"
            ),
            models.UniqueConstraint(
                fields=["question", "number"], name="spilno_polls_option_number_once"
            ),
        ]

    def __str__(self):
        return self.text


class Amendment(models.Model):
    """What was changed of an open poll, in public: a longer term, or that it is cancelled, with the reason."""

    class Act(models.TextChoices):
        EXTENDED = "extended", _("the term was extended")
        CANCELLED = "cancelled", _("the poll was cancelled")

    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="amendments")
    act = models.CharField(max_length=9, choices=Act.choices)
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(max_length=600)
    before = models.DateTimeField()
    after = models.DateTimeField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("change of a poll")
        verbose_name_plural = _("changes of polls")
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self):
        return f"{self.poll_id}: {self.act}"


class Wish(models.Model):
    """A person wants to be told how a poll ends. Anyone may, so it says nothing of who took part."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="wishes")
    resident = models.ForeignKey(
        "spilno_residents.Resident", on_delete=models.CASCADE, related_name="poll_wishes"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("poll that a person follows")
        verbose_name_plural = _("polls that a person follows")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["poll", "resident"], name="spilno_polls_one_wish")
        ]

    def __str__(self):
        return f"{self.poll_id}"

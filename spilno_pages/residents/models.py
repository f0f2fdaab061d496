"""Who takes part: people, their levels and roles, how they proved who they are, what they agreed to."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from ..remembered_setting import RememberedSetting
from .ages import BANDS, YOUNGEST


class Level(models.IntegerChoices):
    """How far a person is known."""

    EMAIL = 0, _("e-mail confirmed")
    PHONE = 1, _("phone confirmed")
    IDENTITY = 2, _("identity proven")
    RESIDENT = 3, _("resident of the community")


class Basis(models.TextChoices):
    """Why somebody belongs to the community (law 3703-IX: who lives here, registered or not)."""

    REGISTERED = "registered", _("registered residence")
    ACTUAL = "actual", _("actually lives here")
    IDP = "idp", _("internally displaced person")


class Provider(models.TextChoices):
    """How a person was proven."""

    DESK = "desk", _("at the desk")
    ROLL = "roll", _("by the roll of residents")
    ICEI = "icei", _("by id.gov.ua")


class ResidentQuerySet(models.QuerySet):
    def public(self):
        """People who chose to have a page that anyone may read."""
        return self.filter(is_public=True, user__is_active=True).exclude(display_name="")


class Resident(models.Model):
    """One person in the network, whatever accounts and providers proved it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="resident"
    )
    display_name = models.CharField(
        _("name that others see"),
        max_length=80,
        blank=True,
        help_text=_("As neighbors know you, for example “Оксана Б.”."),
    )
    district = models.ForeignKey(
        "spilno_pages.District",
        verbose_name=_("district"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="residents",
        help_text=_("Where you live. Shown in your profile if it is public."),
    )
    about = models.TextField(
        _("about me"),
        max_length=600,
        blank=True,
        help_text=_("What you do for the city, what you can help with. Plain text."),
    )
    is_public = models.BooleanField(
        _("public profile"),
        default=False,
        help_text=_("Anyone can open a page with your name, district and these words."),
    )
    level = models.PositiveSmallIntegerField(
        _("level"), choices=Level.choices, default=Level.EMAIL, editable=False
    )
    residence_basis = models.CharField(
        _("basis of residence"), max_length=12, choices=Basis.choices, blank=True, editable=False
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True, editable=False)
    age_band = models.CharField(_("age"), max_length=5, choices=BANDS, blank=True, editable=False)
    # Pseudonym made by documents.person_tag; never shown, exported or logged.
    person_tag = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 - NULL is "not proven", and many may be
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = ResidentQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("resident")
        verbose_name_plural = _("residents")
        default_permissions = ("view",)
        permissions = [("verify", "Can verify people at the desk")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level__lt=Level.IDENTITY) | models.Q(person_tag__isnull=False),
                name="spilno_residents_proven_has_tag",
            ),
            models.CheckConstraint(
                condition=models.Q(level__lt=Level.RESIDENT)
                | (~models.Q(residence_basis="") & models.Q(valid_until__isnull=False)),
                name="spilno_residents_resident_has_basis",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=Level.values), name="spilno_residents_level_known"
            ),
        ]

    def __str__(self):
        return self.display_name or str(_("A resident without a name"))

    def level_on(self, day=None):
        """The level that counts on a day: residence ends with its term, who the person is stays proven."""
        day = day or timezone.localdate()
        if self.level == Level.RESIDENT and self.valid_until < day:
            return Level.IDENTITY
        return Level(self.level)

    @property
    def present_level(self):
        return self.level_on()

    @property
    def is_minor(self):
        return self.age_band == "14-17"


class RoleKind(models.TextChoices):
    OFFICIAL = "official", _("official")
    EXPERT = "expert", _("expert")
    CLERK = "clerk", _("clerk")
    REPRESENTATIVE = "representative", _("representative of an organization")


class RoleQuerySet(models.QuerySet):
    def current(self, day=None):
        day = day or timezone.localdate()
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gte=day), since__lte=day)


class Role(models.Model):
    """What a person is for the network, from one day to another: never set by the person."""

    resident = models.ForeignKey(
        Resident, verbose_name=_("resident"), on_delete=models.CASCADE, related_name="roles"
    )
    kind = models.CharField(_("role"), max_length=16, choices=RoleKind.choices)
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("belongs to"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="spilno_roles",
        help_text=_("An official’s department, a representative’s organization."),
    )
    title = models.CharField(
        _("position or field"),
        max_length=120,
        blank=True,
        help_text=_("As readers see it: “head of the parks department”, “ecologist”."),
    )
    since = models.DateField(_("from"), default=timezone.localdate)
    until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day; empty while it lasts.")
    )

    objects = RoleQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["kind", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "kind", "page"],
                condition=models.Q(until=None),
                name="spilno_residents_one_open_role",
            ),
            models.UniqueConstraint(
                fields=["resident", "kind"],
                condition=models.Q(until=None, page=None),
                name="spilno_residents_one_open_role_of_the_city",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="spilno_residents_role_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["official", "representative"])
                | models.Q(page__isnull=False),
                name="spilno_residents_role_has_page",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.title or self.resident}"


class Verification(models.Model):
    """One time that a person was proven. Holds no document and no tag."""

    resident = models.ForeignKey(
        Resident,
        verbose_name=_("resident"),
        on_delete=models.CASCADE,
        related_name="verifications",
    )
    provider = models.CharField(_("how"), max_length=12, choices=Provider.choices)
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    residence_basis = models.CharField(
        _("basis of residence"), max_length=12, choices=Basis.choices, blank=True
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("clerk"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["clerk", "at"], name="spilno_residents_clerk_day")]

    def __str__(self):
        return f"{self.get_provider_display()} · {self.get_level_display()}"


def code_expiry():
    return timezone.now() + timedelta(days=14)


class DeskCode(models.Model):
    """The code that a person shows at the desk beside the passport: it says which account is theirs."""

    resident = models.OneToOneField(Resident, on_delete=models.CASCADE, related_name="desk_code")
    code = models.CharField(max_length=8, unique=True)
    expires_at = models.DateTimeField(default=code_expiry)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("code for the desk")
        verbose_name_plural = _("codes for the desk")
        default_permissions = ()

    def __str__(self):
        return f"resident:{self.resident_id}"


class Roll(models.Model):
    """A list of the community's residents as tags, from the council's own register; two people bring it in."""

    class State(models.TextChoices):
        CHECKED = "checked", _("waits for a second person")
        CURRENT = "current", _("in force")
        REPLACED = "replaced", _("replaced")
        REFUSED = "refused", _("refused")

    name = models.CharField(_("name"), max_length=120)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.CHECKED)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    rows = models.PositiveIntegerField(_("people"), default=0)
    added = models.PositiveIntegerField(_("new"), default=0)
    removed = models.PositiveIntegerField(_("gone"), default=0)
    kept = models.PositiveIntegerField(_("unchanged"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("roll of residents")
        verbose_name_plural = _("rolls of residents")
        ordering = ["-uploaded_at"]
        default_permissions = ("view",)
        permissions = [("manage_roll", "Can bring in a roll of residents")]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="current"),
                name="spilno_residents_one_current_roll",
            )
        ]

    def __str__(self):
        return self.name


class RollEntry(models.Model):
    """One person of a roll."""

    roll = models.ForeignKey(Roll, on_delete=models.CASCADE, related_name="entries")
    person_tag = models.CharField(max_length=64)
    residence_basis = models.CharField(max_length=12, choices=Basis.choices)
    district = models.CharField(max_length=90, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person of a roll")
        verbose_name_plural = _("people of a roll")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["roll", "person_tag"], name="spilno_residents_once_in_a_roll"
            )
        ]

    def __str__(self):
        return f"roll:{self.roll_id}"


class LegalKind(models.TextChoices):
    PRIVACY = "privacy", _("privacy notice")
    TERMS = "terms", _("terms of use")
    RULES = "rules", _("rules of the community")
    ACCESSIBILITY = "accessibility", _("accessibility statement")


# What an account needs consent to, in the order of the question.
ASKED = (LegalKind.TERMS, LegalKind.PRIVACY, LegalKind.RULES)


class LegalVersion(models.Model):
    """A legal text as it was published: what people agreed to stays readable."""

    kind = models.CharField(_("kind"), max_length=13, choices=LegalKind.choices)
    number = models.PositiveIntegerField(_("version"))
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="legal_versions"
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    content_hash = models.CharField(max_length=64)
    changes = models.TextField(_("what has changed"), blank=True)
    asks = models.BooleanField(_("people are asked anew"), default=True)
    published_at = models.DateTimeField(_("published"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of a legal text")
        verbose_name_plural = _("versions of legal texts")
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"], name="spilno_residents_legal_version_once"
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.number}"


class Consent(models.Model):
    """One person agreed to one version on a day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents"
    )
    version = models.ForeignKey(
        LegalVersion, on_delete=models.PROTECT, related_name="consents", verbose_name=_("text")
    )
    given_at = models.DateTimeField(_("given"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "version"], name="spilno_residents_consent_once"
            )
        ]

    def __str__(self):
        return f"account:{self.user_id} · {self.version_id}"


@register_setting(icon="user")
class ParticipationSettings(RememberedSetting):
    """Who may take part, and how people prove who they are: set by the council."""

    residence_months = models.PositiveSmallIntegerField(
        _("residence stays proven, months"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("After it a person proves the residence anew; who the person is stays proven."),
    )
    actual_months = models.PositiveSmallIntegerField(
        _("actual residence stays proven, months"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_(
            "For people who live here without being registered here, displaced persons included."
        ),
    )
    desk_limit = models.PositiveSmallIntegerField(
        _("verifications by one clerk a day"),
        default=60,
        validators=[MinValueValidator(1)],
        help_text=_("More than that is refused until the next day and seen in the audit log."),
    )
    desk_address = models.TextField(
        _("where people are verified"),
        max_length=400,
        blank=True,
        help_text=_("Address and hours of the desk; shown beside a person’s code."),
    )
    youngest = models.PositiveSmallIntegerField(
        _("youngest age of an account"),
        default=YOUNGEST,
        validators=[MinValueValidator(14), MaxValueValidator(18)],
        help_text=_("Full years. The law lets people consent to the use of their data from 14."),
    )
    minors_vote = models.BooleanField(
        _("people of 14–17 vote and sign"),
        default=False,
        help_text=_("Switch on only where the statute says so."),
    )
    minors_apply = models.BooleanField(
        _("people of 14–17 apply for an organization"),
        default=False,
        help_text=_("Youth councils and school parliaments may need it."),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("residence_months"), FieldPanel("actual_months")], heading=_("Terms")
        ),
        MultiFieldPanel([FieldPanel("desk_address"), FieldPanel("desk_limit")], heading=_("Desk")),
        MultiFieldPanel(
            [FieldPanel("youngest"), FieldPanel("minors_vote"), FieldPanel("minors_apply")],
            heading=_("Young people"),
        ),
    ]

    class Meta:
        verbose_name = _("participation of residents")

"""People, how far they are known, and what they are for the network."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..ages import BANDS


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
    # Of the residence that was proven; `district` above is what the person says, and decides nothing.
    proven_district = models.ForeignKey(
        "spilno_pages.District",
        verbose_name=_("proven district"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
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

"""How people were proven, and the rolls that say where they live."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .people import Basis, Level, Provider, Resident


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
    proven_district = models.ForeignKey(
        "spilno_pages.District",
        verbose_name=_("proven district"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
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

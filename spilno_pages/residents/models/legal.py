"""Legal texts as they were published, and who agreed to them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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

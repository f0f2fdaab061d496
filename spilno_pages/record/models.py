"""What privileged people and the system did: written once, never changed."""

from django.db import models
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Sent after the commit that an act is part of: event (AuditEvent).
done = Signal()
# {act: its name for people}; each room names its own in apps.ready().
ACTS = {}


class AuditEvent(models.Model):
    """One privileged act. Names nobody: people stand in it as keys, so that erasing a person needs no change here."""

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    act = models.CharField(_("act"), max_length=60, db_index=True)
    by = models.CharField(
        _("by whom"),
        max_length=60,
        blank=True,
        help_text=_("Key of the account, empty for the system."),
    )
    subject = models.CharField(_("about"), max_length=120, db_index=True)
    details = models.JSONField(_("details"), default=dict)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit log")
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)

    def __str__(self):
        return f"{self.act_name}, № {self.pk}"

    @property
    def act_name(self):
        return ACTS.get(self.act, self.act)

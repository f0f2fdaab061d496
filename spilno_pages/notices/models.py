"""What people were told, and how they want to be told."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from .kinds import KINDS


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at=None)

    def unsent(self):
        """Notices whose letter should have gone and has not."""
        return self.filter(by_mail=True, mailed_at=None)


class Notice(models.Model):
    """One thing that one person is told, once: in the inbox, and by mail where it is wanted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(_("about what"), max_length=60)
    object = models.CharField(
        max_length=120, help_text="What it is about; a person is told of one object once a kind."
    )
    data = models.JSONField(_("details"), default=dict)
    url = models.CharField(_("link"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("when"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    by_mail = models.BooleanField(_("by mail"), default=True)
    mailed_at = models.DateTimeField(_("letter sent"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "object"], name="spilno_notices_told_once"
            )
        ]
        indexes = [
            models.Index(fields=["user", "read_at"], name="spilno_notices_unread"),
            models.Index(
                fields=["made_at"],
                condition=models.Q(by_mail=True, mailed_at=None),
                name="spilno_notices_unsent",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title(self):
        """The words in the language at hand; the bare kind where its room is gone."""
        kind = KINDS.get(self.kind)
        return str(kind.title) % self.data if kind else self.kind

    @property
    def link(self):
        """The address in the language at hand, whatever language the act was done in."""
        language = get_language()
        with override(settings.LANGUAGE_CODE):
            return translate_url(self.url, language) if self.url else ""

    @property
    def text(self):
        kind = KINDS.get(self.kind)
        return str(kind.text) % self.data if kind else ""

    @property
    def action(self):
        kind = KINDS.get(self.kind)
        return str(kind.action) if kind else ""


def no_groups():
    return []


class Preferences(models.Model):
    """How one person wants to be told: language, and groups of kinds that come without a letter."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preferences"
    )
    language = models.CharField(
        _("language of letters"),
        max_length=5,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )
    silenced = models.JSONField(_("without letters"), default=no_groups)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("preferences")
        verbose_name_plural = _("preferences")

    def __str__(self):
        return f"account:{self.user_id}"

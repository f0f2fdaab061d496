"""What people say in a survey in their own words: in a table of its own, read by an editor before anyone sees it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .ballots import Ballot
from .papers import Question


class Answer(models.Model):
    """One answer in own words. ballot: so that it goes when the answers are withdrawn; cut off at sealing."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an editor")
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("not shown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    question = models.ForeignKey(
        Question,
        verbose_name=_("question of a poll"),
        on_delete=models.PROTECT,
        related_name="answers",
    )
    ballot = models.ForeignKey(
        Ballot, null=True, on_delete=models.CASCADE, related_name="answers", db_constraint=False
    )
    text = models.TextField(_("answer"), max_length=1000)
    day = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("answer in own words")
        verbose_name_plural = _("answers in own words")
        ordering = ["day", "pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["ballot", "question"], name="spilno_polls_one_answer")
        ]

    def __str__(self):
        return self.text[:60]

"""What the council sets."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from ...remembered_setting import RememberedSetting
from ..ages import YOUNGEST


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

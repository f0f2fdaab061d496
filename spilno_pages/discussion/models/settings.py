from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from ...remembered_setting import RememberedSetting


@register_setting(icon="comment")
class DiscussionSettings(RememberedSetting):
    """How people talk under pages: set by the council."""

    longest = models.PositiveSmallIntegerField(
        _("longest comment, characters"),
        default=3000,
        validators=[MinValueValidator(200), MaxValueValidator(20_000)],
    )
    edit_minutes = models.PositiveSmallIntegerField(
        _("minutes in which a comment can be edited"),
        default=15,
        validators=[MaxValueValidator(1440)],
        help_text=_("An edited comment bears a mark. 0: never."),
    )
    new_days = models.PositiveSmallIntegerField(
        _("days in which an account counts as new"),
        default=7,
        validators=[MaxValueValidator(90)],
    )
    hourly_new = models.PositiveSmallIntegerField(
        _("comments an hour, new accounts"), default=6, validators=[MinValueValidator(1)]
    )
    hourly = models.PositiveSmallIntegerField(
        _("comments an hour, others"), default=20, validators=[MinValueValidator(1)]
    )
    hourly_proven = models.PositiveSmallIntegerField(
        _("comments an hour, people who have proven who they are"),
        default=40,
        validators=[MinValueValidator(1)],
    )
    hourly_address = models.PositiveSmallIntegerField(
        _("comments an hour from one address"),
        default=120,
        validators=[MinValueValidator(1)],
        help_text=_("A library or a school may stand behind one address."),
    )
    most_links = models.PositiveSmallIntegerField(
        _("links in one comment"), default=3, validators=[MaxValueValidator(20)]
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("longest"), FieldPanel("most_links"), FieldPanel("edit_minutes")],
            heading=_("A comment"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("new_days"),
                FieldPanel("hourly_new"),
                FieldPanel("hourly"),
                FieldPanel("hourly_proven"),
                FieldPanel("hourly_address"),
            ],
            heading=_("How often"),
        ),
    ]

    class Meta:
        verbose_name = _("discussions")

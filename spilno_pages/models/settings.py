from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from ..remembered_setting import RememberedSetting

DECIDE = "spilno_pages.decide"


@register_setting(icon="group")
class SpilnoSettings(RememberedSetting):
    """What a council sets for its network instead of changing code."""

    support_email = models.EmailField(
        _("e-mail for organizations"),
        blank=True,
        help_text=_(
            "Where organizations and readers write about the network. Shown in the footer."
        ),
    )
    support_phone = models.CharField(
        _("phone for organizations"), max_length=40, blank=True, help_text=_("Shown in the footer.")
    )
    budget_limit = models.PositiveBigIntegerField(
        _("largest budget of an initiative, UAH"),
        default=1_000_000_000,
        validators=[MinValueValidator(1)],
        help_text=_(
            "A larger number in an initiative is taken for a typo and refused with an explanation."
        ),
    )
    page_size = models.PositiveSmallIntegerField(
        _("items on a page of a list"),
        default=12,
        validators=[MinValueValidator(1)],
        help_text=_(
            "How many organizations, posts, events or initiatives one page of a list shows."
        ),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("support_email"), FieldPanel("support_phone")], heading=_("Contacts")
        ),
        MultiFieldPanel([FieldPanel("budget_limit"), FieldPanel("page_size")], heading=_("Limits")),
    ]

    class Meta:
        verbose_name = _("Spilno network")
        permissions = [
            (
                "decide",
                "Can decide for the council: verification, trust, register code, address and stage",
            )
        ]

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from .base import StoryPage


class SpilnoHomePage(StoryPage):
    """The front door of the network on the council's site."""

    promise = models.CharField(
        _("promise"),
        max_length=120,
        blank=True,
        help_text=_("The large words on top. Each sentence becomes a line."),
    )
    call_label = models.CharField(
        _("button"),
        max_length=40,
        blank=True,
        help_text=_("What a person does first: a verb, for example “Take part”."),
    )
    call_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("where the button leads"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A page of this site."),
    )

    visit_related = (*StoryPage.visit_related, "call_page")
    subpage_types = [
        "spilno_pages.OrganizationIndexPage",
        "spilno_pages.BlogIndexPage",
        "spilno_pages.EventIndexPage",
        "spilno_pages.DepartmentIndexPage",
        "spilno_pages.InitiativeIndexPage",
        "spilno_pages.DiscussionIndexPage",
        "spilno_pages.PollIndexPage",
    ]
    content_panels = [
        *StoryPage.head_panels,
        MultiFieldPanel(
            [FieldPanel("promise"), FieldPanel("call_label"), FieldPanel("call_page")],
            heading=_("First screen"),
        ),
        StoryPage.picture_panel,
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("network's home page")
        verbose_name_plural = _("network's home pages")

    @property
    def promise_lines(self):
        """The promise as lines: ["Ви кажете.", "Місто відповідає."]."""
        return [f"{line.strip()}." for line in self.promise.split(".") if line.strip()]


SpilnoHomePage.edit_handler = SpilnoHomePage.tabs((_("Content"), SpilnoHomePage.content_panels))

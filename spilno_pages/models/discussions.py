from django.db import models
from django.forms import Select
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField

from ..word_forms import SearchField
from .base import NetworkPageManager, StoryPage
from .organizations import IndexPage, Published
from .settings import DECIDE

PLAIN = ["bold", "italic", "ol", "ul", "link", "document-link"]


class DiscussionIndexPage(IndexPage):
    """Questions of the whole city that are being talked over."""

    organization = None
    max_count_per_parent = 1
    parent_page_types = ["spilno_pages.SpilnoHomePage"]
    subpage_types = ["spilno_pages.DiscussionPage"]

    class Meta:
        verbose_name = _("list of discussions")
        verbose_name_plural = _("lists of discussions")


class DiscussionPage(Published):
    """A question to the whole city: opened by an editor or proposed by a resident, closed with a written summary."""

    conclusion = RichTextField(
        _("summary of the discussion"),
        blank=True,
        features=PLAIN,
        help_text=_(
            "What people said, what was decided, who does what by when, what was not taken and why. It closes the discussion as soon as it is saved."
        ),
    )
    closed_on = models.DateField(_("closed"), null=True, blank=True, editable=False)

    objects = NetworkPageManager()
    discussed = True
    asks_stance = True
    search_kind = "discussions"
    parent_page_types = ["spilno_pages.DiscussionIndexPage"]
    council_fields = ("conclusion", "closed_on")
    exclude_fields_in_copy = ["conclusion", "closed_on"]

    search_fields = [*Published.search_fields, SearchField("conclusion")]
    api_fields = [
        *Published.api_fields,
        APIField("conclusion"),
        APIField("closed_on"),
        APIField("body"),
    ]
    content_panels = [
        *StoryPage.head_panels,
        StoryPage.picture_panel,
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("district", widget=Select)],
            heading=_("Where it will be found"),
        ),
        FieldPanel("body"),
    ]
    conclusion_panels = [
        HelpPanel(
            content=_(
                "As soon as a summary is saved, it stands on the page and the discussion is closed: people read it and write no more. Taken out again, it opens the discussion. No older version of the page takes it back."
            )
        ),
        FieldPanel("conclusion", permission=DECIDE),
    ]

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")

    def full_clean(self, *args, **kwargs):
        self.closed_on = (self.closed_on or timezone.localdate()) if self.conclusion else None
        super().full_clean(*args, **kwargs)

    def decide(self, *, user=None, **decided):
        """A summary bears the day on which it closed the discussion."""
        if "conclusion" in decided:
            decided["closed_on"] = timezone.localdate() if decided["conclusion"] else None
        super().decide(user=user, **decided)

    @property
    def discussion_closed(self):
        return bool(self.conclusion)


DiscussionIndexPage.edit_handler = DiscussionIndexPage.tabs(
    (_("Content"), IndexPage.content_panels)
)
DiscussionPage.edit_handler = DiscussionPage.tabs(
    (_("Question"), DiscussionPage.content_panels),
    (_("Summary"), DiscussionPage.conclusion_panels),
)

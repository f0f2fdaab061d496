from django.db import models
from django.forms import Select
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField

from ..word_forms import SearchField
from .base import NetworkPageManager, StoryPage
from .organizations import IndexPage, Published

WORDS_A_MINUTE = 180


class BlogIndexPage(IndexPage):
    """Posts of one organization, or of the whole city."""

    max_count_per_parent = 1
    parent_page_types = ["spilno_pages.SpilnoHomePage", "spilno_pages.OrganizationPage"]
    subpage_types = ["spilno_pages.BlogPostPage"]

    class Meta:
        verbose_name = _("blog")
        verbose_name_plural = _("blogs")


class BlogPostPage(Published):
    """A post: what an organization has done, learned, spent or got wrong."""

    author = models.CharField(
        _("author"),
        max_length=120,
        blank=True,
        help_text=_("Who wrote it, as readers know this person."),
    )

    objects = NetworkPageManager()
    discussed = True
    search_kind = "posts"
    parent_page_types = ["spilno_pages.BlogIndexPage"]

    search_fields = [*Published.search_fields, SearchField("author")]
    api_fields = [*Published.api_fields, APIField("author"), APIField("body")]
    content_panels = [
        *StoryPage.head_panels,
        FieldPanel("author"),
        StoryPage.picture_panel,
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("district", widget=Select)],
            heading=_("Where it will be found"),
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")

    @property
    def reading_minutes(self):
        """Minutes it takes to read the story, at least 1."""
        words = sum(
            len(str(text).split())
            for text in self.body.stream_block.get_searchable_content(self.body)
        )
        return max(1, round(words / WORDS_A_MINUTE))


BlogIndexPage.edit_handler = BlogIndexPage.tabs((_("Content"), IndexPage.content_panels))
BlogPostPage.edit_handler = BlogPostPage.tabs((_("Post"), BlogPostPage.content_panels))

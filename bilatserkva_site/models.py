"""The council's own pages around the network."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.settings.models import register_setting
from wagtail.fields import StreamField

from spilno_pages.models.base import NetworkPageManager, StoryPage
from spilno_pages.remembered_setting import RememberedSetting


class HomePage(StoryPage):
    """The front page of the city council's site."""

    max_count = 2  # one a language
    subpage_types = [
        "bilatserkva_site.StandardPage",
        "bilatserkva_site.NewsIndexPage",
        "spilno_pages.LegalPage",
        "spilno_pages.SpilnoHomePage",
    ]
    content_panels = [*StoryPage.head_panels, StoryPage.picture_panel, FieldPanel("body")]

    class Meta:
        verbose_name = _("city's home page")
        verbose_name_plural = _("city's home pages")


class StandardPage(StoryPage):
    """A page of the council: about it, documents, services, contacts, rules."""

    subpage_types = ["bilatserkva_site.StandardPage"]
    content_panels = [*StoryPage.head_panels, StoryPage.picture_panel, FieldPanel("body")]

    objects = NetworkPageManager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")


class NewsIndexPage(StoryPage):
    """The council's news, the newest first."""

    feed_name = "feed-news"
    max_count_per_parent = 1
    parent_page_types = ["bilatserkva_site.HomePage"]
    subpage_types = ["bilatserkva_site.NewsPage"]
    content_panels = [*StoryPage.head_panels]

    class Meta:
        verbose_name = _("news list")
        verbose_name_plural = _("news lists")


class NewsPage(StoryPage):
    """One piece of the council's news."""

    feed_name = "feed-news"
    discussed = True
    search_kind = "news"
    parent_page_types = ["bilatserkva_site.NewsIndexPage"]
    subpage_types = []
    content_panels = [*StoryPage.head_panels, StoryPage.picture_panel, FieldPanel("body")]
    api_fields = [*StoryPage.api_fields, APIField("body")]

    objects = NetworkPageManager()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")


for _type in (HomePage, StandardPage, NewsIndexPage, NewsPage):
    _type.edit_handler = _type.tabs((_("Content"), _type.content_panels))


class FooterColumnBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), max_length=60)
    pages = blocks.ListBlock(
        blocks.PageChooserBlock(label=_("Page")), label=_("Pages"), min_num=1, max_num=8
    )

    class Meta:
        label = _("Column of the footer")
        icon = "list-ul"


@register_setting(icon="home")
class CitySettings(RememberedSetting):
    """What stands in the frame of every page of the council's site."""

    phone = models.CharField(
        _("phone"), max_length=40, blank=True, help_text=_("Of the council's office.")
    )
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Of the council's office."))
    address = models.CharField(
        _("address"), max_length=200, blank=True, help_text=_("Of the council's office.")
    )
    footer = StreamField(
        [("column", FooterColumnBlock())],
        verbose_name=_("footer"),
        blank=True,
        max_num=3,
        help_text=_("Up to three columns of links at the bottom of every page."),
    )

    panels = [
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]), FieldPanel("address")],
            heading=_("Contacts"),
        ),
        FieldPanel("footer"),
    ]

    class Meta:
        verbose_name = _("The council's site")

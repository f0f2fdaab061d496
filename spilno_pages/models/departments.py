from django.db import models
from django.forms import Select
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField

from ..word_forms import SearchField
from .base import NetworkPageManager, StoryPage, TopicalPage
from .organizations import IndexPage


class DepartmentIndexPage(IndexPage):
    """The council's departments that answer residents."""

    organization = None
    max_count_per_parent = 1
    parent_page_types = ["spilno_pages.SpilnoHomePage"]
    subpage_types = ["spilno_pages.DepartmentPage"]

    class Meta:
        verbose_name = _("list of departments")
        verbose_name_plural = _("lists of departments")


class DepartmentPage(TopicalPage):
    """A department of the council: what it answers for, who works there, how to reach them.

    Its people are rows: roles of the kind “official” that belong to this page.
    """

    phone = models.CharField(
        _("phone"), max_length=40, blank=True, help_text=_("Everyone will see it.")
    )
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Everyone will see it."))
    address = models.CharField(
        _("address"), max_length=200, blank=True, help_text=_("Building, floor, room.")
    )
    hours = models.CharField(
        _("reception hours"),
        max_length=200,
        blank=True,
        help_text=_("For example “Tuesday and Thursday, 9:00–13:00”."),
    )

    objects = NetworkPageManager()
    takes_questions = True
    parent_page_types = ["spilno_pages.DepartmentIndexPage"]
    subpage_types = []

    search_fields = [*TopicalPage.search_fields, SearchField("address")]
    api_fields = [
        *TopicalPage.api_fields,
        APIField("phone"),
        APIField("email"),
        APIField("address"),
        APIField("hours"),
        APIField("body"),
    ]
    content_panels = [
        *StoryPage.head_panels,
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("district", widget=Select)],
            heading=_("What it answers for"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                FieldPanel("address"),
                FieldPanel("hours"),
            ],
            heading=_("Contacts"),
        ),
        StoryPage.picture_panel,
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")


DepartmentIndexPage.edit_handler = DepartmentIndexPage.tabs(
    (_("Content"), IndexPage.content_panels)
)
DepartmentPage.edit_handler = DepartmentPage.tabs((_("Department"), DepartmentPage.content_panels))

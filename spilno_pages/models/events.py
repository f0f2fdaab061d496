from django.core.exceptions import ValidationError
from django.db import models
from django.forms import Select
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.search import index

from ..calendars import calendar
from ..word_forms import SearchField
from .base import NetworkPageManager, NetworkPageQuerySet, StoryPage
from .organizations import IndexPage, Published


class EventIndexPage(IndexPage):
    """Events of one organization, or of the whole city."""

    max_count_per_parent = 1
    parent_page_types = ["spilno_pages.SpilnoHomePage", "spilno_pages.OrganizationPage"]
    subpage_types = ["spilno_pages.EventPage"]

    class Meta:
        verbose_name = _("list of events")
        verbose_name_plural = _("lists of events")


class EventPageQuerySet(NetworkPageQuerySet):
    def coming(self, at=None):
        """Events that have not ended yet, the nearest first. at: aware datetime, now by default."""
        return self.filter(ends_at__gte=at or timezone.now()).order_by("starts_at")

    def past(self, at=None):
        """Events that are over, the latest first. at: aware datetime, now by default."""
        return self.filter(ends_at__lt=at or timezone.now()).order_by("-starts_at")


class EventPage(RoutablePageMixin, Published):
    """Something that people may come to at a time and a place."""

    starts_at = models.DateTimeField(_("starts"), help_text=_("Kyiv time."))
    ends_at = models.DateTimeField(_("ends"), help_text=_("Kyiv time; later than the start."))
    place = models.CharField(
        _("place"), max_length=120, help_text=_("What people call it: “boat station”.")
    )
    address = models.CharField(
        _("address"),
        max_length=200,
        blank=True,
        help_text=_("Street and house, how to get in without steps."),
    )

    objects = NetworkPageManager.from_queryset(EventPageQuerySet)()
    discussed = True
    search_kind = "events"
    parent_page_types = ["spilno_pages.EventIndexPage"]

    search_fields = [
        *Published.search_fields,
        SearchField("place"),
        index.FilterField("starts_at"),
        index.FilterField("ends_at"),
    ]
    api_fields = [
        *Published.api_fields,
        APIField("starts_at"),
        APIField("ends_at"),
        APIField("place"),
        APIField("address"),
        APIField("body"),
    ]
    content_panels = [
        *StoryPage.head_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("place"),
                FieldPanel("address"),
            ],
            heading=_("When and where"),
        ),
        StoryPage.picture_panel,
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("district", widget=Select)],
            heading=_("Where it will be found"),
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="spilno_pages_event_ends_after_its_start",
                violation_error_message=_("The event must end after it starts."),
            )
        ]

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError(
                {"ends_at": _("The event must end after it starts. Check the date and the time.")}
            )

    @property
    def is_over(self):
        return self.ends_at < timezone.now()

    @property
    def is_one_day(self):
        return timezone.localdate(self.starts_at) == timezone.localdate(self.ends_at)

    @path("calendar/", name="calendar")
    def calendar_file(self, request):
        """The event as an iCalendar file (RFC 5545) that a phone opens in its calendar."""
        return HttpResponse(
            calendar([self], self.get_site().hostname),
            content_type="text/calendar; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{self.slug}.ics"'},
        )


EventIndexPage.edit_handler = EventIndexPage.tabs((_("Content"), IndexPage.content_panels))
EventPage.edit_handler = EventPage.tabs((_("Event"), EventPage.content_panels))

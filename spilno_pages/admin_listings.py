"""«Організації», «Ініціативи», «Дописи», «Події» in the admin's menu: flat lists across the tree, each person's own part of it."""

import re

from django.db.models import Q
from django.forms import CheckboxSelectMultiple
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import WorkflowState

import django_filters

from .models import (
    BlogPostPage,
    District,
    EventPage,
    InitiativePage,
    OrganizationKind,
    OrganizationPage,
    PollPage,
    Topic,
)
from .models.organizations import with_organizations
from .models.polls import attach_polls
from .polls.models import Kind as PollKind
from .polls.models import State as PollState
from .provisioning.rules import choosable
from .spreadsheets import harmless

STATES = [
    ("live", _("Published")),
    ("changed", _("Published, with changes")),
    ("review", _("Under review")),
    ("draft", _("Draft")),
]
# Numbers that no key has, and days before the calendar that databases and time zones can hold.
LONG_AGO = r"(?:0\d{3}|1[0-7]\d\d)"
SENSELESS = re.compile(
    rf"[-+]?\d{{19,}}|{LONG_AGO}-\d+-\d+.*|\d+[./]\d+[./]{LONG_AGO}.*",
)


class OrganizationColumn(Column):
    """Whose page it is; the council's own are the city's."""

    def get_value(self, page):
        return page.organization_title


class DayColumn(Column):
    def get_value(self, page):
        moment = super().get_value(page)
        return date_format(localtime(moment), "j E Y") if moment else ""


class YesColumn(Column):
    """Upstream says True and False in English."""

    def get_value(self, page):
        return _("Yes") if super().get_value(page) else "—"


class LabelColumn(Column):
    """The words of a choice."""

    def get_value(self, page):
        return getattr(page, f"get_{self.name}_display")()


class SaneFilters:
    """Numbers that are no key's and years before the calendar are passed over instead of failing in the database."""

    def dispatch(self, request, *args, **kwargs):
        request.GET = sane(request.GET)
        return super().dispatch(request, *args, **kwargs)


def sane(query):
    """Returns the parameters without values that no field of ours can hold."""
    kept = query.copy()
    for name, values in query.lists():
        kept.setlist(name, [value for value in values if not SENSELESS.fullmatch(value)])
    return kept


class ListingView(SaneFilters, IndexView):
    add_item_label = _("Add")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if self.model is not OrganizationPage:
            with_organizations(context["object_list"])
        if self.model is PollPage:
            attach_polls(context["object_list"])
        return context

    def get_preprocess_function(self, field, value, export_format):
        if isinstance(value, str):
            return harmless
        return super().get_preprocess_function(field, value, export_format)


def organizations_for(request):
    return choosable(request.user, OrganizationPage.objects.order_by("title"))


class ListingFilters(WagtailFilterSet):
    """Filters go by primary keys, so that they can be searched within on every database."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="by_state")
    organization = django_filters.ModelChoiceFilter(
        label=_("Organization"), queryset=organizations_for, method="by_organization"
    )
    topics = django_filters.ModelMultipleChoiceFilter(
        label=_("Topics"),
        queryset=Topic.objects.all(),
        method="by_topics",
        widget=CheckboxSelectMultiple,
    )
    district = django_filters.ModelChoiceFilter(
        label=_("District"), queryset=District.objects.all()
    )
    first_published_at = django_filters.DateFromToRangeFilter(
        label=_("Published"), widget=DateRangePickerWidget
    )

    class Meta:
        model = BlogPostPage
        fields = []

    def within(self, pages, condition):
        return pages.filter(pk__in=self._meta.model.objects.filter(condition).values("pk"))

    def by_state(self, pages, name, state):
        on_its_way = WorkflowState.objects.active().values_list("object_id", flat=True)
        review = Q(pk__in=[int(pk) for pk in on_its_way if pk.isdecimal()])
        conditions = {
            "live": Q(live=True, has_unpublished_changes=False),
            "changed": Q(live=True, has_unpublished_changes=True),
            "review": review,
            "draft": Q(live=False) & ~review,
        }
        return self.within(pages, conditions[state])

    def by_organization(self, pages, name, organization):
        return self.within(pages, Q(path__startswith=organization.path))

    def by_topics(self, pages, name, topics):
        return self.within(pages, Q(topics__in=topics)) if topics else pages


class PostFilters(ListingFilters):
    pass


class InitiativeFilters(ListingFilters):
    stage = django_filters.MultipleChoiceFilter(
        label=_("Stage"), choices=InitiativePage.Stage.choices, widget=CheckboxSelectMultiple
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=InitiativePage.Kind.choices)

    class Meta:
        model = InitiativePage
        fields = []


class PollFilters(ListingFilters):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PollKind.choices)
    closes_at = django_filters.DateFromToRangeFilter(
        label=_("Closes"), widget=DateRangePickerWidget
    )

    class Meta:
        model = PollPage
        fields = []


class EventFilters(ListingFilters):
    starts_at = django_filters.DateFromToRangeFilter(
        label=_("Takes place"), widget=DateRangePickerWidget
    )

    class Meta:
        model = EventPage
        fields = []


class OrganizationFilters(ListingFilters):
    kind = django_filters.ModelChoiceFilter(
        label=_("Legal kind"), queryset=OrganizationKind.objects.all()
    )
    verified = django_filters.BooleanFilter(label=_("Verified by the council"))
    trusted = django_filters.BooleanFilter(label=_("Trusted"), method="by_trust")

    class Meta:
        model = OrganizationPage
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters.pop("organization", None)

    def by_trust(self, pages, name, trusted):
        return self.within(pages, Q(trusted=trusted))


ORGANIZATION = OrganizationColumn("organization", label=_("Organization"))
PUBLISHED = DayColumn(
    "first_published_at", label=_("Published"), sort_key="first_published_at", width="12%"
)
UPDATED = DateColumn(
    "latest_revision_created_at",
    label=_("Updated"),
    sort_key="latest_revision_created_at",
    width="12%",
)
STATUS = PageStatusColumn("status", label=_("State"), sort_key="live", width="12%")


def columns(*own):
    return [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
        *own,
        UPDATED,
        STATUS,
    ]


class Listing(PageListingViewSet):
    index_view_class = ListingView
    add_to_admin_menu = True
    ordering = "-latest_revision_created_at"
    list_export = ["title", "organization_title", "full_url", "first_published_at", "status_string"]
    export_headings = {
        "title": _("Title"),
        "organization_title": _("Organization"),
        "full_url": _("Address"),
        "first_published_at": _("Published"),
        "status_string": _("State"),
        "get_stage_display": _("Stage"),
        "kind.name": _("Legal kind"),
    }


class OrganizationListing(Listing):
    model = OrganizationPage
    name = menu_name = "spilno_organizations"
    url_prefix = "spilno/organizations"
    menu_label = _("Organizations")
    icon = "group"
    menu_order = 210
    filterset_class = OrganizationFilters
    export_filename = "organizations"
    columns = columns(
        Column("kind", label=_("Legal kind"), accessor="kind"),
        YesColumn("verified", label=_("Verified"), sort_key="verified"),
        YesColumn("trusted", label=_("Trusted"), sort_key="trusted"),
    )
    list_export = [
        "title",
        "kind.name",
        "register_code",
        "full_url",
        "first_published_at",
        "status_string",
    ]


class InitiativeListing(Listing):
    model = InitiativePage
    name = menu_name = "spilno_initiatives"
    url_prefix = "spilno/initiatives"
    menu_label = _("Initiatives")
    icon = "pick"
    menu_order = 220
    filterset_class = InitiativeFilters
    export_filename = "initiatives"
    columns = columns(
        ORGANIZATION, LabelColumn("stage", label=_("Stage"), sort_key="stage"), PUBLISHED
    )
    list_export = [*Listing.list_export, "get_stage_display", "budget"]


class PostListing(Listing):
    model = BlogPostPage
    name = menu_name = "spilno_posts"
    url_prefix = "spilno/posts"
    menu_label = _("Posts")
    icon = "edit"
    menu_order = 230
    filterset_class = PostFilters
    export_filename = "posts"
    columns = columns(ORGANIZATION, PUBLISHED)


class EventListing(Listing):
    model = EventPage
    name = menu_name = "spilno_events"
    url_prefix = "spilno/events"
    menu_label = _("Events")
    icon = "date"
    menu_order = 240
    filterset_class = EventFilters
    export_filename = "events"
    columns = columns(
        ORGANIZATION, DayColumn("starts_at", label=_("Takes place"), sort_key="starts_at")
    )
    list_export = [*Listing.list_export, "starts_at", "ends_at", "place"]


class PollStateColumn(Column):
    """Where the poll stands; nothing while its page is a draft."""

    def get_value(self, page):
        return PollState(page.issued.state()).label if page.issued else "—"


class TurnoutColumn(Column):
    def get_value(self, page):
        return page.took_part if page.issued else "—"


class PollListing(Listing):
    model = PollPage
    name = menu_name = "spilno_polls"
    url_prefix = "spilno/polls"
    menu_label = _("Polls")
    icon = "poll"
    menu_order = 225
    filterset_class = PollFilters
    export_filename = "polls"
    columns = columns(
        ORGANIZATION,
        LabelColumn("kind", label=_("Kind"), sort_key="kind"),
        PollStateColumn("poll_state", label=_("Poll")),
        TurnoutColumn("took_part", label=_("took part")),
        DayColumn("closes_at", label=_("Closes"), sort_key="closes_at"),
    )
    list_export = [*Listing.list_export, "kind", "opens_at", "closes_at"]


LISTINGS = (OrganizationListing, InitiativeListing, PollListing, PostListing, EventListing)

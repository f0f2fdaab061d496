"""The council's reports on the network: who is active, and what stands on pages that readers stumble over."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.views.reports import PageReportView
from wagtail.models import Page

from .admin_listings import OrganizationFilters, SaneFilters
from .generations import remembered
from .models import BlogPostPage, EventPage, InitiativePage, OrganizationPage
from .models.organizations import with_organizations
from .provisioning.models import Workspace
from .remarks import remarks
from .spreadsheets import harmless

# As many pages, changed last, are read for the report.
LOOKED_AT = 1000
PUBLISHED = (
    ("posts", BlogPostPage),
    ("events", EventPage),
    ("initiatives", InitiativePage),
)


class CouncilReport(PageReportView):
    """Reports across the site are the council's: provisioning's fence refuses the rest."""

    any_permission_required = ["publish"]

    def get_preprocess_function(self, field, value, export_format):
        if isinstance(value, str):
            return harmless
        return super().get_preprocess_function(field, value, export_format)


class ActivityReport(SaneFilters, CouncilReport):
    """Organizations with what they have published, since when they are silent and who represents them."""

    model = OrganizationPage
    page_title = _("Activity of organizations")
    header_icon = "group"
    index_url_name = "spilno_activity_report"
    index_results_url_name = "spilno_activity_report_results"
    results_template_name = "spilno_pages/admin/activity_report.html"
    filterset_class = OrganizationFilters
    list_export = ["title", "posts", "events", "initiatives", "last", "people"]
    export_headings = {
        "title": _("Organization"),
        "posts": _("Posts"),
        "events": _("Events"),
        "initiatives": _("Initiatives"),
        "last": _("Last publication"),
        "people": _("Representatives"),
    }

    def get_queryset(self):
        return OrganizationPage.objects.live().order_by("title")

    def decorate_paginated_queryset(self, pages):
        return counted(list(pages))


def counted(organizations):
    """Sets .posts, .events, .initiatives, .last and .people on organizations. Five queries however many there are."""
    by_path = {page.path: page for page in organizations}
    for page in organizations:
        page.posts = page.events = page.initiatives = page.people = 0
        page.last = None
    for name, model in PUBLISHED:
        for path, published in model.objects.live().values_list("path", "first_published_at"):
            owner = next((by_path[up] for up in steps(path) if up in by_path), None)
            if owner:
                setattr(owner, name, getattr(owner, name) + 1)
                owner.last = max(filter(None, (owner.last, published)), default=None)
    people = Workspace.objects.annotate(number=Count("group__user"))
    numbers = dict(people.values_list("page_id", "number"))
    for page in organizations:
        page.people = numbers.get(page.pk, 0)
    return organizations


def steps(path):
    return (path[:length] for length in range(Page.steplen, len(path), Page.steplen))


class RemarksReport(CouncilReport):
    """Which of the pages changed last readers may stumble over, with the remarks that their editors see."""

    page_title = _("Remarks on pages")
    header_icon = "warning"
    index_url_name = "spilno_remarks_report"
    index_results_url_name = "spilno_remarks_report_results"
    results_template_name = "spilno_pages/admin/remarks_report.html"
    list_export = ["title", "organization_title", "full_url", "remarks_text"]
    export_headings = {
        "title": _("Page"),
        "organization_title": _("Organization"),
        "full_url": _("Address"),
        "remarks_text": _("Remarks"),
    }

    def get_queryset(self):
        latest = Page.objects.live().filter(depth__gt=2).order_by("-latest_revision_created_at")
        pks = remembered("pages with remarks", lambda: with_remarks(latest[:LOOKED_AT]))
        return latest.filter(pk__in=pks)

    def decorate_paginated_queryset(self, pages):
        pks = [page.pk for page in pages]
        found = {page.pk: page for page in Page.objects.filter(pk__in=pks).specific()}
        return remarked(found[pk] for pk in pks)


def with_remarks(pages):
    """Returns the primary keys of the pages that have remarks. Some two milliseconds a page."""
    found = Page.objects.filter(pk__in=[page.pk for page in pages]).specific()
    return [page.pk for page in found.iterator(chunk_size=100) if remarks(page)]


def remarked(pages):
    """Returns the pages with .organization, .remarks and .remarks_text set."""
    pages = with_organizations(pages)
    for page in pages:
        if not hasattr(type(page), "organization_title"):
            page.organization_title = page.organization.title if page.organization else ""
        page.remarks = remarks(page)
        page.remarks_text = " ".join(page.remarks)
    return pages


REPORTS = (
    ("spilno_activity_report", "activity", ActivityReport, "group", 100),
    ("spilno_remarks_report", "remarks", RemarksReport, "warning", 110),
)


def report_items():
    """Yields (label, address, name, icon, order) for the menu of reports."""
    for name, _path, view, icon, order in REPORTS:
        yield view.page_title, reverse(name), name, icon, order

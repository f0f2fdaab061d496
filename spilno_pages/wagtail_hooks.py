"""The network in the Wagtail admin."""

from django.http import Http404
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html, json_script
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup
from wagtail_modeladmin.options import modeladmin_register

from .admin_listings import LISTINGS, YesColumn
from .anchors import anchor
from .dashboard import FirstStepsPanel, WaitingPanel
from .discussion.offices import office_of
from .downloads import may_download
from .keeping import before_bulk_action, before_delete_page, before_delete_snippet
from .models import District, OrganizationKind, OrganizationPage, PollPage, Topic
from .polls.rules import may_amend
from .provisioning.models import Workspace
from .provisioning.rules import is_council, may_work_on, own_paths
from .registers import ADDRESSES, Discussion, People, Polls
from .reports import REPORTS, report_items
from .slugs import IOTATED, LETTERS, SILENT


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["name", "name_en", "slug", "order"]
    sort_order_field = "order"


class DistrictViewSet(SnippetViewSet):
    model = District
    icon = "site"
    list_display = ["name", "name_en", "slug", "order"]
    sort_order_field = "order"


class OrganizationKindViewSet(SnippetViewSet):
    model = OrganizationKind
    icon = "group"
    list_display = [
        "name",
        "short_name",
        YesColumn("needs_register_code", label=_("has a register code")),
        "order",
    ]
    sort_order_field = "order"


class Subjects(SnippetViewSetGroup):
    items = (TopicViewSet, DistrictViewSet, OrganizationKindViewSet)
    menu_icon = "list-ul"
    menu_label = _("Lists")
    menu_name = "spilno-lists"
    menu_order = 400


register_snippet(Subjects)
modeladmin_register(People)
modeladmin_register(Discussion)
modeladmin_register(Polls)
hooks.register("before_delete_page", before_delete_page)
hooks.register("before_bulk_action", before_bulk_action)
hooks.register("before_delete_snippet", before_delete_snippet)


@hooks.register("register_admin_urls")
def register_addresses():
    return ADDRESSES


@hooks.register("register_admin_viewset")
def listings():
    return [listing() for listing in LISTINGS]


@hooks.register("construct_main_menu")
def own_organization_is_a_page(request, items):
    """A representative's organization is one page of the tree: a list of it would be a detour. Clerks write no pages."""
    if is_council(request.user):
        return
    lists = {"spilno_organizations"}
    if not own_paths(request.user):
        lists |= {"spilno_posts", "spilno_events", "spilno_initiatives", "spilno_polls"}
    items[:] = [item for item in items if item.name not in lists]


@hooks.register("register_admin_urls")
def report_urls():
    for name, address, view, _icon, _order in REPORTS:
        results = view.as_view(results_only=True)
        yield path(f"reports/spilno/{address}/", view.as_view(), name=name)
        yield path(f"reports/spilno/{address}/results/", results, name=f"{name}_results")


def reports_item(label, address, name, icon, order):
    return MenuItem(label, address, name=name, icon_name=icon, order=order)


@hooks.register("register_reports_menu_item")
def activity_item():
    return reports_item(*list(report_items())[0])


@hooks.register("register_reports_menu_item")
def remarks_item():
    return reports_item(*list(report_items())[1])


@hooks.register("before_serve_document")
def only_what_is_public(document, request):
    if not may_download(request.user, document):
        raise Http404


@hooks.register("construct_homepage_panels")
def first_screen(request, panels):
    panels[:] = [panel for panel in panels if not isinstance(panel, WorkflowObjectsToModeratePanel)]
    panels.append(WaitingPanel())
    if not is_council(request.user):
        panels.append(FirstStepsPanel())


@hooks.register("register_page_header_buttons")
def people_button(page, user, next_url=None, view_name=None):
    if (
        not isinstance(page, OrganizationPage)
        or not Workspace.objects.filter(page_id=page.pk).exists()
    ):
        return
    if is_council(user) or may_work_on(user, page):
        yield Button(
            _("Representatives"),
            reverse("spilno_people", args=[page.pk]),
            icon_name="group",
            priority=15,
        )


@hooks.register("register_page_header_buttons")
def discussion_button(page, user, next_url=None, view_name=None):
    """How people may talk under the page, for its moderators."""
    if page.live and getattr(page.specific_class, "discussed", False) and office_of(user, page):
        yield Button(
            _("Discussion"),
            reverse("discussion-set", args=[anchor(page).pk]),
            icon_name="comment",
            priority=16,
        )


@hooks.register("register_page_header_buttons")
def poll_buttons(page, user, next_url=None, view_name=None):
    """A longer term, and the end without a result, for whoever may publish the page."""
    if not isinstance(page, PollPage) or not page.permissions_for_user(user).can_publish():
        return
    poll = page.poll
    if poll and may_amend(poll):
        where = anchor(page).pk
        if poll.is_opened():
            yield Button(
                _("Extend the term"),
                reverse("spilno_poll_extend", args=[where]),
                icon_name="calendar-alt",
                priority=17,
            )
        yield Button(
            _("Cancel the poll"),
            reverse("spilno_poll_cancel", args=[where]),
            icon_name="cross",
            priority=18,
        )


@hooks.register("register_icons")
def icons(icons):
    return [*icons, "spilno_pages/admin/icons/poll.svg"]


@hooks.register("insert_global_admin_js")
def official_romanization():
    """The address that the form proposes while a title is typed is the one that the server would make."""
    rules = {"letters": LETTERS, "iotated": IOTATED, "silent": SILENT}
    return format_html(
        '{}<script src="{}" defer></script>',
        json_script(rules, "spilno-romanization"),
        static("spilno_pages/admin/slugs.js"),
    )

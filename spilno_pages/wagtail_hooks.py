"""The network in the Wagtail admin."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.admin.widgets import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .dashboard import FirstStepsPanel, WaitingPanel
from .downloads import may_download
from .models import District, OrganizationKind, OrganizationPage, Topic
from .provisioning.models import Workspace
from .provisioning.rules import is_council, may_work_on


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
    list_display = ["name", "short_name", "needs_register_code", "order"]
    sort_order_field = "order"


class Subjects(SnippetViewSetGroup):
    items = (TopicViewSet, DistrictViewSet, OrganizationKindViewSet)
    menu_icon = "list-ul"
    menu_label = _("Lists")
    menu_name = "spilno-lists"
    menu_order = 400


register_snippet(Subjects)


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

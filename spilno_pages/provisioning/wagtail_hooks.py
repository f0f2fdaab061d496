from django.contrib import messages
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.views.pages.listing import GenericPageFilterSet, PageFilterSet

from . import rules, views
from .models import Workspace


@hooks.register("register_admin_urls")
def people_urls():
    return [
        path("organizations/<int:page_id>/people/", views.people, name="spilno_people"),
        path(
            "organizations/<int:page_id>/people/<int:user_id>/remove/",
            views.remove,
            name="spilno_people_remove",
        ),
        path(
            "organizations/<int:page_id>/people/<int:user_id>/again/",
            views.again,
            name="spilno_people_again",
        ),
    ]


@hooks.register("construct_page_chooser_queryset")
def only_what_the_person_may_see(pages, request):
    return rules.choosable(request.user, pages)


@hooks.register("construct_main_menu")
def no_reports_across_the_site(request, items):
    if not rules.is_council(request.user):
        items[:] = [item for item in items if item.name != "reports"]


@hooks.register("before_edit_page")
def decided_meanwhile(request, page):
    """The second of two editors, or a second click: the CMS fails where the review has ended before the decision comes."""
    if "action-workflow-action" not in request.POST or page.current_workflow_task:
        return
    request.POST = request.POST.copy()
    del request.POST["action-workflow-action"]  # what is left of it saves a draft
    messages.warning(
        request,
        gettext(
            "The review of this page has ended already, so your decision was not needed. Your changes are kept as a draft."
        ),
    )


def narrowed(people):
    """Returns a filter's queryset of people in which a representative finds the own organizations' only."""

    def own(request):
        everyone = people(request)
        if rules.is_council(request.user):
            return everyone
        return everyone.filter(groups__workspace__in=Workspace.objects.of(request.user)).distinct()

    return own


for _filters in (PageFilterSet, GenericPageFilterSet):
    for _name in ("owner", "edited_by"):
        _filters.base_filters[_name].queryset = narrowed(_filters.base_filters[_name].queryset)


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("spilno.decide", _("Council's decision"), _("Council's decision"))
    actions.register_action(
        "spilno.representative.add", _("Add a representative"), _("Representative added")
    )
    actions.register_action(
        "spilno.representative.remove", _("Remove a representative"), _("Representative removed")
    )
    actions.register_action(
        "spilno.representative.ask", _("Invite a representative"), _("Representative invited")
    )

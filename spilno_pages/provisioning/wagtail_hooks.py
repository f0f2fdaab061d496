from django.urls import path
from django.utils.translation import gettext_lazy as _

from wagtail import hooks

from . import rules, views


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


@hooks.register("register_log_actions")
def log_actions(actions):
    actions.register_action("spilno.decide", _("Council's decision"), _("Council's decision"))
    actions.register_action(
        "spilno.representative.add", _("Add a representative"), _("Representative added")
    )
    actions.register_action(
        "spilno.representative.remove", _("Remove a representative"), _("Representative removed")
    )

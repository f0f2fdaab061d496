from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import admin_views, rolls, rules


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("desk/", admin_views.desk, name="spilno_desk"),
        path("desk/<int:pk>/revoke/", admin_views.revoke, name="spilno_desk_revoke"),
        path("rolls/", admin_views.roll_list, name="spilno_rolls"),
        path(
            "rolls/<int:pk>/apply/",
            admin_views.roll_decide,
            {"decision": "apply"},
            name="spilno_roll_apply",
        ),
        path(
            "rolls/<int:pk>/refuse/",
            admin_views.roll_decide,
            {"decision": "refuse"},
            name="spilno_roll_refuse",
        ),
    ]


class ClerkItem(MenuItem):
    def is_shown(self, request):
        return rules.is_clerk(request.user)


class RollItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(rolls.MANAGE)


@hooks.register("register_admin_menu_item")
def desk_item():
    return ClerkItem(
        _("Clerk’s desk"),
        reverse("spilno_desk"),
        name="spilno-desk",
        icon_name="user",
        order=150,
    )


@hooks.register("register_admin_menu_item")
def rolls_item():
    return RollItem(
        _("Rolls of residents"),
        reverse("spilno_rolls"),
        name="spilno-rolls",
        icon_name="list-ol",
        order=160,
    )

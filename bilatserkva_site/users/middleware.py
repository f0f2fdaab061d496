"""The door of the admin: no circle for people without rights, a second factor for the council's staff."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from allauth.mfa.utils import is_mfa_enabled

from .adapter import ADMIN

STAFF_RIGHTS = ("spilno_pages.decide", "spilno_residents.verify", "spilno_residents.manage_roll")
# The admin's own doors, whatever a site's settings say.
OWN_DOORS = {
    "wagtailadmin_login",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_confirm",
}


def is_staff(user):
    """True for those who act for the council."""
    return user.is_superuser or any(map(user.has_perm, STAFF_RIGHTS))


class AdminDoorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if not match.route.startswith("admin/") or match.url_name == "wagtailadmin_logout":
            return None
        if match.url_name in OWN_DOORS:
            query = urlencode({"next": request.GET.get("next", reverse("wagtailadmin_home"))})
            return redirect(f"{reverse('account_login')}?{query}")
        if not request.user.is_authenticated:
            return None
        if not request.user.has_perm(ADMIN):
            return render(request, "account/no_admin.html", status=403)
        if (
            settings.SPILNO_STAFF_MFA
            and is_staff(request.user)
            and not is_mfa_enabled(request.user)
        ):
            return redirect("mfa_index")
        return None

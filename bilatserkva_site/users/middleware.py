"""The door of the admin: no circle for people without rights, a second factor for the council's staff."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled

from spilno_pages.residents.rules import missing_consents

from .adapter import ADMIN

ENROLLED = "second_factor_set_up_here"
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

    def file(self, request):
        """Files of drafts are for staff that has shown its factor; others get what anyone gets."""
        if request.user.is_authenticated and second_factor(request):
            request.user = AnonymousUser()

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if match.url_name == "wagtaildocs_serve":
            return self.file(request)
        if not match.route.startswith("admin/") or match.url_name == "wagtailadmin_logout":
            return None
        if match.url_name in OWN_DOORS:
            query = urlencode({"next": request.GET.get("next", reverse("wagtailadmin_home"))})
            return redirect(f"{reverse('account_login')}?{query}")
        if not request.user.is_authenticated:
            return None
        if not request.user.has_perm(ADMIN):
            return render(request, "account/no_admin.html", status=403)
        return second_factor(request) or consent(request)


def has_shown_factor(request):
    """True where this very session has shown a second factor or a passkey, or has set the first one up."""
    records = get_authentication_records(request, request.user)
    return request.session.get(ENROLLED, False) or any(
        record["method"] == "mfa" for record in records
    )


def second_factor(request):
    """Returns the redirect to where the council's staff set a factor up or show it; None where it is shown or not needed."""
    if not settings.SPILNO_STAFF_MFA or not is_staff(request.user) or has_shown_factor(request):
        return None
    if not is_mfa_enabled(request.user):
        return redirect("mfa_index")
    query = urlencode({"next": request.get_full_path()})
    return redirect(f"{reverse(way_to_show(request.user))}?{query}")


def way_to_show(user):
    methods = get_adapter().get_reauthentication_methods(user)
    shown = next(method for method in methods if method["id"].startswith("mfa"))
    return "mfa_reauthenticate_webauthn" if "webauthn" in shown["id"] else "mfa_reauthenticate"


def consent(request):
    """Who writes for the site has agreed to its texts, like everyone else; asked when a page of the admin is opened."""
    is_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    if not is_page or request.headers.get("x-requested-with") or not missing_consents(request.user):
        return None
    query = urlencode({"next": request.get_full_path()})
    return redirect(f"{reverse('cabinet-consent')}?{query}")

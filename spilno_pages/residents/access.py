"""Pages of one person: signed in, agreed to what is in force, kept by nobody on the way."""

from functools import wraps

from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from .actions import resident_of
from .rules import missing_consents

LONGEST = 500  # characters of an address to return to


def private(response):
    response["Cache-Control"] = "private, no-store"
    return response


def resident_in(request):
    """Returns the Resident of the account that asks, None for somebody without one. Asked once a request: up to one query."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    if not hasattr(request, "resident"):
        request.resident = came_along(user) or resident_of(user)
    return request.resident


def came_along(user):
    """Returns the Resident that was read together with the account, None where it was not or there is none yet. No query."""
    read = get_user_model().resident.is_cached(user)
    return getattr(user, "resident", None) if read else None


def person(view=None, *, asks_consent=True):
    """Decorates a view: request.resident is there. Others are sent to sign in, or to agree first, and come back."""

    def decorate(function):
        @wraps(function)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return private(redirect_to_login(request.get_full_path()))
            if asks_consent and missing_consents(request.user):
                query = urlencode({"next": request.get_full_path()})
                return private(redirect(f"{reverse('cabinet-consent')}?{query}"))
            resident_in(request)
            return private(function(request, *args, **kwargs))

        return guarded

    return decorate(view) if view else decorate


def safe_next(request, otherwise):
    """Returns the path that ?next= asks to return to, if it is this site's; else the other one."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    fits = len(asked) <= LONGEST and asked.startswith("/") and "\\" not in asked
    own = fits and url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if own else otherwise

"""Proving who one is, and the page that a person shows to others."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from . import actions, rules
from .access import person, safe_next
from .models import DeskCode, Level, Resident, RoleKind
from .providers import fake, icei
from .providers.base import IdentityError

KEPT = "spilno_identity"  # in the session: the state of a visit to id.gov.ua and where it began


def profile(request, key):
    """A person's public page: only what they chose to show."""
    resident = get_object_or_404(Resident.objects.public().select_related("district"), key=key)
    roles = resident.roles.current().exclude(kind=RoleKind.CLERK).select_related("page")
    return render(request, "spilno_residents/profile.html", {"resident": resident, "roles": roles})


@person
def verification(request):
    """What is proven, and the ways to prove more; ?next= leads back to the act that needs it."""
    resident = request.resident
    back = safe_next(request, request.session.get("spilno_return", ""))
    if back:
        request.session["spilno_return"] = back
    if back and resident.present_level == Level.RESIDENT:
        del request.session["spilno_return"]
        return redirect(back)
    context = {
        "resident": resident,
        "level": resident.present_level,
        "history": resident.verifications.select_related("proven_district")[:10],
        "code": DeskCode.objects.filter(resident=resident, expires_at__gt=timezone.now()).first(),
        "settings": rules.participation(),
        "by_icei": icei.is_available(),
        "back": back,
        "heading": _("Verification"),
    }
    return render(request, "spilno_residents/verification.html", context)


@person
@require_POST
def desk_code(request):
    actions.desk_code(request.resident)
    return redirect(f"{reverse('cabinet-verification')}#desk")


@person
@require_POST
def start(request):
    if not icei.is_available():
        raise Http404
    address, state = icei.start(return_address())
    request.session[KEPT] = {"state": state}
    return redirect(address)


def return_address():
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("verification-return")


@person
def returned(request):
    """Where id.gov.ua sends people back. The state works once, for the session that began."""
    state = request.session.pop(KEPT, {}).get("state", "")
    try:
        claim = icei.finish(request.GET.dict(), state)
        actions.grant(request.resident, claim)
    except IdentityError as failure:
        messages.error(request, str(failure))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Done: it is proven who you are."))
        return redirect(request.session.pop("spilno_return", "") or "cabinet-verification")
    return redirect("cabinet-verification")


def lookalike(request, path=""):
    """The demo's id.gov.ua: its page of people, and its two answers to machines."""
    if not settings.SPILNO_FAKE_IDENTITY:
        raise Http404
    query = request.GET.dict()
    if path:
        status, headers, body, _wait = fake.answer(path, query)
        return HttpResponse(body, status=status, headers=headers)
    target = query.get("redirect_uri", "")
    if target != return_address():
        raise Http404
    choices = [
        (words, fake.way_back(scenario, target, query.get("state", "")))
        for scenario, (words, _data) in fake.SCENARIOS.items()
        if scenario != "hang"
    ]
    return render(
        request, "spilno_residents/lookalike.html", {"choices": choices, "heading": "id.gov.ua"}
    )

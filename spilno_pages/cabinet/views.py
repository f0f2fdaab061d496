"""A person's own pages."""

from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..limits import Limit, too_often
from ..notices.actions import mark_read, prefer, preferences_of
from ..notices.kinds import GROUPS
from ..notices.models import Notice
from ..provisioning import actions as people
from ..provisioning.models import Invitation, Workspace
from ..residents.access import person, private, safe_next
from ..residents.actions import agree, rename
from ..residents.forms import ProfileForm
from ..residents.models import RoleKind
from ..residents.rules import missing_consents
from . import actions, overview, rules
from .forms import ConsentForm, EraseForm, InvitationForm, PreferencesForm

EXPORTS = Limit("exports", 10, timedelta(hours=1))
PAGE = 20


def reauthenticated(view):
    """Asks once more who is there before a POST, by the decorator that the site names; without one the session is enough."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        name = settings.SPILNO_REAUTHENTICATE
        guarded = import_string(name)(view) if name and request.method == "POST" else view
        return guarded(request, *args, **kwargs)

    return checked


@person
def home(request):
    applications = overview.own_applications(request.user)
    notices, unread = overview.inbox(request.user)
    request.spilno_unread = unread  # the frame's badge asks for the same
    represents = overview.organizations(request.user)
    context = {
        "matters": overview.waiting(request.user, request.resident, applications, represents),
        "applications": applications,
        "organizations": represents,
        "notices": notices,
        "unread": unread,
        "here": "cabinet",
        "heading": _("Good day, %(name)s") % {"name": request.resident.display_name}
        if request.resident.display_name
        else _("Good day!"),
    }
    return render(request, "spilno_cabinet/home.html", context)


@person
def inbox(request):
    if request.method == "POST":
        mark_read(request.user, Notice.objects.all())
        return redirect("cabinet-inbox")
    pages = Paginator(Notice.objects.filter(user=request.user), PAGE)
    context = {
        "page_of_notices": pages.get_page(request.GET.get("page")),
        "here": "cabinet-inbox",
        "heading": _("Notices"),
    }
    return render(request, "spilno_cabinet/inbox.html", context)


@person
@require_POST
def notice(request, pk):
    """Opening a notice marks it as read and leads to what it is about."""
    found = get_object_or_404(Notice, pk=pk, user=request.user)
    mark_read(request.user, Notice.objects.filter(pk=pk))
    return redirect(found.link or "cabinet-inbox")


@person
def profile(request):
    form = ProfileForm(request.POST or None, instance=request.resident)
    if request.method == "POST" and form.is_valid():
        rename(request.resident, **form.cleaned_data)
        messages.success(request, _("The profile is saved."))
        return redirect("cabinet-profile")
    context = {"form": form, "here": "cabinet-profile", "heading": _("Profile")}
    return render(request, "spilno_cabinet/profile.html", context)


@person
def preferences(request):
    chosen = preferences_of(request.user)
    initial = {
        "language": chosen.language,
        "mailed": [name for name in GROUPS if name not in chosen.silenced],
    }
    form = PreferencesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        prefer(request.user, language=form.cleaned_data["language"], silenced=form.silenced)
        messages.success(request, _("Saved."))
        return redirect("cabinet-preferences")
    context = {"form": form, "here": "cabinet-preferences", "heading": _("Letters")}
    return render(request, "spilno_cabinet/preferences.html", context)


@person
def security(request):
    context = {
        "links": settings.SPILNO_ACCOUNT_LINKS,
        "here": "cabinet-security",
        "heading": _("Sign-in and safety"),
    }
    return render(request, "spilno_cabinet/security.html", context)


@person(asks_consent=False)
def consent(request):
    """Asked at sign-up, and anew when a text has changed; whoever does not agree can read, take the data or leave."""
    missing = missing_consents(request.user)
    back = safe_next(request, "")
    if not missing:
        return redirect(back or "cabinet")
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        agree(request.user, shown_versions(request.POST))
        return redirect(f"{reverse('cabinet-consent')}?{urlencode({'next': back})}")
    context = {
        "form": form,
        "versions": missing,
        "back": back,
        "heading": _("Please read and agree"),
    }
    return render(request, "spilno_cabinet/consent.html", context)


def shown_versions(sent):
    """Returns the keys of the versions that the page showed: nobody agrees to a text that came later."""
    return {int(key) for key in sent.getlist("version") if key.isascii() and key.isdecimal()}


@person(asks_consent=False)
def data(request):
    context = {
        "here": "cabinet-data",
        "consents": request.user.consents.select_related("version__page"),
        "heading": _("My data"),
    }
    return render(request, "spilno_cabinet/data.html", context)


@person(asks_consent=False)
@require_POST
def export(request):
    if refusal := too_often(request, EXPORTS, request.user.pk):
        return refusal
    answer = JsonResponse(
        actions.export(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    answer["Content-Disposition"] = f'attachment; filename="spilno-{timezone.localdate()}.json"'
    return answer


@person(asks_consent=False)
@reauthenticated
def erase(request):
    form = EraseForm(request.POST if request.method == "POST" else None)
    verdict = rules.may_erase(request.user)
    if request.method == "POST" and verdict and form.is_valid():
        user = request.user
        logout(request)
        actions.erase(user)
        return redirect("cabinet-erased")
    context = {
        "form": form,
        "verdict": verdict,
        "pages_left": actions.pages_left(request.user),
        "organizations": Workspace.objects.of(request.user).select_related("page"),
        "here": "cabinet-data",
        "heading": _("Delete the account"),
    }
    return render(request, "spilno_cabinet/erase.html", context)


def erased(request):
    return private(
        render(request, "spilno_cabinet/erased.html", {"heading": _("The account is deleted")})
    )


# — organizations


def own_workspace(request, page_id):
    return get_object_or_404(
        Workspace.objects.of(request.user).select_related("page__locale", "group"), page_id=page_id
    )


@person
def organization(request, page_id):
    """The people of an organization: who they are, inviting, leaving."""
    workspace = own_workspace(request, page_id)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and invited(form, workspace, request):
        return redirect("cabinet-organization", page_id)
    roles = workspace.page.spilno_roles.current().filter(kind=RoleKind.REPRESENTATIVE)
    roles = list(roles.select_related("resident__user").order_by("pk"))
    mine = next((role.pk for role in roles if role.resident_id == request.resident.pk), 0)
    context = {
        "workspace": workspace,
        "roles": roles,
        "mine": mine,
        "invitations": workspace.invitations.open().order_by("made_at"),
        "form": form,
        "here": "cabinet",
        "heading": workspace.page.title,
    }
    return render(request, "spilno_cabinet/organization.html", context)


def invited(form, workspace, request):
    try:
        people.ask(workspace, form.cleaned_data["email"], by=request.user)
    except ValidationError as refusal:
        form.add_error("email", refusal)
        return False
    messages.success(
        request, _("A letter goes to %(email)s.") % {"email": form.cleaned_data["email"]}
    )
    return True


def tried(request, act, done):
    """Runs an act and says what came of it."""
    try:
        act()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
        return True
    return False


@person
@require_POST
def leave(request, page_id):
    workspace = own_workspace(request, page_id)
    done = _("You no longer represent “%(organization)s”. Sign in again to go on.") % {
        "organization": workspace.page.title
    }
    if tried(request, lambda: people.leave(workspace, request.user), done):
        return redirect("cabinet")
    return redirect("cabinet-organization", page_id)


@person
@require_POST
def dismiss(request, page_id, user_id):
    workspace = own_workspace(request, page_id)
    other = get_object_or_404(workspace.group.user_set, pk=user_id)
    tried(
        request,
        lambda: people.dismiss(workspace, other, by=request.user),
        _("The person no longer represents the organization and has been signed out."),
    )
    return redirect("cabinet-organization", page_id)


@person
@require_POST
def take_back(request, page_id, pk):
    workspace = own_workspace(request, page_id)
    people.withdraw_invitation(get_object_or_404(workspace.invitations, pk=pk))
    messages.success(request, _("The invitation is taken back."))
    return redirect("cabinet-organization", page_id)


@person
@require_POST
def answer(request, pk, decision):
    """The invited person accepts or declines."""
    invitation = get_object_or_404(
        Invitation.objects.to(request.user).select_related("workspace__page", "workspace__group"),
        pk=pk,
    )
    if decision == "decline":
        people.withdraw_invitation(invitation)
        messages.success(request, _("You have declined the invitation."))
        return redirect("cabinet")
    page_id = invitation.workspace.page_id
    done = _("You represent the organization now.")
    if tried(request, lambda: people.accept(invitation, request.user), done):
        return redirect("cabinet-organization", page_id)
    return redirect("cabinet")

"""The people of an organization, in the admin."""

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wagtail.admin import messages

from . import actions, rules
from .forms import InvitationForm
from .models import Workspace


def workspace_for(request, page_id):
    """Returns the workspace if the person decides for the council or works in it. Raises PermissionDenied, Http404."""
    workspace = get_object_or_404(
        Workspace.objects.select_related("page", "group"), page_id=page_id
    )
    if not rules.is_council(request.user) and not rules.may_work_on(request.user, workspace.page):
        raise PermissionDenied
    return workspace


def people(request, page_id):
    workspace = workspace_for(request, page_id)
    by_council = rules.is_council(request.user)
    form = InvitationForm(request.POST or None)
    if request.method == "POST":
        if not by_council:
            raise PermissionDenied
        if form.is_valid() and (user := invited(form, workspace, request.user)):
            messages.success(
                request,
                _(
                    "%(email)s is invited. If the letter does not come, send it again from this page."
                )
                % {"email": user.email},
            )
            return redirect("spilno_people", page_id)
    context = {
        "workspace": workspace,
        "people": workspace.group.user_set.order_by("last_name", "email"),
        "form": form,
        "by_council": by_council,
    }
    return render(request, "spilno_provisioning/people.html", context)


def invited(form, workspace, by):
    try:
        return actions.invite(workspace, **form.cleaned_data, by=by)
    except ValidationError as refusal:
        form.add_error("email", refusal)


@require_POST
def again(request, page_id, user_id):
    workspace = workspace_for(request, page_id)
    if not rules.is_council(request.user):
        raise PermissionDenied
    user = get_object_or_404(get_user_model(), pk=user_id, groups=workspace.group, last_login=None)
    try:
        actions.invite_again(workspace, user)
    except ValidationError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("A letter has been sent to %(email)s.") % {"email": user.email})
    return redirect("spilno_people", page_id)


@require_POST
def remove(request, page_id, user_id):
    workspace = workspace_for(request, page_id)
    if not rules.is_council(request.user):
        raise PermissionDenied
    user = get_object_or_404(get_user_model(), pk=user_id, groups=workspace.group)
    actions.remove(workspace, user, by=request.user)
    messages.success(
        request,
        _("%(person)s no longer represents the organization and has been signed out.")
        % {"person": user},
    )
    return redirect("spilno_people", page_id)

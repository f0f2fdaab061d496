"""The clerk's desk and the rolls of residents, in the admin."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wagtail.admin import messages

from ..limits import Limit, too_often
from . import actions, rolls, rules
from .access import private
from .forms import CodeForm, DeskForm, RevokeForm, RollForm
from .models import DeskCode, Roll, Verification

CODES = Limit("desk-codes", 240, timedelta(hours=1))


def clerks_only(request):
    if not rules.is_clerk(request.user):
        raise PermissionDenied


def desk(request):
    """Two steps: the code says whose account it is, the passport who the person is."""
    clerks_only(request)
    code_form = CodeForm(request.POST or None)
    form = DeskForm(request.POST if "document" in request.POST else None)
    found = None
    if code_form.is_bound and code_form.is_valid():
        if refusal := too_often(request, CODES, request.user.pk):
            return refusal
        found = holder_of(code_form)
        if found and form.is_bound and form.is_valid() and verified(request, found, form):
            return redirect("spilno_desk")
    today = timezone.localdate()
    context = {
        "code_form": code_form,
        "form": form,
        "found": found,
        "done": Verification.objects.filter(clerk=request.user, at__date=today).select_related(
            "resident", "proven_district"
        ),
        "limit": rules.participation().desk_limit,
        "revoke_form": RevokeForm(),
    }
    return private(render(request, "spilno_residents/desk.html", context))


def holder_of(form):
    """Returns the Resident whose code it is; else the form says that it does not work."""
    code = (
        DeskCode.objects.filter(code=form.cleaned_data["code"], expires_at__gt=timezone.now())
        .select_related("resident__user")
        .first()
    )
    if code is None:
        form.add_error(
            "code",
            _(
                "No account shows this code now. Ask the person to open “Verification” in the cabinet again."
            ),
        )
        return None
    return code.resident


def verified(request, resident, form):
    """Returns the Verification, or None with the reason in the form."""
    try:
        verification = actions.grant(
            resident, form.claim, clerk=request.user, take_over=form.cleaned_data["take_over"]
        )
    except PermissionDenied as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as refusal:
        form.add_error(None, refusal)
    else:
        messages.success(
            request,
            _("%(person)s: %(level)s. The person is told by mail.")
            % {"person": resident, "level": shown(verification)},
        )
        return verification
    return None


def shown(verification):
    """Returns the level in words, with the district where one was proven."""
    level, district = verification.get_level_display(), verification.proven_district
    return f"{level} ({district})" if district else level


@require_POST
def revoke(request, pk):
    """A clerk takes back what they themselves did today: a slip of the hand."""
    clerks_only(request)
    verification = get_object_or_404(
        Verification, pk=pk, clerk=request.user, at__date=timezone.localdate()
    )
    form = RevokeForm(request.POST)
    if verification != verification.resident.verifications.first():
        messages.error(
            request,
            _("The person was verified again since: there is no slip of yours to take back."),
        )
        return redirect("spilno_desk")
    if not form.is_valid():
        messages.error(request, _("Write the reason: the person will read it."))
        return redirect("spilno_desk")
    actions.revoke(verification.resident, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("The verification was taken back; the person is told why."))
    return redirect("spilno_desk")


def roll_keepers_only(request):
    if not request.user.has_perm(rolls.MANAGE):
        raise PermissionDenied


def roll_list(request):
    roll_keepers_only(request)
    form = RollForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        try:
            roll = rolls.upload(
                form.cleaned_data["file"], form.cleaned_data["name"], by=request.user
            )
        except rolls.FaultyRollError as refusal:
            report = refusal.report
        else:
            messages.success(
                request,
                _(
                    "The file is in order: %(rows)s people. A second person now compares and confirms it."
                )
                % {"rows": roll.rows},
            )
            return redirect("spilno_rolls")
    context = {
        "form": form,
        "report": report,
        "rolls": Roll.objects.select_related("uploaded_by", "decided_by")[:30],
    }
    return private(render(request, "spilno_residents/rolls.html", context))


@require_POST
def roll_decide(request, pk, decision):
    roll_keepers_only(request)
    roll = get_object_or_404(Roll, pk=pk)
    try:
        if decision == "apply":
            lifted = rolls.apply(roll, by=request.user)
            said = _("The roll is in force. People who became residents by it: %(count)s.") % {
                "count": lifted
            }
        else:
            rolls.refuse(roll, by=request.user)
            said = _("The roll was thrown away; nothing has changed.")
    except (PermissionDenied, ValidationError) as refusal:
        messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
    else:
        messages.success(request, said)
    return redirect("spilno_rolls")

"""The public forms."""

import re
from datetime import timedelta
from html import unescape

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wagtail.models import Site

from ..limits import Limit, client_address, too_often
from ..residents.access import person, private
from . import actions, rules
from .forms import PLAIN, AccessibilityForm, ApplicationForm, ProposalForm
from .models import Application, Proposal

APPLICATIONS = Limit("applications", 5, timedelta(days=1))
FROM_ONE_ADDRESS = Limit("applications-address", 15, timedelta(days=1))
REPORTS = Limit("barriers", 10, timedelta(hours=1))


@person
def apply(request):
    """GET shows the form or says why not; POST makes the draft and starts the review."""
    verdict = rules.may_apply(request.user, request.resident)
    form = ApplicationForm(
        request.POST or None, initial={"contact_person": request.resident.display_name}
    )
    if request.method == "POST" and verdict and form.is_valid():
        for limit, key in (
            (APPLICATIONS, request.user.pk),
            (FROM_ONE_ADDRESS, client_address(request)),
        ):
            if refusal := too_often(request, limit, key):
                return refusal
        try:
            application = actions.apply(request.user, form.cleaned_data)
        except (ValidationError, PermissionDenied) as refusal:
            form.add_error(None, getattr(refusal, "messages", [str(refusal)]))
        else:
            messages.success(
                request, _("The application is handed in. You will be told of each step.")
            )
            return redirect("cabinet-application", application.pk)
    context = {"form": form, "verdict": verdict, "heading": _("Bring your organization")}
    return render(request, "spilno_submissions/apply.html", context)


@person
def propose(request):
    """A resident asks the city a question: GET shows the form or says why not; POST makes the draft and starts the review."""
    verdict = rules.may_propose(request.user)
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and verdict and form.is_valid():
        for limit, key in (
            (APPLICATIONS, request.user.pk),
            (FROM_ONE_ADDRESS, client_address(request)),
        ):
            if refusal := too_often(request, limit, key):
                return refusal
        try:
            proposal = actions.propose(request.user, form.cleaned_data)
        except (ValidationError, PermissionDenied) as refusal:
            form.add_error(None, getattr(refusal, "messages", [str(refusal)]))
        else:
            messages.success(
                request, _("The question is handed in. You will be told of each step.")
            )
            return redirect("cabinet-proposal", proposal.pk)
    context = {"form": form, "verdict": verdict, "heading": _("Propose a question to the city")}
    return render(request, "spilno_submissions/propose.html", context)


def own_proposal(request, pk):
    return get_object_or_404(Proposal.objects.select_related("page"), pk=pk, applicant=request.user)


@person
def proposal(request, pk):
    """How a proposed discussion stands; a returned one can be changed and sent again."""
    found = own_proposal(request, pk)
    page = found.page.specific
    if not found.approved_at:
        page = page.get_latest_revision_as_object()
    verdict = rules.may_change(request.user, found)
    initial = {
        "title": page.title,
        "summary": page.summary,
        "about": story_text(page),
        "district": page.district and page.district.slug,
        "topics": [topic.slug for topic in page.topics.all()],
    }
    form = ProposalForm(request.POST or None, initial=initial)
    if request.method == "POST" and verdict and form.is_valid():
        actions.propose_again(found, request.user, form.cleaned_data)
        messages.success(request, _("The question is sent again."))
        return redirect("cabinet-proposal", found.pk)
    context = {"proposal": found, "form": form, "verdict": verdict, "heading": page.title}
    return render(request, "spilno_submissions/proposal.html", context)


@person
@require_POST
def withdraw_proposal(request, pk):
    actions.withdraw(own_proposal(request, pk), request.user)
    messages.success(request, _("The proposal is taken back, its draft is deleted."))
    return redirect("cabinet")


def own(request, pk):
    return get_object_or_404(
        Application.objects.select_related("page"), pk=pk, applicant=request.user
    )


@person
def application(request, pk):
    """How an application stands; a returned one can be changed and sent again."""
    found = own(request, pk)
    page = found.page.specific
    if (
        not found.approved_at
    ):  # what is written later is the organization's, and perhaps not this person's any more
        page = page.get_latest_revision_as_object()
    verdict = rules.may_change(request.user, found)
    form = ApplicationForm(request.POST or None, page=page, initial=written(page, found))
    if request.method == "POST" and verdict and form.is_valid():
        try:
            actions.resubmit(found, request.user, form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("register_code", refusal)
        else:
            messages.success(request, _("The application is sent again."))
            return redirect("cabinet-application", found.pk)
    context = {"application": found, "page_title": page.title, "form": form, "verdict": verdict}
    return render(request, "spilno_submissions/application.html", context | {"heading": page.title})


def written(page, application):
    """Returns what the form was filled with before."""
    return {name: getattr(page, name) for name in PLAIN} | {
        "title": page.title,
        "kind": page.kind.slug,
        "register_code": application.register_code,
        "district": page.district and page.district.slug,
        "topics": [topic.slug for topic in page.topics.all()],
        "about": story_text(page),
        "standing": application.standing,
        "entitled": True,
    }


def story_text(page):
    """Returns the texts of a page's story as they were typed into the form."""
    return "\n\n".join(
        plain_text(block.value.source) for block in page.body if block.block_type == "text"
    )


def plain_text(html):
    """Paragraphs as they were typed: the other way round of linebreaks()."""
    broken = re.sub(r"<br ?/?>", "\n", html)
    return unescape(strip_tags(re.sub(r"</p>\s*", "\n\n", broken))).strip()


@person
@require_POST
def withdraw(request, pk):
    actions.withdraw(own(request, pk), request.user)
    messages.success(request, _("The application is taken back, its draft is deleted."))
    return redirect("cabinet")


def accessibility(request):
    """A barrier is reported without an account."""
    form = AccessibilityForm(
        request.POST or None, initial={"where": request.GET.get("page", "")[:500]}
    )
    if request.method == "POST" and form.is_valid():
        if refusal := too_often(request, REPORTS, client_address(request)):
            return refusal
        report = actions.report_barrier(form.cleaned_data, Site.find_for_request(request))
        context = {"report": report, "heading": _("Thank you, the report has reached us")}
        return private(render(request, "spilno_submissions/barrier_done.html", context))
    context = {"form": form, "heading": _("Report a barrier")}
    return private(render(request, "spilno_submissions/barrier.html", context))

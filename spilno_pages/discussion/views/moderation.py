"""Deciding, appealing, setting a page's discussion."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wagtail.models import Page

from ...limits import too_often
from ...open_pages import address
from ...residents.access import person, safe_next
from .. import actions, rules
from ..forms import AppealDecisionForm, AppealForm, DecisionForm, ThreadForm
from ..limits import APPEALS
from ..models import Appeal, Block, Comment, Decision, Thread
from ..offices import is_moderator, office_of, represented
from ..pages import page_or_404
from .writing import refused

SHOWN = 20


def own_office(request, page):
    """Returns the Office in which the person moderates the page. Raises PermissionDenied with a sentence."""
    office = office_of(request.user, page)
    if office is None:
        raise PermissionDenied(_("Only a moderator of this page may do that."))
    return office


@person
def moderate(request, pk):
    """One comment with its reports and what was decided before; POST decides."""
    comment = get_object_or_404(
        Comment.objects.select_related("page__locale", "author", "reason"), pk=pk
    )
    office = own_office(request, comment.page)
    verdict = rules.may_decide(office, comment, request.user)
    form = DecisionForm(request.POST or None, office=office, comment=comment)
    if request.method == "POST" and verdict and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if value or name == "act"}
        try:
            seen = request.POST.get("seen", "")
            actions.decide(comment, data.pop("act"), by=request.user, seen=seen, **data)
        except (PermissionDenied, ValidationError) as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Decided. The author is told, the log shows it."))
            return redirect(safe_next(request, "") or "cabinet-moderation")
    context = {
        "comment": comment,
        "form": form,
        "verdict": verdict,
        "office": office,
        "reports": comment.reports.select_related("reason").order_by("made_at"),
        "decisions": comment.decisions.select_related("reason", "appeal"),
        "next": safe_next(request, ""),
        "heading": _("Moderate a comment"),
    }
    return render(request, "spilno_discussion/moderate.html", context)


@person
def desk(request):
    """What waits for a moderator, the oldest first: on all pages for the council, on its own for an organization."""
    council = is_moderator(request.user)
    organizations = [] if council else represented(request.user)
    if not council and not organizations:
        raise PermissionDenied(_("Only a moderator of this page may do that."))
    inside = Q()
    for organization in organizations:
        inside |= Q(page__path__startswith=organization.path)
    asked = request.GET.get("show", "")
    troubled = Comment.objects.troubled().filter(inside)
    if asked == "waiting":
        troubled = troubled.filter(state="waiting")
    elif asked == "reported":
        troubled = troubled.filter(reports__decision=None, reports__isnull=False)
    comments = (
        troubled.select_related("page__locale", "author")
        .prefetch_related("reports__reason")
        .annotate(times=Count("reports", filter=Q(reports__decision=None), distinct=True))
        .order_by("pk")
    )
    appeals = Appeal.objects.open().select_related("decision__comment__page", "decision__reason")
    context = {
        "pages": Paginator(comments, SHOWN).get_page(request.GET.get("page")),
        "appeals": appeals[:SHOWN] if council and not asked else [],
        "shown": asked,
        "council": council,
        "organizations": organizations,
        "here": "cabinet-moderation",
        "heading": _("Moderation"),
    }
    return render(request, "spilno_discussion/desk.html", context)


@person
def own(request):
    """A person's own comments, what was decided about them, and appeals."""
    comments = (
        Comment.objects.filter(author=request.resident)
        .exclude(state="withdrawn", decisions=None)
        .select_related("page__locale", "reason")
        .prefetch_related("decisions__reason", "decisions__appeal", "decisions__block")
        .order_by("-pk")
        .distinct()
    )
    pages = Paginator(comments, SHOWN).get_page(request.GET.get("page"))
    for comment in pages:
        for decision in comment.decisions.all():
            decision.comment = comment
            decision.may_appeal = rules.may_appeal(request.resident, decision)
    context = {"pages": pages, "here": "cabinet-comments", "heading": _("My comments")}
    return render(request, "spilno_discussion/own.html", context)


@person
def appeal(request, pk):
    decision = get_object_or_404(
        Decision.objects.select_related("comment__page", "reason"),
        pk=pk,
        comment__author=request.resident,
    )
    verdict = rules.may_appeal(request.resident, decision)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and verdict and form.is_valid():
        if refusal := too_often(request, APPEALS, request.resident.pk):
            return refusal
        try:
            actions.appeal(decision, request.resident, form.cleaned_data["words"])
        except (PermissionDenied, ValidationError) as refusal:
            refused(form, refusal)
        else:
            messages.success(
                request, _("The appeal is handed in. You will be told what was decided.")
            )
            return redirect("cabinet-comments")
    context = {
        "decision": decision,
        "verdict": verdict,
        "form": form,
        "here": "cabinet-comments",
        "heading": _("Appeal a decision"),
    }
    return render(request, "spilno_discussion/appeal.html", context)


@person
def appeal_decide(request, pk):
    if not is_moderator(request.user):
        raise PermissionDenied(_("Appeals are decided by the council’s moderators."))
    found = get_object_or_404(
        Appeal.objects.select_related(
            "decision__comment__page", "decision__comment__author", "decision__reason"
        ),
        pk=pk,
    )
    verdict = rules.may_decide_appeal(request.user, found)
    form = AppealDecisionForm(request.POST or None)
    if request.method == "POST" and verdict and form.is_valid():
        try:
            actions.decide_appeal(found, request.user, **form.cleaned_data)
        except PermissionDenied as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("Decided. The author is told, the log shows it."))
            return redirect("cabinet-moderation")
    context = {
        "appeal": found,
        "verdict": verdict,
        "form": form,
        "here": "cabinet-moderation",
        "heading": _("An appeal"),
    }
    return render(request, "spilno_discussion/appeal_decide.html", context)


@person
def lift(request, pk):
    """GET asks, POST lifts a block before its end."""
    if not is_moderator(request.user):
        raise PermissionDenied(_("Only a moderator of the council may do that."))
    block = get_object_or_404(
        Block.objects.select_related("resident", "scope", "decision__reason", "decision__comment"),
        pk=pk,
    )
    if request.method == "POST":
        try:
            actions.unblock(block, request.user)
            messages.success(request, _("The block is lifted; the author is told."))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return redirect("cabinet-moderation")
    context = {"block": block, "heading": _("Lift a block")}
    return render(request, "spilno_discussion/lift.html", context)


@person
def set_discussion(request, page_id):
    """How people may talk under one page: for its organization and for the council."""
    page = get_object_or_404(Page.objects.select_related("locale"), pk=page_id)
    own_office(request, page)
    page, thread = page_or_404(page_id)
    if not getattr(page, "discussed", False):
        raise PermissionDenied(_("There is no discussion on this page."))
    verdict = rules.may_set_thread(request.user, page, thread)
    form = ThreadForm(request.POST or None, instance=Thread.objects.filter(page=page).first())
    if request.method == "POST" and verdict and form.is_valid():
        actions.set_thread(page, request.user, **form.cleaned_data)
        messages.success(request, _("Saved. It holds from now on."))
        return redirect(f"{address(page, request)}#discussion")
    context = {
        "form": form,
        "verdict": verdict,
        "page_title": page.title,
        "back": address(page, request),
        "heading": _("Discussion of the page"),
    }
    return render(request, "spilno_discussion/set.html", context)


@person
@require_POST
def unpin(request, page_id):
    page, thread = page_or_404(page_id)
    if thread.answer:
        actions.unpin(thread, request.user)
        messages.success(request, _("The answer is taken from its place; it stays below."))
    return redirect(f"{address(page, request)}#discussion")

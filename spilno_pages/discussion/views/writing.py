"""Writing, editing, withdrawing, liking, reporting."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ...limits import too_often
from ...open_pages import address
from ...residents.access import person
from .. import actions, rules
from ..forms import CommentForm, EditForm, ReportForm
from ..limits import LIKES, REPORTS, flood
from ..models import Comment, State
from ..offices import is_official
from ..pages import discussed_or_404
from ..threads import Reader
from .reading import comment_or_404


def refused(form, refusal):
    """Puts a refusal of an act into the form, as one of the person's own errors."""
    form.add_error(None, getattr(refusal, "messages", None) or [str(refusal)])


def answered_in(request, page):
    """Returns the Comment that ?reply_to= names, as far as it is shown on the page; else None."""
    key = (request.POST or request.GET).get("reply_to", "")
    if not key.isascii() or not key.isdecimal() or len(key) > 18 or not int(key):
        return None
    found = Comment.objects.filter(pk=int(key), page_id=page.pk).select_related("author").first()
    return found if found and found.state == State.PUBLIC else None


@person
def write(request, page_id):
    """GET shows the form, or why there is none; POST publishes and leads to the comment."""
    page, thread = discussed_or_404(page_id)
    posted = request.method == "POST"
    official = is_official(request.resident) if not posted or "official" in request.POST else False
    form = CommentForm(
        request.POST if posted else None,
        page=page,
        resident=request.resident,
        asks_stance=rules.asks_stance(page, thread) and not request.GET.get("reply_to"),
        official=official,
        initial={"reply_to": request.GET.get("reply_to")},
    )
    status, verdict = (
        200,
        rules.may_write(request.resident, page, thread) if not posted else rules.YES,
    )
    if posted and form.is_valid():
        made, status = published(request, form, page, thread)
        if made:
            return redirect(where(made, page, request))
    elif posted:
        status = 422
    context = {
        "form": form,
        "verdict": verdict,
        "page_title": page.title,
        "answered": answered_in(request, page),
        "back": f"{address(page, request)}#discussion",
        "page_id": page.pk,
        "heading": _("Write an answer") if answered_in(request, page) else _("Write a comment"),
    }
    return render(request, "spilno_discussion/write.html", context, status=status)


def published(request, form, page, thread):
    """Posts what a valid form holds. Returns (Comment or None, status of the answer where it is None)."""
    data = form.cleaned_data
    answers = data["reply_to"]
    if not rules.is_discussed(page, thread) and answers is None:
        form.add_error(None, _("There is no discussion on this page."))
        return None, 403
    if words := flood(request):
        form.add_error(None, words)
        return None, 429
    try:
        made = actions.post(
            request.resident,
            page,
            thread,
            data["comment"],
            stance=data.get("stance", ""),
            answers=answers,
        )
        if data.get("official"):
            actions.make_official(made, request.resident)
    except PermissionDenied as refusal:
        refused(form, refusal)
        return None, 403
    except ValidationError as refusal:
        refused(form, refusal)
        return None, 422
    if made.state == State.WAITING:
        messages.success(
            request,
            _("Your comment waits for a moderator. You will be told when it is published."),
        )
    return made, 200


def where(comment, page, request):
    """Returns the address at which a new comment is seen at once."""
    if comment.root_id:
        return comment.get_absolute_url()
    return f"{address(page, request)}?order=new#c{comment.pk}"


@person
def edit(request, pk):
    comment = comment_or_404(request, pk)
    verdict = rules.may_edit(request.resident, comment) and rules.may_write(
        request.resident, comment.page, comment.spilno_thread
    )
    form = EditForm(
        request.POST or None, resident=request.resident, initial={"comment": comment.comment}
    )
    if request.method == "POST" and verdict and form.is_valid():
        try:
            actions.edit(comment, request.resident, form.cleaned_data["comment"])
        except (PermissionDenied, ValidationError) as refusal:
            refused(form, refusal)
        else:
            messages.success(request, _("The comment is changed."))
            return redirect("comment", pk)
    context = {
        "form": form,
        "verdict": verdict,
        "comment": comment,
        "may_withdraw": rules.may_withdraw(request.resident, comment),
        "heading": _("Edit the comment"),
    }
    return render(request, "spilno_discussion/edit.html", context, status=200 if verdict else 403)


@person
@require_POST
def withdraw(request, pk):
    comment = comment_or_404(request, pk)
    try:
        actions.withdraw(comment, request.resident)
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The comment is withdrawn, its words are deleted."))
    return redirect(f"{address(comment.page, request)}#discussion")


@person
def like(request, pk):
    """GET asks (for whoever has just signed in), POST says or takes back; htmx gets the button alone."""
    comment = comment_or_404(request, pk)
    verdict = rules.may_like(request.resident, comment)
    if request.method == "POST":
        if refusal := too_often(request, LIKES, request.resident.pk):
            return refusal
        if verdict:
            liked = actions.like(comment, request.resident)
            if request.headers.get("HX-Request"):
                comment.refresh_from_db(fields=["helpful"])
                reader = Reader(request.resident, {comment.pk} if liked else set())
                context = {"comment": comment, "reader": reader}
                return render(request, "spilno_discussion/like_button.html", context)
            return redirect("comment", pk)
    context = {"comment": comment, "verdict": verdict, "heading": _("Is it helpful?")}
    return render(request, "spilno_discussion/like.html", context, status=200 if verdict else 403)


@person
def report(request, pk):
    comment = comment_or_404(request, pk)
    verdict = rules.may_report(request.resident, comment)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and verdict and form.is_valid():
        if refusal := too_often(request, REPORTS, request.resident.pk):
            return refusal
        try:
            actions.report(comment, request.resident, **form.cleaned_data)
        except (PermissionDenied, ValidationError) as refusal:
            refused(form, refusal)
        else:
            messages.success(
                request,
                _("Thank you. A moderator will look at the comment; until then it stands."),
            )
            return redirect("comment", pk)
    context = {
        "comment": comment,
        "verdict": verdict,
        "form": form,
        "heading": _("Report a comment"),
    }
    return render(request, "spilno_discussion/report.html", context, status=200 if verdict else 403)

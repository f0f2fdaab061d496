"""Asking a department, and answering from the cabinet."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ..discussion import rules as discussion_rules
from ..discussion.limits import flood
from ..discussion.offices import is_moderator
from ..discussion.pages import page_or_404
from ..discussion.views.writing import refused
from ..open_pages import address
from ..residents.access import person
from . import actions, rules
from .forms import AnswerForm, AskForm, ForwardForm
from .models import Question

SHOWN = 20


@person
def ask(request, page_id):
    """A question under a page: to the department whose page it is, else to one that the resident chooses."""
    page, thread = page_or_404(page_id)
    own = getattr(page, "takes_questions", False)
    verdict = discussion_rules.may_write(request.resident, page, thread)
    form = AskForm(request.POST or None, resident=request.resident)
    if own:
        form.fields["department"].initial = page.slug
    if request.method == "POST" and verdict and form.is_valid():
        question, status = asked(request, form, page, thread)
        if question:
            messages.success(
                request,
                _("The question is asked. You will be told when it is answered."),
            )
            return redirect("comment", question.comment_id)
    else:
        status = 422 if request.method == "POST" else 200
    context = {
        "form": form,
        "verdict": verdict,
        "page_title": page.title,
        "back": address(page, request),
        "heading": _("Ask the council"),
    }
    return render(request, "spilno_questions/ask.html", context, status=status)


def asked(request, form, page, thread):
    """Returns (Question or None, status of the answer where it is None)."""
    if words := flood(request):
        form.add_error(None, words)
        return None, 429
    data = form.cleaned_data
    try:
        return (
            actions.ask(request.resident, page, thread, data["department"], data["question"]),
            200,
        )
    except PermissionDenied as refusal:
        refused(form, refusal)
        return None, 403
    except ValidationError as refusal:
        refused(form, refusal)
        return None, 422


@person
def own(request):
    """Questions that an official is to answer, what presses first, and what was answered."""
    departments = rules.own_departments(request.resident)
    if not departments:
        raise PermissionDenied(_("Only officials of the council answer questions."))
    questions = Question.objects.filter(department__in=departments).shown()
    questions = questions.select_related("comment__author", "comment__page", "department")
    answered = questions.answered().order_by("-answered_on", "-pk")
    context = {
        "open": questions.open().order_by("due_on", "pk"),
        "pages": Paginator(answered, SHOWN).get_page(request.GET.get("page")),
        "here": "cabinet-questions",
        "heading": _("Questions to my department"),
    }
    return render(request, "spilno_questions/own.html", context)


@person
def answer(request, pk):
    """One question with two forms: to answer it, and to send it on."""
    question = get_object_or_404(
        Question.objects.select_related("comment__author", "comment__page__locale", "department"),
        pk=pk,
    )
    departments = rules.own_departments(request.resident)
    keeps_order = is_moderator(request.user)
    if question.department_id not in departments and not keeps_order:
        raise PermissionDenied(_("Only officials of the department answer this question."))
    page_or_404(question.comment.page_id)
    if not question.comment.is_public_now and not keeps_order:
        raise Http404
    forwards = "forward" in request.POST
    form = AnswerForm(request.POST if request.method == "POST" and not forwards else None)
    forward = ForwardForm(request.POST if forwards else None)
    verdict = rules.may_answer(request.resident, question)
    chosen = forward if forwards else form
    if request.method == "POST" and verdict and chosen.is_valid():
        try:
            if forwards:
                actions.forward(question, request.resident, **forward.cleaned_data)
                messages.success(request, _("The question is sent on; who asked is told."))
            else:
                actions.answer(question, request.resident, form.cleaned_data["answer"])
                messages.success(request, _("The answer is published; who asked is told."))
        except (PermissionDenied, ValidationError) as refusal:
            refused(chosen, refusal)
        else:
            return redirect("cabinet-questions" if departments else "cabinet")
    context = {
        "question": question,
        "form": form,
        "forward": forward,
        "verdict": verdict,
        "here": "cabinet-questions",
        "heading": _("A question to “%(department)s”") % {"department": question.department.title},
    }
    return render(request, "spilno_questions/answer.html", context)

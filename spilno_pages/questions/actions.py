"""Asking, answering, sending on, reminding."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..discussion import actions as discussion
from ..discussion.actions.queue import moderators
from ..discussion.models import State
from ..discussion.texts import excerpt
from ..discussion.touching import touch_thread
from ..notices.actions import notify, preferences_of
from ..open_pages import restricted_paths
from ..record.actions import record
from ..residents.models import Role, RoleKind
from ..terms.rules import calendar, due
from . import rules
from .models import Forwarding, Question

SOON = 2  # working days before the end of the term
TOLD = 300


def touch_questions(question):
    """The page under which it was asked and the department's are drawn anew."""
    touch_thread(question.comment.page_id)
    touch_thread(question.department_id)


@transaction.atomic
def ask(resident, page, thread, department, text, at=None):
    """Asks a department in public, under the page where the resident is. Returns the Question.

    page: anchor, specific: the department's own or any that is discussed. Raises PermissionDenied, ValidationError as
    discussion.post does.
    """
    at = at or timezone.now()
    comment = discussion.post(resident, page, thread, text, at=at)
    day = timezone.localdate(at)
    question = Question.objects.create(
        comment=comment,
        department=department,
        asked_on=day,
        due_on=due("question", day, rules.WORKING_DAYS),
    )
    touch_questions(question)
    transaction.on_commit(lambda: tell_department(question), robust=True)
    return question


@transaction.atomic
def answer(question, resident, text, at=None):
    """Answers in the name of the department: once, signed, on top of the branch. Returns the answer's Comment."""
    at = at or timezone.now()
    question = (
        Question.objects.select_for_update(of=("self",))
        .select_related("comment__page", "comment__author__user", "department")
        .get(pk=question.pk)
    )
    if not (verdict := rules.may_answer(resident, question)):
        raise PermissionDenied(verdict.reason)
    page = question.comment.page.specific_deferred
    made = discussion.answer_officially(question.comment, page, resident, text, at=at)
    question.answer, question.answered_on = made, timezone.localdate(at)
    question.department_words = question.department.title
    question.save()
    record("question.answered", f"question:{question.pk}", by=resident.user)
    touch_questions(question)
    asker = question.comment.author
    if asker and asker.pk != resident.pk:
        notify(
            asker.user,
            "question.answered",
            f"question:{question.pk}",
            url=reverse("comment", args=[made.pk]),
            department=question.department_words,
            comment=made.pk,
            words=excerpt(text, TOLD),
        )
    return made


@transaction.atomic
def forward(question, resident, department, reason):
    """Sends an open question on to the department that answers for it; the term stays. Returns the Forwarding."""
    question = (
        Question.objects.select_for_update(of=("self",))
        .select_related("comment__page", "comment__author__user", "department")
        .get(pk=question.pk)
    )
    if not (verdict := rules.may_forward(resident, question)):
        raise PermissionDenied(verdict.reason)
    if department.pk == question.department_id:
        raise ValidationError(_("The question is with this department already."))
    touch_questions(question)
    made = Forwarding.objects.create(
        question=question, from_department=question.department, reason=reason
    )
    question.department = department
    question.save(update_fields=["department"])
    touch_questions(question)
    record("question.forwarded", f"question:{question.pk}", by=resident.user, to=department.pk)
    if question.comment.author:
        user = question.comment.author.user
        notify(
            user,
            "question.forwarded",
            made,
            url=reverse("comment", args=[question.comment_id]),
            department=department.title,
            reason=reason,
            due=day_for(user, question.due_on),
        )
    transaction.on_commit(lambda: tell_department(question, again=f":{made.pk}"), robust=True)
    return made


def day_for(user, day):
    with override(preferences_of(user).language):
        return date_format(day, "j E")


def officials_of(department_id):
    """Returns the accounts of a department's officials. One query."""
    roles = Role.objects.current().filter(kind=RoleKind.OFFICIAL, page_id=department_id)
    return [role.resident.user for role in roles.select_related("resident__user")]


def tell_department(question, kind="question.asked", again=""):
    """Tells the officials; where the department has none, the council's moderators. again: what tells a second time apart."""
    if question.comment.state != State.PUBLIC:
        return
    people = officials_of(question.department_id)
    if not people:
        kind, people = "question.homeless", moderators()
    for user in people:
        notify(
            user,
            kind,
            f"question:{question.pk}:{question.department_id}{again}",
            url=reverse("question-answer", args=[question.pk]),
            account=question.comment.author.user_id if question.comment.author else "",
            comment=question.comment_id,
            department=question.department.title,
            due=day_for(user, question.due_on),
            words=excerpt(question.comment.comment, TOLD),
        )


def remind(day=None):
    """Tells officials of what is due soon and of what is overdue, each once. Called by the tick."""
    day = day or timezone.localdate()
    soon = calendar().after(day, SOON)
    questions = Question.objects.open().filter(due_on__lte=soon)
    for question in questions.select_related("comment", "department"):
        kind = "question.overdue" if question.due_on < day else "question.soon"
        tell_department(question, kind)


def attach(comments):
    """Sets .asked (a Question, or None) on each comment of a list. One query, none for nothing."""
    if not comments:
        return comments
    found = {
        question.comment_id: question
        for question in Question.objects.filter(comment__in=comments).select_related("department")
    }
    for comment in comments:
        comment.asked = found.get(comment.pk)
    return comments


def rows(department_id):
    """Returns the questions to a department with what a list draws of them, the latest first."""
    questions = Question.objects.shown().filter(
        department_id=department_id, comment__page__live=True
    )
    for path in restricted_paths():
        questions = questions.exclude(comment__page__path__startswith=path)
    return questions.select_related(
        "comment__author", "answer__author", "answer__reason", "department"
    ).prefetch_related("forwardings__from_department")

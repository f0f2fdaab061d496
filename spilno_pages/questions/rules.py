"""Who may ask, answer and send on."""

from django.utils.translation import gettext as _

from wagtail.models import Locale, Page, get_page_models

from ..discussion.models import State
from ..discussion.offices import is_moderator
from ..residents.models import Resident, Role, RoleKind
from ..verdicts import YES, Verdict, no
from .models import Question

WORKING_DAYS = 10  # where the council has set no term of its own


def departments():
    """Pages that questions may be asked of: live ones of a type that takes questions, in the site's first language."""
    takers = [model for model in get_page_models() if getattr(model, "takes_questions", False)]
    if not takers:
        return Page.objects.none()
    own = Page.objects.live().public().filter(locale=Locale.get_default())
    return own.type(*takers).order_by("path")


def own_departments(resident: Resident):
    """Returns [page keys] of the departments that the resident is an official of. One query."""
    roles = Role.objects.current().filter(resident=resident, kind=RoleKind.OFFICIAL)
    return list(roles.values_list("page_id", flat=True))


def may_answer(resident: Resident, question: Question) -> Verdict:
    """An official of the department, once. One query."""
    if question.department_id not in own_departments(resident) and not is_moderator(resident.user):
        return no(_("Only officials of the department answer this question."))
    if question.answered_on:
        return no(_("This question is answered. Add to it in the discussion below the answer."))
    if question.comment.state != State.PUBLIC:
        return no(_("This question is no longer shown."))
    if not resident.display_name:
        return no(_("Answers are signed. Enter the name that others will see in your profile."))
    return YES


def may_forward(resident: Resident, question: Question) -> Verdict:
    return may_answer(resident, question)

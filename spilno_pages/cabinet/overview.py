"""What waits for a person, and what is theirs, on one page."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.models import Page, WorkflowState

from ..dashboard import returned, reviewable
from ..discussion.actions.queue import waiting_for
from ..discussion.offices import is_moderator
from ..discussion.texts import excerpt
from ..notices.models import Notice
from ..polls.rules import waiting_polls
from ..provisioning.models import Invitation, Workspace
from ..provisioning.rules import is_council
from ..questions.models import Question
from ..residents.models import Level, RoleKind
from ..residents.rules import present_roles
from ..submissions.models import Application, Proposal

SOON = timedelta(days=30)
DRAFTS = 8
QUESTIONS = 5
LATEST = 5
POLLS = 5


@dataclass(frozen=True)
class Matter:
    """One line of «Waiting for you»: when, what, why, and where to go."""

    title: str
    url: str
    action: str
    meta: str = ""
    when: str = ""
    tone: str = "wait"
    invitation: object = None


def waiting(user, resident, applications, represents):
    """Returns [Matter], what presses first. Up to six queries whatever the person has.

    represents: organizations(user); nobody represents an organization and reviews for the council, too.
    """
    matters = []
    invitations = Invitation.objects.to(user).select_related("workspace__page")
    for invitation in [] if is_council(user) else invitations:
        matters.append(
            Matter(
                _("Represent “%(organization)s”?")
                % {"organization": invitation.workspace.page.title},
                "",
                "",
                _("Its representatives invite you"),
                _("until %(day)s") % {"day": date_format(invitation.expires_at, "j E")},
                invitation=invitation,
            )
        )
    matters += [of_handed_in(handed) for handed in applications if handed.state == "returned"]
    matters += questions(resident)
    matters += drafts_returned(user) if represents else reviews(user)
    matters += of_moderation(user, represents)
    matters += of_verification(resident)
    matters += polls(resident)
    return matters


def polls(resident):
    """Yields the open polls that ask this person and have no vote of theirs yet, those that close first. Two queries."""
    for poll in waiting_polls(resident, POLLS):
        yield Matter(
            poll.title,
            reverse("poll", args=[poll.pk]),
            _("Answer the survey") if poll.is_survey else _("Vote"),
            _("Survey") if poll.is_survey else poll.get_kind_display().capitalize(),
            _("until %(day)s") % {"day": date_format(localtime(poll.closes_at), "j E")},
            "go",
        )


def of_handed_in(handed):
    words = (
        _("Change your question “%(organization)s”")
        if isinstance(handed, Proposal)
        else _("Change the application of “%(organization)s”")
    )
    return Matter(
        words % {"organization": handed.page.draft_title},
        reverse(f"cabinet-{handed.kind}", args=[handed.pk]),
        _("Change"),
        handed.reason,
        _("returned"),
    )


def questions(resident):
    """Yields what an official is to answer, the nearest term first. One query more for officials."""
    departments = [
        role.page_id for role in present_roles(resident.user) if role.kind == RoleKind.OFFICIAL
    ]
    if not departments:
        return
    waiting = Question.objects.open().filter(department__in=departments).order_by("due_on", "pk")
    for question in waiting.select_related("comment", "department")[:QUESTIONS]:
        late = question.is_overdue
        yield Matter(
            excerpt(question.comment.comment, 100),
            reverse("question-answer", args=[question.pk]),
            _("Give an answer"),
            question.department.title,
            _("overdue")
            if late
            else _("until %(day)s") % {"day": date_format(question.due_on, "j E")},
            "no" if late else "wait",
        )


def of_moderation(user, represents):
    """Yields one line where comments wait for the person as a moderator. One query."""
    paths = None if is_moderator(user) else [space.page.path for space, _drafts in represents]
    if count := waiting_for(paths):
        yield Matter(
            ngettext("%(count)s comment to decide on", "%(count)s comments to decide on", count)
            % {"count": count},
            reverse("cabinet-moderation"),
            _("Moderate"),
            _("Reported, waiting for approval, or appealed"),
        )


def drafts_returned(user):
    for matter in returned(user):
        yield Matter(
            matter.page.get_admin_display_title(),
            reverse("wagtailadmin_pages:edit", args=[matter.page.pk]),
            _("Correct"),
            matter.words,
            _("returned"),
        )


def reviews(user):
    if is_council(user) and (count := reviewable(user).count()):
        yield Matter(
            ngettext(
                "%(count)s page waits for your review",
                "%(count)s pages wait for your review",
                count,
            )
            % {"count": count},
            reverse("wagtailadmin_home"),
            _("Review"),
            _("In the admin of the site"),
        )


def of_verification(resident):
    url, today = reverse("cabinet-verification"), timezone.localdate()
    if resident.present_level == Level.RESIDENT:
        if resident.valid_until - today <= SOON:
            until = date_format(resident.valid_until, "j E")
            yield Matter(
                _("Prove your residence anew"),
                url,
                _("Prove"),
                _("Without it you will not be able to vote and sign"),
                _("until %(day)s") % {"day": until},
            )
        return
    yield Matter(
        _("Prove that you live in the community"),
        url,
        _("Verify"),
        _("Once, at the desk or by id.gov.ua. Then you can vote and sign"),
        _("when you like"),
        "go",
    )


def own_applications(user):
    """Returns the person's applications and proposals with their pages and newest reviews. Three queries."""
    applications = [
        handed
        for model in (Application, Proposal)
        for handed in model.objects.open().filter(applicant=user).select_related("page")
    ]
    states = WorkflowState.objects.filter(
        object_id__in=[str(application.page_id) for application in applications],
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    newest = {
        state.object_id: state
        for state in states.select_related("current_task_state").order_by("created_at")
    }
    for application in applications:
        application._workflow_state = newest.get(str(application.page_id))
    return applications


def organizations(user):
    """Returns [(Workspace, [its newest drafts])] of what the person represents. Two queries."""
    if is_council(user):  # decides about organizations and represents none
        return []
    workspaces = list(
        Workspace.objects.of(user).select_related("page__locale").order_by("page__title")
    )
    user._own_paths = [
        workspace.page.path for workspace in workspaces
    ]  # what rules.own_paths would ask
    if not workspaces:
        return []
    drafts = Page.objects.none()
    for workspace in workspaces:
        drafts |= Page.objects.filter(path__startswith=workspace.page.path)
    drafts = list(
        drafts.filter(has_unpublished_changes=True).order_by("-latest_revision_created_at")[:DRAFTS]
    )
    return [
        (workspace, [draft for draft in drafts if draft.path.startswith(workspace.page.path)])
        for workspace in workspaces
    ]


def inbox(user):
    """Returns (the newest notices, number of unread ones). One query."""
    unread = Window(Count("pk", filter=Q(read_at=None)))
    notices = list(Notice.objects.filter(user=user).annotate(unread=unread)[:LATEST])
    return notices, notices[0].unread if notices else 0

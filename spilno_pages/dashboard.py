"""What waits for a person on the admin's first screen."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState, WorkflowState

from .discussion.actions.queue import waiting_for
from .discussion.offices import is_moderator
from .models import BlogPostPage, EventPage, InitiativePage, OrganizationPage
from .provisioning.models import Workspace
from .provisioning.rules import own_paths

LIMIT = 20


@dataclass
class Matter:
    """One line of «Waiting for you»: a page, what is asked, since when and in whose words."""

    page: Page
    kind: str
    since: datetime
    who: str = ""
    words: str = ""


def reviewable(user):
    """Task states that the person may decide now."""
    return (
        TaskState.objects.reviewable_by(user).filter(status=TaskState.STATUS_IN_PROGRESS).distinct()
    )


def to_review(user):
    """Returns what the person may approve, the oldest first."""
    states = (
        reviewable(user)
        .select_related("workflow_state__requested_by")
        .order_by("started_at")[:LIMIT]
    )
    return [
        Matter(
            state.workflow_state.content_object,
            "review",
            state.started_at,
            str(state.workflow_state.requested_by or ""),
        )
        for state in states
        if isinstance(state.workflow_state.content_object, Page)
    ]


def own_pages(user):
    """Pages of the organizations that the person represents."""
    pages = Page.objects.none()
    for path in own_paths(user):
        pages |= Page.objects.filter(path__startswith=path)
    return pages


def returned(user):
    """Returns what the council sent back to the person's organizations, with its reasons. Two queries, none for nobody's."""
    if not own_paths(user):
        return []
    keys = own_pages(user).values_list(Cast("pk", output_field=CharField()))
    states = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_NEEDS_CHANGES,
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=keys,
    )
    states = list(states.select_related("current_task_state__finished_by")[:LIMIT])
    pages = Page.objects.in_bulk([int(state.object_id) for state in states])
    return [
        Matter(
            pages[int(state.object_id)],
            "returned",
            state.current_task_state.finished_at,
            str(state.current_task_state.finished_by or ""),
            state.current_task_state.comment,
        )
        for state in states
        if state.current_task_state
    ]


def unsent(user):
    """Returns the person's drafts that are nowhere on their way."""
    on_its_way = WorkflowState.objects.active().filter(
        object_id=Cast(OuterRef("pk"), output_field=CharField())
    )
    drafts = own_pages(user).filter(owner=user, has_unpublished_changes=True)
    drafts = drafts.filter(~Exists(on_its_way)).order_by("-latest_revision_created_at")
    return [
        Matter(page.specific_deferred, "draft", page.latest_revision_created_at)
        for page in drafts[:LIMIT]
    ]


class WaitingPanel(Component):
    """«Waiting for you»: reviews for editors, returned pages and drafts for representatives."""

    name = "waiting"
    order = 50
    template_name = "spilno_pages/admin/waiting.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        matters = [*returned(user), *to_review(user), *unsent(user)]
        paths = None if is_moderator(user) else own_paths(user)
        return {"matters": matters, "comments": waiting_for(paths)}


class FirstStepsPanel(Component):
    """What a new representative does first; gone as soon as all of it is done."""

    name = "first-steps"
    order = 40
    template_name = "spilno_pages/admin/first_steps.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        spaces = Workspace.objects.of(user).select_related("page")
        return {"organizations": [found for found in map(first_steps, spaces) if not found["done"]]}


def first_steps(workspace):
    """Returns {"page", "steps": [(name, whether it is done)], "done"} for an organization. Five queries."""
    page = OrganizationPage.objects.get(pk=workspace.page_id)
    draft = page.get_latest_revision_as_object()

    def has(model):
        return model.objects.descendant_of(page).exists()

    steps = {
        "logo": bool(draft.logo_id),
        "story": bool(draft.summary and draft.body),
        "contacts": bool(draft.email or draft.phone),
        "post": has(BlogPostPage),
        "event_or_initiative": has(EventPage) or has(InitiativePage),
    }
    return {"page": page, "steps": steps, "done": all(steps.values())}

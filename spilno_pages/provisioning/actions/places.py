"""The council and each organization get their places in the admin; trust is given and taken back."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Revision,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from ...models import BlogIndexPage, EventIndexPage, InitiativeIndexPage, PollIndexPage
from ...sessions import end_sessions
from ..models import CouncilReviewTask, Workspace

EDITORS_GROUP = "Редактори ради"
WORKFLOW_NAME = "Публікація на сайті ради"
TASK_NAME = "Перевірка редактором ради"
ROOT_COLLECTION = "Файли ради"


# What editors do with people: they name officials and experts, and answer reports; who is verified how is not theirs to see.
COUNCIL_PERMISSIONS = (
    "spilno_residents.add_role",
    "spilno_residents.view_role",
    "spilno_discussion.moderate",
    "spilno_discussion.view_comment",
    "spilno_discussion.view_report",
    "spilno_discussion.view_decision",
    "spilno_discussion.view_appeal",
    "spilno_discussion.view_block",
    "spilno_discussion.add_moderationreason",
    "spilno_discussion.change_moderationreason",
    "spilno_discussion.view_moderationreason",
    "spilno_discussion.change_discussionsettings",
    "spilno_polls.view_poll",
    "spilno_polls.view_checkpoint",
    "spilno_polls.view_answer",
    "spilno_polls.change_answer",
    "spilno_questions.view_question",
    "spilno_terms.add_term",
    "spilno_terms.change_term",
    "spilno_terms.view_term",
    "spilno_terms.add_dayoff",
    "spilno_terms.change_dayoff",
    "spilno_terms.delete_dayoff",
    "spilno_terms.view_dayoff",
    "spilno_terms.add_suspension",
    "spilno_terms.change_suspension",
    "spilno_terms.view_suspension",
    "spilno_submissions.view_proposal",
    "spilno_submissions.view_application",
    "spilno_submissions.view_accessibilityreport",
    "spilno_submissions.change_accessibilityreport",
)


# What stands under an organization's page, and whether trust lets it publish there by itself.
CONTAINERS = (
    (BlogIndexPage, _("Blog"), True),
    (EventIndexPage, _("Events"), True),
    (InitiativeIndexPage, _("Initiatives"), False),
    (PollIndexPage, _("Polls"), False),
)


def permission(app_label, codename):
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def page_permission(codename):
    return Permission.objects.get(
        content_type=ContentType.objects.get_for_model(Page, for_concrete_model=False),
        codename=codename,
    )


def review_workflow():
    """Returns the council's workflow, made at the first call with its task and its editors' group."""
    group, _made = Group.objects.get_or_create(name=EDITORS_GROUP)
    task, made = CouncilReviewTask.objects.get_or_create(name=TASK_NAME)
    if made:
        task.groups.add(group)
    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW_NAME, defaults={"active": True})
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    return workflow


@transaction.atomic
def set_up_council(root):
    """Gives the editors' group its rights over the tree under root and puts the tree under review. Idempotent."""
    workflow = review_workflow()
    group = Group.objects.get(name=EDITORS_GROUP)
    group.permissions.add(
        permission("wagtailadmin", "access_admin"), permission("spilno_pages", "decide")
    )
    for model in ("topic", "district", "organizationkind"):
        for act in ("add", "change", "delete", "view"):
            group.permissions.add(permission("spilno_pages", f"{act}_{model}"))
    group.permissions.add(permission("spilno_pages", "change_spilnosettings"))
    for codename in COUNCIL_PERMISSIONS:
        group.permissions.add(permission(*codename.split(".")))
    for codename in (
        "add_page",
        "change_page",
        "publish_page",
        "bulk_delete_page",
        "lock_page",
        "unlock_page",
    ):
        GroupPagePermission.objects.get_or_create(
            group=group, page=root, permission=page_permission(codename)
        )
    files = Collection.get_first_root_node()
    if files.name == "Root":
        files.name = ROOT_COLLECTION
        files.save(update_fields=["name"])
    give_collection(group, files)
    WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})
    return group


def give_collection(group, collection):
    for model, label in ((get_image_model(), "image"), (get_document_model(), "document")):
        for act in ("add", "change", "choose"):
            GroupCollectionPermission.objects.get_or_create(
                group=group,
                collection=collection,
                permission=permission(model._meta.app_label, f"{act}_{label}"),
            )


@transaction.atomic
def provision(page):
    """Gives a published OrganizationPage its group, collection, containers, rights and workflow.

    Idempotent: what is there stays, what is missing comes back. Returns the Workspace.
    """
    workspace = (
        Workspace.objects.select_related("group", "collection").filter(page_id=page.pk).first()
    )
    if workspace is None:
        group = Group.objects.create(name=group_name(page))
        collection = Collection.get_first_root_node().add_child(name=page.title[:255])
        workspace = Workspace.objects.create(page_id=page.pk, group=group, collection=collection)
    rename(workspace, page)
    group = workspace.group
    group.permissions.add(permission("wagtailadmin", "access_admin"))
    for codename in ("add_page", "change_page"):
        GroupPagePermission.objects.get_or_create(
            group=group, page_id=page.pk, permission=page_permission(codename)
        )
    give_collection(group, workspace.collection)
    for model, title, _by_trust in CONTAINERS:
        if not model.objects.child_of(page).exists():
            add_container(page, model, title)
    WorkflowPage.objects.get_or_create(page_id=page.pk, defaults={"workflow": review_workflow()})
    set_trust(workspace, page.trusted)
    return workspace


def group_name(page):
    return f"{page.title[:120]} · {page.pk}"


def rename(workspace, page):
    for part, name in (
        (workspace.group, group_name(page)),
        (workspace.collection, page.title[:255]),
    ):
        if part.name != name:
            part.name = name
            part.save(update_fields=["name"])


def add_container(page, model, title):
    with override(page.locale.language_code):
        container = model(title=gettext(str(title)), locale=page.locale, show_in_menus=True)
    parent = Page.objects.get(pk=page.pk)
    parent.add_child(instance=container)
    container.save_revision().publish()


def trusted_containers(page):
    for model, _title, by_trust in CONTAINERS:
        if by_trust:
            yield from model.objects.child_of(page)


@transaction.atomic
def set_trust(workspace, trusted):
    """Lets the organization publish posts and events itself, or takes that back together with what it has scheduled."""
    publish = page_permission("publish_page")
    given = GroupPagePermission.objects.filter(group=workspace.group, permission=publish)
    if trusted:
        for container in trusted_containers(workspace.page):
            GroupPagePermission.objects.get_or_create(
                group=workspace.group, page=container, permission=publish
            )
        return
    if given.delete()[0]:
        unschedule(workspace)


def unschedule(workspace):
    """Takes back the dates at which the organization's own scheduled revisions would have gone live."""
    below = Page.objects.filter(path__startswith=workspace.page.path)
    scheduled = Revision.page_revisions.filter(
        approved_go_live_at__isnull=False,
        object_id__in=[str(pk) for pk in below.values_list("pk", flat=True)],
        user__in=workspace.group.user_set.all(),
    )
    for revision in scheduled:
        log(instance=revision.content_object, action="wagtail.schedule.cancel", revision=revision)
    scheduled.update(approved_go_live_at=None)


def close(workspace):
    """What is left when an organization's page is deleted: nobody works for it; files that others may use stay."""
    for user in workspace.group.user_set.all():
        end_sessions(user)
    workspace.group.delete()
    collection = workspace.collection
    in_use = any(
        model.objects.filter(collection=collection).exists()
        for model in (get_image_model(), get_document_model())
    )
    if not in_use:
        collection.delete()

"""An organization gets its place in the admin; people come and go; trust is given and taken back."""

import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.tokens import default_token_generator
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
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

from ..models import BlogIndexPage, EventIndexPage, InitiativeIndexPage
from .models import CouncilReviewTask, Workspace
from .rules import is_council

EDITORS_GROUP = "Редактори ради"
WORKFLOW_NAME = "Публікація на сайті ради"
TASK_NAME = "Перевірка редактором ради"
ROOT_COLLECTION = "Файли ради"

# What stands under an organization's page, and whether trust lets it publish there by itself.
CONTAINERS = (
    (BlogIndexPage, _("Blog"), True),
    (EventIndexPage, _("Events"), True),
    (InitiativeIndexPage, _("Initiatives"), False),
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


def end_sessions(user):
    """Signs the person out everywhere at once, with a user model that can (end_sessions) or without."""
    if hasattr(user, "end_sessions"):
        user.end_sessions()
        return
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


@transaction.atomic
def invite(workspace, email, *, by, first_name="", last_name=""):
    """Makes the person with this address a representative, with an own account, and writes to them.

    Returns the user. Raises ValidationError where the account is the council's or is one of its representatives already.
    """
    model = get_user_model()
    email = email.strip().lower()
    user = model.objects.filter(email__iexact=email).first()
    if user and is_council(user):
        raise ValidationError(
            _(
                "This account belongs to the council. A representative needs an account of their own."
            )
        )
    if user and user.groups.filter(pk=workspace.group_id).exists():
        raise ValidationError(_("This person already represents the organization."))
    is_new = user is None
    if is_new:
        names = {"first_name": first_name, "last_name": last_name}
        user = model.objects.create_user(
            **{model.USERNAME_FIELD: email, "email": email},
            password=secrets.token_urlsafe(32),
            **names,
        )
    user.groups.add(workspace.group)
    log(
        instance=workspace.page.specific,
        action="spilno.representative.add",
        user=by,
        data={"person": str(user)},
    )
    # A mail server that is down does not undo the invitation: the letter can be sent again.
    transaction.on_commit(lambda: send_invitation(workspace, user, is_new=is_new), robust=True)
    return user


def send_invitation(workspace, user, *, is_new):
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    token = {
        "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    context = {
        "organization": workspace.page.title,
        "user": user,
        "is_new": is_new,
        "password_url": base + reverse(settings.SPILNO_INVITATION_VIEW, kwargs=token),
        "admin_url": base + reverse("wagtailadmin_home"),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
    }
    with override(workspace.page.locale.language_code):
        subject = gettext("You represent “%(organization)s” on the council’s site") % context
        body = render_to_string("spilno_provisioning/mail/invitation.txt", context)
    EmailMessage(" ".join(subject.split()), body, to=[user.email]).send()


def invite_again(workspace, user):
    """Writes once more to a representative who has not come yet. Raises ValidationError if mail does not go."""
    try:
        send_invitation(workspace, user, is_new=True)
    except OSError:
        raise ValidationError(
            _("The mail server does not answer. Nothing was sent; try again in a few minutes.")
        ) from None


@transaction.atomic
def remove(workspace, user, *, by):
    """Ends the person's work for the organization: rights and sessions go at once (receivers.py), the texts stay."""
    user.groups.remove(workspace.group)
    log(
        instance=workspace.page.specific,
        action="spilno.representative.remove",
        user=by,
        data={"person": str(user)},
    )

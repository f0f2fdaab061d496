"""What provisioning hears: publishing, council's decisions, people leaving a group through any door."""

from django.contrib.auth import get_user_model
from django.db.models.signals import m2m_changed, post_delete

from wagtail.signals import page_published

from ..models import OrganizationPage
from ..models.base import council_decided
from ..residents.actions import end_role, give_role, resident_of
from ..residents.models import Role, RoleKind
from ..sessions import end_sessions
from . import actions
from .models import Workspace


def organization_published(instance, **kwargs):
    """An alias or a translation is another view of an organization that has its place already."""
    if not instance.alias_of_id and instance.registered.pk == instance.pk:
        actions.provision(instance)


def trust_decided(page, decided, **kwargs):
    workspace = Workspace.objects.filter(page_id=page.pk).first()
    if workspace and "trusted" in decided:
        actions.set_trust(workspace, decided["trusted"])


def pairs(instance, reverse, pk_set):
    """Returns [(person, workspace)] that a change of groups is about, from the user's side or from the group's."""
    if reverse:
        if not hasattr(instance, "workspace"):
            return []
        people = instance.user_set.all()
        if pk_set is not None:
            people = people.filter(pk__in=pk_set)
        return [(person, instance.workspace) for person in people]
    groups = instance.groups.filter(workspace__isnull=False).select_related("workspace__page")
    if pk_set is not None:
        groups = groups.filter(pk__in=pk_set)
    return [(instance, group.workspace) for group in groups]


def people_changed(sender, instance, action, reverse, pk_set, **kwargs):
    """Whoever comes to an organization's group through any door gets the role; whoever leaves loses it and the sessions."""
    if action == "post_add":
        for person, workspace in pairs(instance, reverse, pk_set):
            give_role(resident_of(person), RoleKind.REPRESENTATIVE, by=None, page=workspace.page)
    if action in {"pre_remove", "pre_clear"}:
        for person, workspace in pairs(instance, reverse, pk_set):
            end_sessions(person)
            workspace.invitations.filter(invited_by=person).delete()
            for role in Role.objects.current().filter(
                resident__user=person, kind=RoleKind.REPRESENTATIVE, page=workspace.page
            ):
                end_role(role, by=None)


def workspace_deleted(instance, **kwargs):
    actions.close(instance)


def connect():
    page_published.connect(
        organization_published, sender=OrganizationPage, dispatch_uid="spilno.provision"
    )
    council_decided.connect(trust_decided, sender=OrganizationPage, dispatch_uid="spilno.trust")
    m2m_changed.connect(
        people_changed, sender=get_user_model().groups.through, dispatch_uid="spilno.people-left"
    )
    post_delete.connect(
        workspace_deleted, sender=Workspace, dispatch_uid="spilno.workspace-deleted"
    )

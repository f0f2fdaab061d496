"""What provisioning hears: publishing, council's decisions, people leaving a group through any door."""

from django.contrib.auth import get_user_model
from django.db.models.signals import m2m_changed, post_delete

from wagtail.signals import page_published

from ..models import OrganizationPage
from ..models.base import council_decided
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


def people_left(sender, instance, action, reverse, pk_set, **kwargs):
    """Ends the sessions of whoever loses an organization's group, from the user's side or from the group's."""
    if action not in {"pre_remove", "pre_clear"}:
        return
    if reverse:
        leaving = (
            instance.user_set.all()
            if hasattr(instance, "workspace")
            else get_user_model().objects.none()
        )
        people = leaving if pk_set is None else leaving.filter(pk__in=pk_set)
    else:
        groups = instance.groups.filter(workspace__isnull=False)
        left = groups if pk_set is None else groups.filter(pk__in=pk_set)
        people = [instance] if left.exists() else []
    for person in people:
        actions.end_sessions(person)


def workspace_deleted(instance, **kwargs):
    actions.close(instance)


def connect():
    page_published.connect(
        organization_published, sender=OrganizationPage, dispatch_uid="spilno.provision"
    )
    council_decided.connect(trust_decided, sender=OrganizationPage, dispatch_uid="spilno.trust")
    m2m_changed.connect(
        people_left, sender=get_user_model().groups.through, dispatch_uid="spilno.people-left"
    )
    post_delete.connect(
        workspace_deleted, sender=Workspace, dispatch_uid="spilno.workspace-deleted"
    )

"""What the room hears: the council returns, publishes or deletes what was handed in."""

from django.db.models.signals import pre_delete

from wagtail.signals import page_published, workflow_rejected

from ..models import DiscussionPage, OrganizationPage
from . import actions
from .models import Application, Proposal

HANDED_IN = {OrganizationPage: Application, DiscussionPage: Proposal}


def handed_in(page_id):
    """Returns the open Application or Proposal of a page, None where the page came otherwise. Up to two queries."""
    for model in HANDED_IN.values():
        if found := model.objects.open().filter(page_id=page_id).first():
            return found
    return None


def published(instance, **kwargs):
    if found := handed_in(instance.pk):
        actions.approve(found)


def rejected(instance, **kwargs):
    if found := handed_in(instance.object_id):
        actions.returned(found, instance)


def going(instance, **kwargs):
    """An editor deletes the draft; whoever takes an application back deletes the row first and hears nothing."""
    if found := handed_in(instance.pk):
        actions.tell(found, f"{found.kind}.closed", "closed")


def connect():
    workflow_rejected.connect(rejected, dispatch_uid="spilno.application-returned")
    for model in HANDED_IN:
        uid = f"spilno.application.{model.__name__}"
        page_published.connect(published, sender=model, dispatch_uid=uid)
        pre_delete.connect(going, sender=model, dispatch_uid=uid)

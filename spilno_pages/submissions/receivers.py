"""What the room hears: the council returns, publishes or deletes what an organization applied with."""

from django.db.models.signals import pre_delete

from wagtail.signals import page_published, workflow_rejected

from ..models import OrganizationPage
from . import actions
from .models import Application


def published(instance, **kwargs):
    application = Application.objects.open().filter(page_id=instance.pk).first()
    if application:
        actions.approve(application)


def rejected(instance, **kwargs):
    application = Application.objects.open().filter(page_id=instance.object_id).first()
    if application:
        actions.returned(application, instance)


def going(instance, **kwargs):
    """An editor deletes the draft; whoever takes an application back deletes the row first and hears nothing."""
    application = Application.objects.open().filter(page_id=instance.pk).first()
    if application:
        actions.tell(application, "application.closed", "closed")


def connect():
    page_published.connect(published, sender=OrganizationPage, dispatch_uid="spilno.application")
    workflow_rejected.connect(rejected, dispatch_uid="spilno.application-returned")
    pre_delete.connect(going, sender=OrganizationPage, dispatch_uid="spilno.application-closed")

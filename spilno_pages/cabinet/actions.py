"""A person takes their data away, or leaves."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext, override

from wagtail.models import ModelLogEntry, Page, PageLogEntry

from ..discussion.actions import forget_author
from ..generations import begin_on_commit
from ..notices.actions import GONE, forget_person, preferences_of
from ..polls.actions import forget_voter
from ..provisioning.models import Invitation, Workspace
from ..record.actions import record
from ..residents.actions import resident_of
from ..submissions.actions import cancel_reviews
from ..submissions.models import Application, Proposal
from . import rules
from .portability import portrait


def export(user):
    """Returns portability.portrait of a person and keeps that it was taken."""
    resident = resident_of(user)
    record("account.exported", f"resident:{resident.key}", by=user)
    return portrait(user, resident)


@transaction.atomic
def erase(user):
    """Deletes an account and all that says whose it was. What the organization published stays, without the name.

    Raises PermissionDenied with the reason for people who act for the council. The audit log keeps that an account with this key
    was deleted, and nothing else.
    """
    if not (verdict := rules.may_erase(user)):
        raise PermissionDenied(verdict.reason)
    farewell = letter(user)
    record("account.erased", f"account:{user.pk}", by=user)
    for handed in open_of(user):
        page = handed.page
        handed.delete()
        cancel_reviews(page)
        page.specific.delete()
        PageLogEntry.objects.filter(page_id=page.pk).update(label=GONE, data={})
    Invitation.objects.filter(email=user.email.lower()).delete()
    for workspace in Workspace.objects.of(user):
        user.groups.remove(workspace.group)
    forget_author(user)
    forget_voter(user)
    forget_person(user)
    forget_in_logs(user)
    forget_files(user)
    user.delete()
    begin_on_commit()
    transaction.on_commit(farewell.send, robust=True)


def open_of(user):
    """Returns [Application or Proposal] of a person that the council has not decided. Two queries."""
    return [
        handed
        for model in (Application, Proposal)
        for handed in model.objects.open().filter(applicant=user).select_related("page")
    ]


def letter(user):
    with override(preferences_of(user).language):
        return EmailMessage(
            gettext("Your account is deleted"),
            render_to_string("spilno_cabinet/mail/erased.txt"),
            to=[user.email],
        )


def forget_in_logs(user):
    """Takes the name and the address out of Wagtail's log of the account itself; no other entry names people but by key.

    Never by what the person typed: a name could be chosen to fit other entries.
    """
    own = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(user), object_id=str(user.pk)
    )
    own.update(label=GONE, data={})


def forget_files(user):
    """Wagtail keeps a picture of an editor beside the profile; deleting the row alone would leave the file."""
    profile = getattr(user, "wagtail_userprofile", None)
    if profile and profile.avatar:
        storage, name = profile.avatar.storage, profile.avatar.name
        transaction.on_commit(lambda: storage.delete(name), robust=True)


def pages_left(user):
    """Returns how many published pages of organizations stay when the person goes. One query."""
    return Page.objects.filter(owner=user, live=True).count()

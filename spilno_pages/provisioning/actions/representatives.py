"""People come to an organization and go."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from wagtail.log_actions import log

from ...limits import Limit, wait_words
from ...notices.actions import notify
from ...residents.actions import resident_of
from ...sessions import is_confirmed
from .. import rules
from ..models import Invitation, invitation_expiry
from ..rules import is_council

INVITATIONS = Limit("invitations", 10, timedelta(days=1))


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
    elif not is_confirmed(user):
        # Somebody has signed up with this address and never shown that it is theirs: the letter decides whose it is.
        user.set_password(secrets.token_urlsafe(32))
        user.save(update_fields=["password"])
        is_new = True
    user.groups.add(workspace.group)
    log(
        instance=workspace.page.specific,
        action="spilno.representative.add",
        user=by,
        data={"account": user.pk},
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
        data={"account": user.pk},
    )


def others(workspace, user):
    return workspace.group.user_set.exclude(pk=user.pk)


@transaction.atomic
def ask(workspace, email, *, by):
    """A representative invites a person by address. Returns the Invitation; it takes effect when the person accepts.

    Raises ValidationError with a sentence, PermissionDenied for whoever does not represent the organization.
    """
    email = email.strip().lower()
    if not rules.represents(by, workspace):
        raise PermissionDenied
    if workspace.group.user_set.filter(email__iexact=email).exists():
        raise ValidationError(_("This person already represents the organization."))
    if seconds := INVITATIONS.spend(workspace.pk):
        raise ValidationError(wait_words(seconds))
    invitation, _made = Invitation.objects.update_or_create(
        workspace=workspace,
        email=email,
        defaults={"invited_by": by, "made_at": timezone.now(), "expires_at": invitation_expiry()},
    )
    log(instance=workspace.page.specific, action="spilno.representative.ask", user=by)
    transaction.on_commit(lambda: send_question(invitation, by), robust=True)
    return invitation


def send_question(invitation, by):
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    page = invitation.workspace.page
    context = {
        "organization": page.title,
        "by": resident_of(by).display_name,
        "email": invitation.email,
        "url": base + reverse("cabinet"),
        "days": (invitation.expires_at - invitation.made_at).days,
    }
    with override(page.locale.language_code):
        subject = gettext("“%(organization)s” invites you to be its representative") % context
        body = render_to_string("spilno_provisioning/mail/question.txt", context)
    EmailMessage(" ".join(subject.split()), body, to=[invitation.email]).send()


@transaction.atomic
def accept(invitation, user):
    """The invited person becomes a representative. Raises ValidationError with a sentence."""
    if invitation.email != user.email.lower() or invitation.expires_at <= timezone.now():
        raise ValidationError(_("This invitation is no longer open. Ask for a new one."))
    if is_council(user):
        raise ValidationError(
            _(
                "This account belongs to the council. A representative needs an account of their own."
            )
        )
    workspace = invitation.workspace
    if invitation.invited_by is None or not rules.represents(invitation.invited_by, workspace):
        raise ValidationError(
            _("Who invited you no longer represents the organization. Ask for a new invitation.")
        )
    user.groups.add(workspace.group)
    log(
        instance=workspace.page.specific,
        action="spilno.representative.add",
        user=user,
        data={"account": user.pk},
    )
    invitation.delete()
    tell_others(workspace, user, "joined")


def withdraw_invitation(invitation):
    """The organization takes it back, or the invited person declines."""
    invitation.delete()


@transaction.atomic
def leave(workspace, user):
    """A representative goes. Raises ValidationError for the last one: somebody has to answer for the page."""
    if not others(workspace, user).filter(is_active=True).exists():
        raise ValidationError(
            _("You are the last representative. Invite somebody first, or write to the council.")
        )
    remove(workspace, user, by=user)
    tell_others(workspace, user, "left")


@transaction.atomic
def dismiss(workspace, user, *, by):
    """A representative of longer standing takes another's rights. Raises PermissionDenied with the reason."""
    if not (verdict := rules.may_dismiss(by, user, workspace)):
        raise PermissionDenied(verdict.reason)
    remove(workspace, user, by=by)
    notify(
        user,
        "representative.removed",
        f"removed:{workspace.pk}:{timezone.now():%Y%m%d%H%M%S}",
        url=reverse("cabinet"),
        organization=workspace.page.title,
    )
    tell_others(workspace, user, "left")


def tell_others(workspace, user, what):
    """Tells the other representatives that a person has "joined" or "left"."""
    name = str(resident_of(user))
    for person in others(workspace, user):
        notify(
            person,
            f"representative.{what}",
            f"{what}:{workspace.pk}:{user.pk}:{timezone.now():%Y%m%d%H%M%S}",
            url=reverse("cabinet-organization", args=[workspace.page_id]),
            organization=workspace.page.title,
            person=name,
            account=user.pk,
        )


def forget_invitations(at=None):
    """Deletes invitations that nobody has answered: they hold addresses of people without an account."""
    return Invitation.objects.filter(expires_at__lt=at or timezone.now()).delete()[0]

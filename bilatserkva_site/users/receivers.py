"""What accounts hear: somebody has signed in, somebody goes."""

from datetime import timedelta

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db.models.signals import post_save, pre_delete
from django.utils import timezone

from allauth.account.signals import email_confirmed
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession

from spilno_pages.ticks import ticked

from .fresh_codes import signed_in
from .middleware import ENROLLED
from .models import User

UNCONFIRMED_KEPT = timedelta(days=7)


def sessions_go(instance, **kwargs):
    """A session of a deleted account would keep its key and what it was about."""
    keys = UserSession.objects.filter(user=instance).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()


def address_proven(request, email_address, **kwargs):
    """Whoever signed up with another's address and a password of their own must not meet its owner inside."""
    by_code = getattr(request.resolver_match, "url_name", "") == "account_confirm_login_code"
    user = email_address.user
    others = user.emailaddress_set.filter(verified=True).exclude(pk=email_address.pk)
    if by_code and not others.exists():
        user.shut_out_others()


def factor_added(request, user, **kwargs):
    """From now on only sessions that have shown the factor count: this one has, by setting it up."""
    user.end_sessions()
    request.session[ENROLLED] = True
    update_session_auth_hash(request, user)


def address_changed(instance, created, update_fields=None, **kwargs):
    """An address that is no longer the account's opens it no longer; one that waits for its code stays."""
    if created or (update_fields is not None and "email" not in update_fields):
        return
    outdated = instance.emailaddress_set.filter(verified=True).exclude(email=instance.email)
    outdated.delete()


def forget(at=None, **kwargs):
    """Hears the tick: sessions that have ended, with their addresses, and sign-ups that nobody confirmed."""
    at = at or timezone.now()
    Session.objects.filter(expire_date__lt=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    User.objects.filter(
        date_joined__lt=at - UNCONFIRMED_KEPT,
        last_login=None,
        is_staff=False,
        groups=None,
        emailaddress__verified=False,
    ).exclude(emailaddress__verified=True).delete()


def connect():
    ticked.connect(forget, dispatch_uid="users.forget")
    user_logged_in.connect(signed_in, dispatch_uid="users.signed-in")
    email_confirmed.connect(address_proven, dispatch_uid="users.address-proven")
    authenticator_added.connect(factor_added, dispatch_uid="users.factor-added")
    post_save.connect(address_changed, sender=User, dispatch_uid="users.address-changed")
    pre_delete.connect(sessions_go, sender=User, dispatch_uid="users.sessions-go")

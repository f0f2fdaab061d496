"""What accounts hear: somebody has signed in, somebody goes."""

from datetime import timedelta

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db.models.signals import pre_delete
from django.utils import timezone

from allauth.usersessions.models import UserSession

from spilno_pages.ticks import ticked

from .fresh_codes import signed_in
from .models import User

UNCONFIRMED_KEPT = timedelta(days=7)


def sessions_go(instance, **kwargs):
    """A session of a deleted account would keep its key and what it was about."""
    keys = UserSession.objects.filter(user=instance).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()


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
    pre_delete.connect(sessions_go, sender=User, dispatch_uid="users.sessions-go")

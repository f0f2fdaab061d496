"""What accounts hear: somebody has signed in, somebody goes."""

from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.db.models.signals import pre_delete

from allauth.usersessions.models import UserSession

from .fresh_codes import signed_in
from .models import User


def sessions_go(instance, **kwargs):
    """A session of a deleted account would keep its key and what it was about."""
    keys = UserSession.objects.filter(user=instance).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()


def connect():
    user_logged_in.connect(signed_in, dispatch_uid="users.signed-in")
    pre_delete.connect(sessions_go, sender=User, dispatch_uid="users.sessions-go")

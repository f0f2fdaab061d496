"""Signing people out everywhere."""

from django.contrib.sessions.models import Session


def end_sessions(user):
    """Signs the person out everywhere at once, with a user model that can (end_sessions) or without."""
    if hasattr(user, "end_sessions"):
        user.end_sessions()
        return
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()

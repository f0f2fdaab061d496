"""What the network asks of a site's accounts: whose address is proven, and signing people out everywhere."""

from django.contrib.sessions.models import Session


def is_confirmed(user):
    """True for an account whose address somebody has proven, where the user model can tell (is_confirmed)."""
    return user.is_confirmed() if hasattr(user, "is_confirmed") else True


def end_sessions(user):
    """Signs the person out everywhere at once, with a user model that can (end_sessions) or without."""
    if hasattr(user, "end_sessions"):
        user.end_sessions()
        return
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()

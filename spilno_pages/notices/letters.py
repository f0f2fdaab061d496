"""How a notice looks as a letter."""

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from .kinds import GROUPS, KINDS

SALT = "spilno.notices.off"


def site_address():
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/")


def off_address(preferences, group):
    """The address that switches a group's letters off without signing in; it says nothing of who the person is."""
    token = signing.dumps([str(preferences.key), group], salt=SALT, compress=True)
    return site_address() + reverse("notices-off", args=[token])


def read_off_token(token):
    """Returns (key of the Preferences, group) or None for a token that is not ours."""
    try:
        key, group = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (key, group) if group in GROUPS else None


def letter(notice, preferences):
    """Returns the EmailMultiAlternatives of a notice in the person's language, text first, simple HTML beside it."""
    kind = KINDS.get(notice.kind)
    group = kind.group if kind else None
    if group and not preferences.pk:
        preferences.save()
    with override(preferences.language):
        context = {
            "notice": notice,
            "name": notice.user.get_full_name(),
            "url": site_address() + notice.link if notice.url else "",
            "off_url": off_address(preferences, group) if group else "",
            "group": GROUPS.get(group, ""),
            "site": settings.WAGTAIL_SITE_NAME,
            "site_url": site_address(),
            "language": preferences.language,
        }
        message = EmailMultiAlternatives(
            " ".join(notice.title.split()),
            render_to_string("spilno_notices/mail/letter.txt", context),
            to=[notice.user.email],
        )
        message.attach_alternative(
            render_to_string("spilno_notices/mail/letter.html", context), "text/html"
        )
    if group:
        message.extra_headers["List-Unsubscribe"] = f"<{context['off_url']}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    return message

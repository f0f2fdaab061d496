"""What production does not start with: it is better to be down than to be open."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from spilno_pages.residents.checks import identity_problems

DEMO_DOMAIN = "@spilno.example"
SAMPLES = ("insecure", "change-me", "changeme", "sample", "secret")
MIN_KEY = 50


def refuse_unsafe_settings():
    """Raises ImproperlyConfigured for DEBUG, sample or short keys, an open list of hosts, a cache of one process, invented
    identities."""
    if settings.DEBUG:
        raise ImproperlyConfigured("Production does not start with DEBUG.")
    key = settings.SECRET_KEY.lower()
    if len(key) < MIN_KEY or len(set(key)) < MIN_KEY // 4 or any(word in key for word in SAMPLES):
        raise ImproperlyConfigured(
            "Production does not start with a sample SECRET_KEY: make one with `openssl rand -base64 60`."
        )
    if "*" in settings.ALLOWED_HOSTS:
        raise ImproperlyConfigured("Production does not start with ALLOWED_HOSTS of every host.")
    if "locmem" in settings.CACHES["default"]["BACKEND"]:
        raise ImproperlyConfigured(
            "Several processes cannot share a local-memory cache: set CACHE_URL."
        )
    for problem in identity_problems():
        raise ImproperlyConfigured(problem)
    if not settings.SPILNO_STAFF_MFA:
        raise ImproperlyConfigured("Production does not start without a second factor for staff.")
    if settings.SPILNO_DEMO:
        raise ImproperlyConfigured("Production does not start with the demo city.")


def refuse_demo_accounts():
    """Raises ImproperlyConfigured where an account of the demo city may sign in. One query; an empty database passes."""
    try:
        found = list(
            get_user_model().objects.filter(email__endswith=DEMO_DOMAIN, is_active=True)[:1]
        )
    except DatabaseError:
        return
    if found:
        raise ImproperlyConfigured(
            f"Production does not start with demo accounts (…{DEMO_DOMAIN})."
        )


def refuse_unsafe_start():
    if getattr(settings, "SPILNO_PRODUCTION", False):
        refuse_unsafe_settings()
        refuse_demo_accounts()

"""The council's servers. Every setting comes from the environment; bilatserkva_site.checks refuses unsafe ones."""

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import DATABASES, INSTALLED_APPS, STORAGES, env_list


def required(name):
    try:
        return os.environ[name]
    except KeyError:
        raise ImproperlyConfigured(
            f"Production needs {name} in the environment: docs/operations.md."
        ) from None


DEBUG = os.environ.get("DEBUG", "0") == "1"
SPILNO_PRODUCTION = True
SPILNO_DEMO = False
SECRET_KEY = required("SECRET_KEY")
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")
SPILNO_PEPPER = required("SPILNO_PEPPER")
SPILNO_KEYS_DIR = required("SPILNO_KEYS_DIR")
SPILNO_STAFF_MFA = True
ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS").split(",")]
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS") or [
    f"https://{host}" for host in ALLOWED_HOSTS
]
WAGTAILADMIN_BASE_URL = os.environ.get("SITE_URL", f"https://{ALLOWED_HOSTS[0]}")
required("DATABASE_URL")
required("CACHE_URL")

SECURE_SSL_REDIRECT = os.environ.get("SECURE_SSL_REDIRECT", "1") == "1"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = int(os.environ.get("SECURE_HSTS_SECONDS", 60 * 60 * 24 * 365))
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SPILNO_SERVE_MEDIA = os.environ.get("SPILNO_SERVE_MEDIA", "0") == "1"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = required("EMAIL_HOST")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = required("DEFAULT_FROM_EMAIL")

INSTALLED_APPS = [*INSTALLED_APPS, "django_tasks_db"]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.postgres"]

if bucket := os.environ.get("S3_BUCKET"):
    STORAGES = STORAGES | {
        "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": bucket,
                "endpoint_url": os.environ.get("S3_ENDPOINT_URL"),
                "region_name": os.environ.get("S3_REGION"),
                "access_key": os.environ.get("S3_ACCESS_KEY"),
                "secret_key": os.environ.get("S3_SECRET_KEY"),
                "custom_domain": os.environ.get("S3_CUSTOM_DOMAIN") or None,
                "file_overwrite": False,
                "default_acl": None,
            },
        }
    }

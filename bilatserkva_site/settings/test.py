"""For the test suite: any database and cache by the environment, nothing leaves the process."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import STORAGES, caches, database

DEBUG = False
SECRET_KEY = "tests only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SPILNO_DEMO = True
SPILNO_STAFF_MFA = False
SPILNO_FAKE_IDENTITY = True
SPILNO_PEPPER = "tests only, as long as a real pepper is"

_TEMPORARY = tempfile.TemporaryDirectory(prefix="spilno-tests-")
VAR_DIR = Path(_TEMPORARY.name)
STATIC_ROOT = VAR_DIR
MEDIA_ROOT = VAR_DIR / "media"
SPILNO_KEYS_DIR = VAR_DIR / "keys"
DATABASES = {"default": database(os.environ.get("DATABASE_URL", "sqlite://:memory:"))}
CACHES = caches(os.environ.get("CACHE_URL"))
# Tests that are rolled back never commit, so no page would ever be renewed; tests/site/test_page_cache.py switches it on.
SPILNO_PAGE_CACHE_SECONDS = 0
SPILNO_GENERATION_FILE = None if os.environ.get("CACHE_URL") else VAR_DIR / "generation"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}

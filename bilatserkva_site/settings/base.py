"""What holds for every way to run the city's site. Whatever differs comes from the environment: docs/operations.md."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

import dj_database_url
from csp.constants import NONE, SELF

from spilno_pages import defaults as spilno


def env_list(name, default=""):
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("SPILNO_VAR", BASE_DIR / "var"))

INSTALLED_APPS = [
    "bilatserkva_site",
    "bilatserkva_site.users",
    *spilno.SPILNO_APPS,
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "wagtail.api.v2",
    "rest_framework",
    "modelcluster",
    "taggit",
    "django_tasks",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    *spilno.SPILNO_FIRST_MIDDLEWARE,
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "bilatserkva_site.users.middleware.AdminDoorMiddleware",
    "bilatserkva_site.users.fresh_codes.FreshCodeMiddleware",
    *spilno.SPILNO_MIDDLEWARE,
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "bilatserkva_site.urls"
WSGI_APPLICATION = "bilatserkva_site.wsgi.application"
ASGI_APPLICATION = "bilatserkva_site.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    }
]

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;"
        "PRAGMA recursive_triggers=ON;PRAGMA mmap_size=134217728;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
    ),
}


def database(url):
    """Returns a DATABASES entry. SQLite gets the options without which concurrent writers fail."""
    entry = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    if entry["ENGINE"].endswith("sqlite3"):
        entry["OPTIONS"] = dict(SQLITE_OPTIONS)
    return entry


def caches(url):
    """Returns CACHES: Valkey or Redis by its address, this process's memory without one."""
    if url:
        timeouts = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
        backend = {
            "BACKEND": "bilatserkva_site.caches.ForgivingRedisCache",
            "LOCATION": url,
            "OPTIONS": timeouts,
        }
        many = {}
    else:
        backend = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        many = {"OPTIONS": {"MAX_ENTRIES": 2000}}

    def named(name, **more):
        place = {} if url else {"LOCATION": name}
        return backend | place | {"KEY_PREFIX": name} | more

    return {
        "default": named("site"),
        "renditions": named("renditions", TIMEOUT=3600, **many),
        "pages": named("pages", **many),
    }


DATABASES = {
    "default": database(os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR}/spilno.sqlite3"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = caches(os.environ.get("CACHE_URL"))
SPILNO_PAGE_CACHE = "pages"
SPILNO_GENERATION_FILE = None if os.environ.get("CACHE_URL") else VAR_DIR / "generation"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

AUTH_USER_MODEL = "users.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}
AUTHENTICATION_BACKENDS = ["bilatserkva_site.users.backends.AccountBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "cabinet"
LOGOUT_REDIRECT_URL = "/"
SPILNO_INVITATION_VIEW = "account_invitation"
SPILNO_SIGN_OUT_VIEW = "account_logout"
SPILNO_REAUTHENTICATE = "allauth.account.decorators.reauthentication_required"
SPILNO_SECRET_FIELDS = {"mfa.Authenticator": ["data"], "usersessions.UserSession": ["data"]}
SPILNO_ACCOUNT_LINKS = [
    ("account_email", _("E-mail address"), _("Change the address that you sign in with.")),
    (
        "account_change_password",
        _("Password"),
        _("Set or change it. A code from a letter works without one, too."),
    ),
    (
        "mfa_index",
        _("Second factor"),
        _("An app with codes, or a passkey: nobody comes in with your password alone."),
    ),
    (
        "usersessions_list",
        _("Where you are signed in"),
        _("Devices and browsers; sign out the ones that are not yours."),
    ),
]
# How many proxies stand before the site and write X-Forwarded-For: limits count by the address that they saw.
SPILNO_TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))
# People of the council need a second factor in the admin; production has no switch for it.
SPILNO_STAFF_MFA = True

ACCOUNT_ADAPTER = "bilatserkva_site.users.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "bilatserkva_site.users.forms.LoginForm",
    "signup": "bilatserkva_site.users.forms.SignupForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# By address and by account; a day's letters with codes bound a day's guesses.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,60/h/ip,5/5m/key,30/d/key",
    "signup": "20/m/ip,100/d/ip",
    "request_login_code": "20/m/ip,100/d/ip,3/m/key,6/h/key,20/d/key",
    "reset_password": "20/m/ip,100/d/ip,3/m/key,6/h/key,20/d/key",
    "confirm_email": "1/10s/key,6/h/key,20/d/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user,30/h/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user,20/d/user",
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Біла Церква"
USERSESSIONS_TRACK_ACTIVITY = False

# What a person is told apart by: documents are hashed under it and stored nowhere. Never changes: docs/operations.md.
SPILNO_PEPPER = os.environ.get("SPILNO_PEPPER", "")
SPILNO_FAKE_IDENTITY = False
# Keys of open polls and of the signature: outside of the database and of its backups.
SPILNO_KEYS_DIR = os.environ.get("SPILNO_KEYS_DIR", VAR_DIR / "keys")
SPILNO_ICEI = {
    "url": os.environ.get("ICEI_URL", ""),
    "client_id": os.environ.get("ICEI_CLIENT_ID", ""),
    "client_secret": os.environ.get("ICEI_CLIENT_SECRET", ""),
    "cert": os.environ.get("ICEI_CERT", ""),
    "decryptor": os.environ.get("ICEI_DECRYPTOR", ""),
}
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 3
SESSION_ENGINE = "bilatserkva_site.users.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "bilatserkva_site.errors.csrf_failure"

LANGUAGE_CODE = "uk"
LANGUAGES = [("uk", _("Ukrainian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale/upstream"]
TIME_ZONE = "Europe/Kyiv"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# The site gives out renditions itself where no web server stands before it.
SPILNO_SERVE_MEDIA = os.environ.get("SPILNO_SERVE_MEDIA", "1") == "1"
SPILNO_PREPARE = os.environ.get("SPILNO_PREPARE", "1") == "1"

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if EMAIL_FILE_PATH := os.environ.get("EMAIL_FILE_PATH"):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Спільно <spilno@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_PERMISSIONS = 0o644

X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *env_list("MEDIA_HOSTS")],
        "connect-src": [SELF],
        "font-src": [SELF],
        "frame-src": list(spilno.SPILNO_VIDEO_FRAMES),
        "frame-ancestors": [SELF],
        # A form that starts id.gov.ua is sent on to it.
        "form-action": [SELF, *env_list("ICEI_URL")],
        "base-uri": [NONE],
    },
}

for _name in dir(spilno):
    if _name.isupper():
        globals().setdefault(_name, getattr(spilno, _name))

WAGTAIL_SITE_NAME = "Біла Церква"
WAGTAILADMIN_BASE_URL = os.environ.get("SITE_URL", "http://localhost:8000")
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
# A password sent with every request would be a door that no limit watches.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"]
}
WAGTAIL_USER_TIME_ZONES = ["Europe/Kyiv"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

"""The network in another council's bare Wagtail site: a wheel, the defaults, an include and migrate."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
SETTINGS = """
from spilno_pages import defaults as spilno
for name in dir(spilno):
    if name.isupper(): globals()[name] = getattr(spilno, name)
SECRET_KEY = "another town"
ROOT_URLCONF = "town"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [*SPILNO_APPS, "wagtail.contrib.redirects", "wagtail.embeds", "wagtail.sites", "wagtail.users",
    "wagtail.snippets", "wagtail.documents", "wagtail.images", "wagtail.search", "wagtail.admin", "wagtail.locales",
    "wagtail", "wagtail.api.v2", "rest_framework", "modelcluster", "taggit", "django_tasks",
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
    "django.contrib.staticfiles"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware", *SPILNO_MIDDLEWARE]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": ["templates"], "APP_DIRS": True,
    "OPTIONS": {"context_processors": ["django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages",
        "wagtail.contrib.settings.context_processors.settings"]}}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "town.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE, LANGUAGES = "uk", [("uk", "Ukrainian"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_SITE_NAME, WAGTAILADMIN_BASE_URL, STATIC_URL, USE_TZ = "Town", "http://town", "/static/", True
"""
URLS = """
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from spilno_pages import urls as spilno
urlpatterns = [path("admin/", include(wagtailadmin_urls)), path("documents/", include(wagtaildocs_urls)),
    *spilno.urlpatterns]
urlpatterns += i18n_patterns(*spilno.localized_urlpatterns, path("", include(wagtail_urls)), prefix_default_language=False)
"""
BASE = """{% load spilno static %}<!doctype html><title>{% block title %}{% endblock %}</title>{% block meta %}{% endblock %}
<link rel="stylesheet" href="{% static 'spilno_pages/spilno.css' %}">{% menus as menu %}{% block main %}{% endblock %}"""
VISIT = """
import django; django.setup()
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page, Site
call_command("migrate", verbosity=0)
call_command("found_spilno", verbosity=0)
from spilno_pages.models import OrganizationIndexPage, OrganizationKind, OrganizationPage
from spilno_pages.founding import add_page
add_page(OrganizationIndexPage.objects.get(), OrganizationPage(title="Річка", kind=OrganizationKind.objects.first()))
client = Client()
for url in ("/spilno/", "/spilno/orhanizatsii/", "/spilno/orhanizatsii/richka/", "/search/?q=річка", "/api/v2/pages/"):
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    print(url, "Річка" in answer.content.decode() or "\\u0420" in answer.content.decode())
from django.contrib.auth import get_user_model
client.force_login(get_user_model().objects.create_superuser("anna", "anna@town.example", "x"))
for url in ("/cabinet/", "/cabinet/verification/", "/cabinet/data/", "/cabinet/data/erase/", "/admin/spilno_residents/role/create/"):
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    print(url, True)
print("words", "Хто вже тут" in client.get("/spilno/").content.decode())
"""


@pytest.mark.skipif(
    not importlib.util.find_spec("hatchling"), reason="hatchling comes with requirements-dev.txt"
)
def test_another_council_installs_the_network(tmp_path):
    def run(*command, **env):
        result = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            env=os.environ | env,
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stderr[-3000:]
        return result.stdout

    run("-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(TOP))
    (wheel,) = tmp_path.glob("*.whl")
    run(
        "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", "site", str(wheel)
    )
    for name, text in {
        "settings.py": SETTINGS,
        "town.py": URLS,
        "templates/base.html": BASE,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")

    printed = run(
        "-c", VISIT, DJANGO_SETTINGS_MODULE="settings", PYTHONPATH=f"{tmp_path / 'site'}:{tmp_path}"
    )

    shown = [
        line.rpartition(" ")[2] for line in printed.splitlines() if line.endswith(("True", "False"))
    ]
    assert shown == ["True"] * 11, printed

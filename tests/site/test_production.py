"""What production refuses to start with, tried as a process of its own."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
GOOD = {
    "DJANGO_SETTINGS_MODULE": "bilatserkva_site.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "SPILNO_PEPPER": secrets.token_urlsafe(48),
    "SPILNO_KEYS_DIR": "/var/lib/spilno/keys",
    "ALLOWED_HOSTS": "rada.example",
    "CACHE_URL": "redis://127.0.0.1:1/0",
    "EMAIL_HOST": "localhost",
    "DEFAULT_FROM_EMAIL": "spilno@rada.example",
}
# django_tasks_db comes with requirements-production.txt and is not what is tried here.
PROGRAM = """
import sys, types
try:
    import django_tasks_db
except ImportError:
    sys.exit(77)
from bilatserkva_site.wsgi import application
print("started")
"""
DEMO_ACCOUNT = """
import django
django.setup()
from django.contrib.auth import get_user_model
from django.db import connection
model = get_user_model()
with connection.schema_editor() as editor:
    editor.create_model(model)
model(email="editor@spilno.example").save()
"""


def start(tmp_path, **changes):
    env = (
        os.environ
        | GOOD
        | {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "SPILNO_VAR": str(tmp_path)}
    )
    env = {name: value for name, value in (env | changes).items() if value is not None}
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=TOP, env=env, capture_output=True, text=True
    )
    if result.returncode == 77:
        pytest.skip("requirements-production.txt is not installed")
    return result


def test_a_right_installation_starts(tmp_path):
    assert start(tmp_path).stdout == "started\n"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"DEBUG": "1"}, "DEBUG"),
        ({"SECRET_KEY": "django-insecure-" + "x7" * 30}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SPILNO_PEPPER": None}, "SPILNO_PEPPER"),
        ({"SPILNO_PEPPER": "a" * 60}, "SPILNO_PEPPER"),
        ({"SPILNO_KEYS_DIR": None}, "SPILNO_KEYS_DIR"),
        ({"SPILNO_KEYS_DIR": "keys"}, "SPILNO_KEYS_DIR"),
        ({"ICEI_URL": "http://id.gov.ua"}, "ICEI_URL"),
        ({"ICEI_URL": "https://localhost/id-lookalike"}, "ICEI_URL"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"CACHE_URL": ""}, "CACHE_URL"),
        ({"CACHE_URL": None}, "CACHE_URL"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
    ],
)
def test_an_unsafe_installation_does_not_start(tmp_path, changes, reason):
    result = start(tmp_path, **changes)

    assert result.returncode != 0
    assert reason in result.stderr.splitlines()[-1]


def test_demo_accounts_keep_production_down(tmp_path):
    env = (
        os.environ
        | GOOD
        | {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "SPILNO_VAR": str(tmp_path)}
    )
    if start(tmp_path).returncode:
        pytest.fail("the right installation does not start")
    # The table of accounts is all that is asked for at a start.
    subprocess.run(
        [sys.executable, "-c", DEMO_ACCOUNT], cwd=TOP, env=env, check=True, capture_output=True
    )

    result = start(tmp_path)

    assert result.returncode != 0
    assert "demo accounts" in result.stderr.splitlines()[-1]

import contextlib
import time
from types import SimpleNamespace

from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.utils import translation

from wagtail.models import Site

import pytest

from bilatserkva_site.founding import found_city
from spilno_pages.founding import fresh

from . import factories


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Every test finds the council's site founded; what it adds is rolled back after it."""
    with django_db_blocker.unblock():
        found_city("testserver", 80)


@pytest.fixture(autouse=True)
def _clean_caches():
    for cache in caches.all():
        cache.clear()
    Site.clear_site_root_paths_cache()
    translation.deactivate()  # a request in English leaves its language behind
    yield
    Site.clear_site_root_paths_cache()


@pytest.fixture(autouse=True)
def _one_window(monkeypatch):
    """Limits count within windows of the clock: no test may begin in one and end in the next."""
    now = time.time()
    monkeypatch.setattr("spilno_pages.limits.time", SimpleNamespace(time=lambda: now))


@pytest.fixture
def kept_pages(settings, tmp_path):
    """Pages and what stands around them are kept, as on a real site; each test begins a generation of its own."""
    settings.SPILNO_PAGE_CACHE_SECONDS = 300
    if settings.SPILNO_GENERATION_FILE:
        settings.SPILNO_GENERATION_FILE = tmp_path / "generation"


@contextlib.contextmanager
def made_once(blocker, title, **fields):
    """An organization for all tests of a module: each is a savepoint within its transaction and changes it for itself alone."""
    own = transaction.atomic()
    # What remembers nothing within a transaction takes it for a test's, not the site's.
    own._from_testcase = True
    with blocker.unblock(), own:
        yield factories.organization(title, **fields)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def made_rosj(django_db_setup, django_db_blocker):
    fields = {"register_code": "00000017", "verified": True}
    with made_once(django_db_blocker, "Рось жива", **fields) as made:
        yield made


@pytest.fixture(scope="module")
def made_yard(django_db_setup, django_db_blocker):
    with made_once(django_db_blocker, "Двір без бар’єрів", register_code="00000023") as made:
        yield made


@pytest.fixture
def rosj(made_rosj, db):
    return fresh(made_rosj)


@pytest.fixture
def yard(made_yard, db):
    return fresh(made_yard)


@pytest.fixture
def sign_in():
    """sign_in(user) → a Client of that person."""

    def in_as(user):
        client = Client()
        client.force_login(user)
        return client

    return in_as


def pytest_terminal_summary(terminalreporter):
    """Says what was tried: .ci/run fails where the browser or PostgreSQL was not."""
    from django.db import connection

    walked = [
        report for report in terminalreporter.getreports("passed") if "journeys" in report.nodeid
    ]
    terminalreporter.write_line(f"database: {connection.vendor} · browser journeys: {len(walked)}")

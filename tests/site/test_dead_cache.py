"""A cache server that is gone slows the site down and breaks nothing; readiness says so."""

from django.core.cache import caches
from django.test import Client

from wagtail.models import Site

import pytest

from bilatserkva_site.settings.base import caches as caches_at
from tests import factories

pytest.importorskip("redis")


@pytest.fixture
def dead(settings):
    settings.CACHES = caches_at("redis://127.0.0.1:9/0")
    settings.SPILNO_GENERATION_FILE = None
    settings.SPILNO_PAGE_CACHE_SECONDS = 300
    Site.clear_site_root_paths_cache()
    backend = type(caches["pages"])
    backend.asked_again_at = 0.0
    yield backend
    backend.asked_again_at = 0.0


def test_pages_and_the_admin_open_without_a_cache(rosj, dead, sign_in):
    picture = factories.image()
    post = factories.post(rosj, "Видра", picture=picture, picture_alt="Видра на березі")

    assert Client().get(post.get_url()).status_code == 200
    assert Client().get("/search/?q=видра").status_code == 200
    assert Client().get("/feed/").status_code == 200
    assert sign_in(factories.editor()).get("/admin/").status_code == 200


def test_readiness_says_what_is_missing(db, dead):
    answer = Client().get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"database": True, "migrations": True, "cache": False}


def test_a_silent_server_is_not_asked_by_every_request(db, dead):
    assert caches["pages"].get("x", "nothing") == "nothing"
    asked_again_at = dead.asked_again_at

    assert caches["pages"].get_many(["x"]) == {}
    assert caches["default"].set("x", 1) is None
    assert asked_again_at > 0
    assert dead.asked_again_at == asked_again_at


def test_guessing_is_held_back_and_signing_in_works_without_a_cache(db, dead):
    person = factories.user("a@example.org")
    person.confirm_email()

    def sign_in(email, password):
        return Client().post("/account/login/", {"login": email, "password": password})

    assert sign_in("a@example.org", "password")["Location"] == "/cabinet/"
    answers = [sign_in("b@example.org", "wrong") for _attempt in range(12)]
    assert "Забагато" in answers[-1].content.decode() or answers[-1].status_code == 429

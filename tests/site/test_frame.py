"""The council's frame around every page, and the answers that are no pages."""

import itertools
import re

from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client

import pytest

from bilatserkva_site import health
from spilno_pages.templatetags.spilno import tied
from spilno_pages.uploads import unguessable
from tests import factories


@pytest.mark.parametrize(
    "path", ["/", "/spilno/", "/nope/", "/account/login/", "/search/", "/media/nope.png", "/en/"]
)
def test_every_answer_carries_the_headers_that_protect_people(client, db, path):
    answer = client.get(path)

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/spilno/", "/search/?q=вода"])
def test_pages_for_everyone_carry_no_token_and_set_no_cookie(client, db, path):
    answer = client.get(path)

    assert "csrf" not in answer.content.decode().lower()
    assert not answer.cookies


def test_nothing_is_loaded_from_another_host(client, rosj):
    html = client.get(rosj.get_url()).content.decode()

    loaded = re.findall(
        r'(?:src|href)="(https?:)?//([^/"]+)',
        " ".join(re.findall(r"<(?:script|link|img)[^>]*>", html)),
    )
    assert {host for _scheme, host in loaded} <= {"testserver"}


def test_an_unknown_address_gets_a_page_in_ukrainian(client, db):
    answer = client.get("/nemaie/")

    assert answer.status_code == 404
    assert "Такої сторінки немає" in answer.content.decode()


def test_a_form_without_a_token_is_explained(rosj):
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/account/login/", {"username": "a@example.org", "password": "x"})

    assert answer.status_code == 403
    assert "Форма" in answer.content.decode()


def test_a_broken_page_is_admitted_in_ukrainian(client, db, settings):
    from django.template.loader import render_to_string

    assert "зламалося" in render_to_string("500.html")


def test_robots_and_sitemap_name_each_other_s_pages(client, rosj):
    robots = client.get("/robots.txt").content.decode()
    sitemap = client.get("/sitemap.xml").content.decode()

    assert "Disallow: /admin/" in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    assert rosj.get_url() in sitemap


def test_health_asks_the_process_and_readiness_what_it_stands_on(client, db, monkeypatch):
    assert client.get("/healthz").content == b"ok"
    assert client.get("/readyz").json() == {"database": True, "migrations": True, "cache": True}

    def broken(*args, **kwargs):
        raise DatabaseError("disk full")

    monkeypatch.setattr(health.Session.objects, "create", broken)
    monkeypatch.setattr(cache, "get", lambda key: None)
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"database": False, "migrations": True, "cache": False}


def test_an_original_picture_is_for_those_who_may_choose_it(client, rosj, yard, sign_in):
    picture = factories.image(collection=factories.workspace(rosj).collection)
    rendition = picture.get_rendition("width-100")
    url = f"/media/{picture.file.name}"

    assert client.get(rendition.url).status_code == 200
    assert client.get(url).status_code == 404
    assert sign_in(factories.representative(yard)).get(url).status_code == 404
    assert sign_in(factories.representative(rosj)).get(url).status_code == 200


@pytest.mark.parametrize(
    "path", ["/media/../manage.py", "/media/images/../../manage.py", "/media/%2e%2e/manage.py"]
)
def test_nothing_outside_the_media_is_served(client, db, path):
    assert client.get(path).status_code in {400, 404}


@pytest.mark.parametrize(
    "way", ["images/../", "images/%2e%2e/", "images/..%2f", "images//../", "images/./../"]
)
def test_no_way_leads_round_to_documents_and_originals(client, db, way):
    document, picture = factories.document(), factories.image()

    for name in (document.file.name, picture.file.name):
        assert client.get(f"/media/{way}{name}").status_code in {400, 404}


def test_a_picture_s_file_name_cannot_be_guessed():
    assert unguessable("berih.jpg") != unguessable("berih.jpg")
    assert unguessable("berih.jpg").endswith(".jpg")


def test_a_document_comes_as_a_file_to_save(client, rosj):
    document = factories.document()
    post = factories.post(rosj)
    post.body = [("documents", {"title": "", "items": [{"document": document, "title": ""}]})]
    post.save_revision().publish()

    answer = client.get(document.url)

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(f"/media/{document.file.name}").status_code == 404


def test_a_document_of_a_draft_is_not_given_to_strangers(client, rosj, yard, sign_in):
    document = factories.document(collection=factories.workspace(rosj).collection)
    post = factories.post(rosj, live=False)
    post.body = [("documents", {"title": "", "items": [{"document": document, "title": ""}]})]
    post.save()
    post.save_revision()

    assert client.get(document.url).status_code == 404
    assert sign_in(factories.representative(yard)).get(document.url).status_code == 404
    assert sign_in(factories.representative(rosj)).get(document.url).status_code == 200


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("є 1 900 000 грн на двір", "є\xa01\xa0900\xa0000\xa0грн на\xa0двір"),
        ("відведено 15 млн грн", "відведено 15\xa0млн грн"),
        ("гілка 15 метрів", "гілка 15 метрів"),
        ("2027 1500", "2027 1500"),
        ("<b>5 %</b>", "&lt;b&gt;5\xa0%&lt;/b&gt;"),
    ],
)
def test_a_number_is_not_torn(text, shown):
    assert tied(text) == shown


def test_the_footer_is_remembered_in_each_language(client, db, kept_pages):
    pages = [client.get(path).content.decode() for path in ("/", "/en/", "/", "/en/")]
    feet = [page[page.index('<footer class="footer">') :] for page in pages]

    assert "Повідомити про перешкоду" in feet[0]
    assert "Report a barrier" in feet[1]
    assert feet[:2] == feet[2:]


def test_the_header_marks_the_page_at_hand_and_is_remembered_for_no_other(client, rosj, kept_pages):
    """What is drawn once a generation differs by language and by the page at hand, never by who reads."""
    paths = ["/spilno/", rosj.get_url(), "/search/", "/en/", "/spilno/orhanizatsii/"]

    def heads():
        pages = [client.get(f"{path}?now={next(visit)}").content.decode() for path in paths]
        return [page[page.index("<header") : page.index("</header>")] for page in pages]

    visit = itertools.count()
    first, second = heads(), heads()
    marked = [re.findall(r'<a [^>]*href="([^"]*)"[^>]*aria-current', head) for head in first]

    assert marked == [["/spilno/"], [], [], [], ["/spilno/orhanizatsii/"]]
    assert "Council’s menu" in first[3]
    assert all("Меню ради" in head for place, head in enumerate(first) if place != 3)
    assert [re.sub(r"now=\d+", "", head) for head in first] == [
        re.sub(r"now=\d+", "", head) for head in second
    ]

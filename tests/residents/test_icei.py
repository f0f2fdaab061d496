"""id.gov.ua, by its look-alike: it proves who a person is, and whatever it answers, nothing breaks."""

import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

from spilno_pages.residents.documents import sample_tax_number
from spilno_pages.residents.models import (
    Resident,
    Verification,
)
from spilno_pages.residents.providers import fake
from tests import factories


@pytest.fixture
def oksana(db):
    return factories.resident()


class LookAlike(BaseHTTPRequestHandler):
    def do_GET(self):
        asked = urlsplit(self.path)
        status, headers, body, wait = fake.answer(
            asked.path.strip("/"), dict(parse_qsl(asked.query))
        )
        self.server.hanging.wait(wait)
        try:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())
        except OSError:
            pass  # who asked has gone

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def lookalike():
    server = ThreadingHTTPServer(("127.0.0.1", 0), LookAlike)
    server.hanging = threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.hanging.set()
    server.shutdown()


@pytest.fixture
def visit(lookalike, settings, oksana, sign_in):
    """visit(scenario) → (answer, resident) of one way to id.gov.ua and back."""
    settings.SPILNO_ICEI = {
        "url": lookalike,
        "client_id": "x",
        "client_secret": "y",
        "timeout": 0.5,
    }
    settings.SPILNO_ICEI["decryptor"] = "spilno_pages.residents.providers.fake:open_sealed"
    client = sign_in(oksana.user)

    def go(scenario, client=client, resident=oksana, back=""):
        client.get("/cabinet/verification/", {"next": back} if back else {})
        started = client.post("/cabinet/verification/start/")
        query = dict(parse_qsl(urlsplit(started["Location"]).query))
        way = urlsplit(fake.way_back(scenario, query["redirect_uri"], query["state"]))
        answer = client.get(f"{way.path}?{way.query}")
        resident.refresh_from_db()
        go.way = f"{way.path}?{way.query}"
        return answer, resident

    go.client = client
    return go


def test_id_gov_ua_is_asked_as_its_protocol_says(visit, sign_in, oksana, settings):
    started = sign_in(oksana.user).post("/cabinet/verification/start/")

    asked = dict(parse_qsl(urlsplit(started["Location"]).query))
    assert started["Location"].startswith(f"{settings.SPILNO_ICEI['url']}/?")
    assert asked["response_type"] == "code"
    assert asked["auth_type"] == "dig_sign,bank_id,mobile_id"
    assert asked["redirect_uri"] == "http://localhost:8000/cabinet/verification/return/"
    assert len(asked["state"]) >= 32


@pytest.mark.parametrize("scenario", ["oksana", "employee", "sealed"])
def test_a_good_signature_proves_the_identity_not_the_residence(visit, scenario):
    answer, resident = visit(scenario)

    assert answer["Location"] == "/cabinet/verification/"
    assert (resident.level, resident.residence_basis, resident.valid_until) == (2, "", None)


@pytest.mark.parametrize(
    "scenario",
    [
        "seal",
        "nameless",
        "typo",
        "child",
        "wrong-state",
        "denied",
        "error",
        "failure",
        "hang",
        "text",
        "list",
        "oversized",
        "redirect",
    ],
)
def test_a_bad_answer_changes_nothing_and_says_why(visit, scenario):
    answer, resident = visit(scenario)

    page = answer.client.get("/cabinet/verification/")
    assert (answer.status_code, resident.level, resident.person_tag) == (302, 0, None)
    assert 'data-tone="no"' in page.content.decode()
    assert not Verification.objects.exists()


def test_a_code_is_not_taken_twice(visit, oksana):
    visit("oksana")
    oksana.verifications.all().delete()
    Resident.objects.filter(pk=oksana.pk).update(level=0, person_tag=None)

    for way in (visit.way, visit.way.replace("state=", "state=x")):
        visit.client.get(way)

    oksana.refresh_from_db()
    assert oksana.level == 0


def test_a_return_without_a_beginning_is_refused(visit, oksana, sign_in):
    answer = sign_in(oksana.user).get(
        "/cabinet/verification/return/", {"code": fake.code("oksana"), "state": ""}
    )

    oksana.refresh_from_db()
    assert (answer.status_code, oksana.level) == (302, 0)


def test_an_encrypted_answer_without_a_decryptor_is_no_proof(visit, settings):
    settings.SPILNO_ICEI = settings.SPILNO_ICEI | {"decryptor": ""}

    assert visit("sealed")[1].level == 0


def test_one_person_through_id_gov_ua_on_two_accounts_is_refused(visit, sign_in):
    visit("oksana")
    second = factories.resident()

    answer, second = visit("oksana", sign_in(second.user), second)

    assert second.level == 0
    page = answer.client.get("/cabinet/verification/").content.decode()
    assert "іншому обліковому записі" in page


def test_verification_starts_from_an_act_and_returns_to_it(visit):
    answer, _resident = visit("oksana", back="/spilno/")

    assert answer["Location"] == "/spilno/"


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/" + "x" * 600,
    ],
)
def test_it_returns_to_no_other_site(visit, back):
    answer, _resident = visit("oksana", back=back)

    assert answer["Location"] == "/cabinet/verification/"


def test_the_look_alike_is_not_there_without_its_setting(client, settings, db):
    settings.SPILNO_FAKE_IDENTITY = False

    assert client.get("/id-lookalike/").status_code == 404
    assert client.get("/id-lookalike/get-user-info").status_code == 404


def test_the_look_alike_sends_people_back_to_this_site_alone(client, db):
    assert (
        client.get("/id-lookalike/", {"redirect_uri": "https://evil.example/"}).status_code == 404
    )


def test_young_people_are_known_as_such(visit):
    _answer, resident = visit("young")

    assert (resident.level, resident.age_band) == (2, "14-17")
    assert sample_tax_number(date(2011, 3, 8), 12) == fake.YOUNG

"""Coming in: sign-up, codes, passwords, the doors of the admin, and what a stranger must not learn."""

import re

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession

from bilatserkva_site.users.models import User
from bilatserkva_site.users.sessions import SessionStore
from spilno_pages.residents.models import Consent, LegalVersion, Resident
from tests import factories

LOGIN, SIGNUP, CODE = "/account/login/", "/account/signup/", "/account/login/code/"
PASSWORD = "річка-Рось-26"


def code_in(letter):
    return re.search(r"^\d{6}$", letter.body, re.MULTILINE)[0]


def sign_up(client, email="olha@example.org", name="Ольга Д.", **more):
    return client.post(SIGNUP, {"name": name, "email": email, "agreed": "on"} | more, follow=True)


def confirmed(email="a@example.org", **fields):
    user = factories.user(email, **fields)
    user.confirm_email()
    return user


def without_tokens(answer):
    text = re.sub(r'value="[^"]{20,}"', "", answer.content.decode())
    return re.sub(r"[\w.]+@example\.org", "", text)


def test_the_address_is_one_account_in_any_spelling(db):
    factories.user("Olena@Example.Org")

    assert User.objects.get().email == "olena@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("OLENA@example.org", "x")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(email="olena@example.org").update(email="OLENA@example.org")


def test_a_person_signs_up_with_a_code_and_lands_in_the_cabinet(client, db, mailoutbox):
    version = LegalVersion.objects.create(kind="terms", number=1, content_hash="x")

    page = sign_up(client, version=version.pk)
    (letter,) = mailoutbox
    answer = client.post(page.request["PATH_INFO"], {"code": code_in(letter)}, follow=True)

    assert letter.to == ["olha@example.org"]
    assert answer.request["PATH_INFO"] == "/cabinet/"
    resident = Resident.objects.get()
    assert (resident.display_name, resident.level) == ("Ольга Д.", 0)
    assert str(resident.user) == "Ольга Д."
    assert Consent.objects.get().version == version
    assert not User.objects.get().has_usable_password()


def test_nobody_is_in_before_the_code(client, db, mailoutbox):
    sign_up(client)

    assert client.get("/cabinet/").status_code == 302
    assert not EmailAddress.objects.get().verified


@pytest.mark.parametrize("missing", ["name", "email", "agreed"])
def test_sign_up_says_what_is_missing_and_keeps_what_was_typed(client, db, missing):
    data = {"name": "Ольга Д.", "email": "olha@example.org", "agreed": "on"}

    answer = client.post(SIGNUP, data | {missing: ""})

    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {missing}
    assert "<title>Помилка:" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "Міська рада",
        "M\u0456\u0441\u044c\u043a\u0430 pa\u0434a",
        "Мі\u200bська\u00a0рада",
        "М і с ь к а  Р а д а",
        "Офіційно",
        "admin",
        "АДМІНІСТРАТОР",
        "1",
        "www.spam.com",
        "olha@example.org",
        "Модератор Спільно",
    ],
)
def test_nobody_takes_the_council_s_name(client, db, name):
    answer = sign_up(client, name=name)

    assert "name" in answer.context["form"].errors
    assert not User.objects.exists()


def test_marks_that_nobody_sees_are_taken_out_of_a_name(client, db, mailoutbox):
    sign_up(client, name="\u202eОль\u200bга  \u2066Д.\u2069")

    assert Resident.objects.get().display_name == "Ольга Д."


@pytest.mark.parametrize("field", ["is_staff", "is_superuser", "level", "groups", "person_tag"])
def test_no_field_of_a_form_gives_rights(client, db, mailoutbox, field):
    sign_up(client, **{field: "1"})

    user = User.objects.get()
    assert not user.is_staff
    assert not user.is_superuser
    assert not user.groups.exists()
    assert (user.resident.level, user.resident.person_tag) == (0, None)


def test_signing_up_with_a_known_address_looks_the_same_and_writes_to_its_owner(db, mailoutbox):
    confirmed("known@example.org")
    first, second = Client(), Client()

    known, unknown = sign_up(first, "known@example.org"), sign_up(second, "new@example.org")

    assert (known.status_code, known.request["PATH_INFO"]) == (200, unknown.request["PATH_INFO"])
    assert without_tokens(known) == without_tokens(unknown)
    assert [letter.to for letter in mailoutbox] == [["known@example.org"], ["new@example.org"]]
    assert User.objects.count() == 2


@pytest.mark.parametrize("address", [CODE, "/account/password/reset/"])
def test_asking_for_a_code_tells_nobody_who_is_here(db, mailoutbox, address):
    confirmed("known@example.org")
    first, second = Client(), Client()

    known = first.post(address, {"email": "known@example.org"}, follow=True)
    unknown = second.post(address, {"email": "nobody@example.org"}, follow=True)

    assert (known.status_code, known.request["PATH_INFO"]) == (200, unknown.request["PATH_INFO"])
    assert without_tokens(known) == without_tokens(unknown)
    assert [letter.to for letter in mailoutbox] == [["known@example.org"], ["nobody@example.org"]]


@pytest.mark.parametrize("password", ["wrong", "password"])
def test_a_wrong_address_and_a_wrong_password_get_one_answer(db, password):
    confirmed("a@example.org", is_active=password == "wrong")

    known = Client().post(LOGIN, {"login": "a@example.org", "password": "wrong"})
    unknown = Client().post(LOGIN, {"login": "b@example.org", "password": password})

    assert known.status_code == unknown.status_code == 200
    assert without_tokens(known) == without_tokens(unknown)


def test_a_person_signs_in_with_a_code(client, db, mailoutbox):
    confirmed("a@example.org")

    page = client.post(CODE, {"email": "A@example.org"}, follow=True)
    answer = client.post(page.request["PATH_INFO"], {"code": code_in(mailoutbox[0])}, follow=True)

    assert answer.request["PATH_INFO"] == "/cabinet/"


def test_a_code_works_once_and_only_in_its_own_browser(db, mailoutbox):
    confirmed("a@example.org")
    own, other = Client(), Client()
    page = own.post(CODE, {"email": "a@example.org"}, follow=True).request["PATH_INFO"]
    code = code_in(mailoutbox[0])

    other.post(page, {"code": code})
    assert "_auth_user_id" not in other.session
    own.post(page, {"code": code})
    assert "_auth_user_id" in own.session
    own.post(reverse("account_logout"))
    own.post(page, {"code": code})
    assert "_auth_user_id" not in own.session


def test_three_wrong_codes_end_the_attempt(client, db, mailoutbox):
    confirmed("a@example.org")
    page = client.post(CODE, {"email": "a@example.org"}, follow=True).request["PATH_INFO"]
    code = code_in(mailoutbox[0])

    for _attempt in range(3):
        client.post(page, {"code": "000000" if code != "000000" else "111111"})
    client.post(page, {"code": code})

    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_set_by_a_code(client, db, mailoutbox):
    confirmed("a@example.org")

    page = client.post("/account/password/reset/", {"email": "a@example.org"}, follow=True)
    page = client.post(page.request["PATH_INFO"], {"code": code_in(mailoutbox[0])}, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})

    assert Client().login(email="a@example.org", password=PASSWORD)
    assert "_auth_user_id" not in client.session


def test_a_representative_signs_in_and_lands_in_the_admin(rosj, client):
    person = factories.representative(rosj)
    person.confirm_email()

    answer = client.post(
        LOGIN, {"login": person.email.upper(), "password": "password"}, follow=True
    )

    assert answer.request["PATH_INFO"] == "/admin/"


@pytest.mark.parametrize(
    "door", ["/admin/", "/admin/login/", "/admin/password_reset/", "/admin/pages/"]
)
def test_every_door_of_the_admin_leads_to_the_one_form(client, db, door):
    answer = client.get(door)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=%2Fadmin%2F") or answer[
        "Location"
    ].startswith("/account/login/?next=/admin/")


def test_the_admin_s_own_form_signs_nobody_in(client, db):
    confirmed("a@example.org")

    client.post("/admin/login/", {"username": "a@example.org", "password": "password"})

    assert "_auth_user_id" not in client.session


def test_the_api_takes_no_password(client, db):
    confirmed("a@example.org", is_superuser=True)
    header = {"authorization": "Basic YUBleGFtcGxlLm9yZzpwYXNzd29yZA=="}

    answer = client.get("/api/v2/pages/", headers=header)

    assert answer.status_code == 200
    assert not answer.wsgi_request.user.is_authenticated


def test_someone_without_rights_gets_a_403_with_a_way_to_the_cabinet(sign_in, db):
    client = sign_in(factories.user())

    answer = client.get("/admin/", follow=True)

    assert (answer.status_code, answer.redirect_chain) == (403, [])
    assert 'href="/cabinet/"' in answer.content.decode()


@pytest.mark.parametrize(
    "next_url",
    [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "http:///evil.example",
    ],
)
@pytest.mark.parametrize("how", ["password", "code", "consent"])
def test_no_door_leads_to_another_site(client, db, mailoutbox, next_url, how):
    user = confirmed("a@example.org")
    if how == "password":
        data = {"login": "a@example.org", "password": "password", "next": next_url}
        answer = client.post(LOGIN, data)
    elif how == "code":
        page = client.post(
            f"{CODE}?next={next_url}", {"email": "a@example.org", "next": next_url}, follow=True
        )
        data = {"code": code_in(mailoutbox[0]), "next": next_url}
        answer = client.post(page.request["PATH_INFO"], data)
    else:
        client.force_login(user)
        answer = client.get("/cabinet/consent/", {"next": next_url})

    assert answer["Location"] == "/cabinet/"


def test_signing_in_gives_a_new_session(client, db):
    confirmed("a@example.org")
    client.get("/cabinet/consent/")
    session = client.session
    session["before"] = "1"
    session.save()
    fixed = session.session_key

    client.post(LOGIN, {"login": "a@example.org", "password": "password"})

    assert client.session.session_key != fixed
    assert not Session.objects.filter(session_key=fixed).exists()


def test_guessing_a_password_is_stopped_by_account_and_by_address(db):
    confirmed("a@example.org")

    def guess(login, password="wrong", address="198.51.100.7"):
        return Client(REMOTE_ADDR=address).post(LOGIN, {"login": login, "password": password})

    for _attempt in range(10):
        guess("a@example.org")
    right = guess("a@example.org", "password")

    assert right.status_code in {200, 429}
    assert "_auth_user_id" not in right.client.session
    # Another's guesses from elsewhere do not lock the owner out for long, and never by a code.
    assert (
        Client(REMOTE_ADDR="198.51.100.8").post(CODE, {"email": "a@example.org"}).status_code == 302
    )


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_forged_address_does_not_buy_more_guesses(db, settings, proxies):
    """Without a trusted proxy the header is nothing; with one only what that proxy appended counts."""
    settings.SPILNO_TRUSTED_PROXIES = proxies
    statuses = []

    for attempt in range(40):
        forged = f"203.0.113.{attempt}" if proxies == 0 else f"203.0.113.{attempt}, 198.51.100.9"
        answer = Client().post(
            LOGIN,
            {"login": f"p{attempt}@example.org", "password": "wrong"},
            headers={"x-forwarded-for": forged},
        )
        statuses.append(answer.status_code)

    assert 429 in statuses


def test_letters_with_codes_are_limited_for_one_address(db, mailoutbox):
    confirmed("a@example.org")

    for attempt in range(30):
        Client(REMOTE_ADDR=f"203.0.113.{attempt}").post(CODE, {"email": "a@example.org"})

    assert len(mailoutbox) < 25


@pytest.mark.parametrize(
    "email", ["a@example.org\nBcc: b@example.org", "a@example.org\r\nX: y", "a b@example.org"]
)
def test_no_header_is_smuggled_into_a_letter(client, db, mailoutbox, email):
    sign_up(client, email)
    client.post(CODE, {"email": email})

    assert all("\n" not in address for letter in mailoutbox for address in letter.recipients())
    assert not any("b@example.org" in letter.recipients() for letter in mailoutbox)


def test_a_forged_host_reaches_no_letter(client, db, mailoutbox):
    confirmed("a@example.org")

    refused = client.post(CODE, {"email": "a@example.org"}, headers={"host": "evil.example"})
    client.post(CODE, {"email": "a@example.org"}, headers={"x-forwarded-host": "evil.example"})

    assert refused.status_code == 400
    assert mailoutbox
    assert not any("evil.example" in letter.body for letter in mailoutbox)


def test_a_new_password_ends_the_other_sessions(rosj, sign_in):
    person = factories.representative(rosj)
    elsewhere = sign_in(person)

    person.set_password(PASSWORD)
    person.save()

    assert elsewhere.get("/admin/").status_code == 302


def test_a_person_sees_the_own_sessions_and_ends_the_others(db):
    confirmed("a@example.org")
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post(LOGIN, {"login": "a@example.org", "password": "password"})

    page = here.get("/account/sessions/")
    here.post("/account/sessions/")

    assert page.content.decode().count('class="todo"') == 2
    assert UserSession.objects.count() == 1
    assert elsewhere.get("/cabinet/").status_code == 302
    assert here.get("/cabinet/").status_code == 200


def test_changing_the_address_needs_the_password_and_a_code_and_tells_the_old_one(
    db, mailoutbox, client
):
    confirmed("a@example.org")
    client.post(LOGIN, {"login": "a@example.org", "password": "password"})

    asked = client.post("/account/email/", {"email": "b@example.org", "action_add": ""})
    assert asked["Location"].startswith("/account/reauthenticate/")
    client.post(asked["Location"], {"password": "password"}, follow=True)
    assert User.objects.get().email == "a@example.org"
    code = code_in(next(letter for letter in mailoutbox if letter.to == ["b@example.org"]))
    client.post(reverse("account_email_verification_sent"), {"code": code})

    assert User.objects.get().email == "b@example.org"
    assert any(letter.to == ["a@example.org"] for letter in mailoutbox)


def stale(client):
    """The sign-in was an hour ago."""
    session = client.session
    session["signed_in_at"] -= 3600
    session.save()


@pytest.mark.parametrize("serious", ["/account/email/", "/account/2fa/", "/cabinet/data/erase/"])
def test_a_person_without_a_password_confirms_a_serious_step_by_a_code(
    db, mailoutbox, client, serious
):
    sign_up(client)
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[0])})
    assert client.get(serious).status_code == 200
    stale(client)

    door = client.get(serious)["Location"]
    assert door.startswith("/account/fresh/")
    client.post(door)
    code = code_in(mailoutbox[-1])
    assert client.post(door, {"code": "000000" if code != "000000" else "1"}).status_code == 200
    assert client.get(serious).status_code == 302

    assert client.post(door, {"code": code})["Location"] == serious
    assert client.get(serious).status_code == 200


def session(**more):
    store = SessionStore(**more)
    store["word"] = "Рось"
    store.create()
    return store


def test_a_session_is_read_by_one_query(db, django_assert_num_queries):
    key = session().session_key
    with django_assert_num_queries(1):
        assert SessionStore(key)["word"] == "Рось"
    # Django's own engine reads it as well: whoever was signed in before stays so.
    assert DatabaseStore(key)["word"] == "Рось"


def test_a_session_that_is_over_or_was_never_there_holds_nothing(db):
    over = session()
    Session.objects.filter(pk=over.session_key).update(expire_date=timezone.now())
    for key in [over.session_key, "a" * 32]:
        store = SessionStore(key)
        assert "word" not in store
        assert store.session_key is None

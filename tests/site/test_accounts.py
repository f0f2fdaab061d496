"""Coming in: sign-up, codes, passwords, the doors of the admin, and what a stranger must not learn."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wagtail.models import PageViewRestriction

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession

from bilatserkva_site.users.models import User
from bilatserkva_site.users.receivers import factor_added
from spilno_pages.limits import Limit, client_address
from spilno_pages.provisioning import actions as people
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


# — the second factor


def totp_now(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


SECRET = "JBSWY3DPEHPK3PXP"


def staff(who):
    person = {
        "editor": factories.editor,
        "superuser": lambda: factories.user(is_superuser=True),
        "clerk": factories.clerk,
    }[who]()
    person.confirm_email()
    return person


def by_password(person):
    client = Client()
    client.post(LOGIN, {"login": person.email, "password": "password"})
    return client


@pytest.mark.parametrize("who", ["editor", "superuser", "clerk"])
def test_the_council_s_staff_needs_a_second_factor_in_the_admin(rosj, settings, who):
    settings.SPILNO_STAFF_MFA = True
    person = staff(who)
    assert by_password(person).get("/admin/")["Location"] == "/account/2fa/"
    TOTP.activate(person, SECRET)

    client = by_password(person)
    assert client.get("/admin/").status_code == 302
    client.post("/account/2fa/authenticate/", {"code": totp_now(SECRET)})

    assert client.get("/admin/").status_code == 200


def test_a_session_from_before_the_factor_is_over(rosj, settings, rf):
    """A thief with the password came in before the editor set the factor up."""
    settings.SPILNO_STAFF_MFA = True
    person = staff("editor")
    thief, own = by_password(person), by_password(person)
    TOTP.activate(person, SECRET)
    request = rf.get("/")
    request.session, request.user = own.session, person

    factor_added(request, person)

    request.session.save()
    own.cookies["sessionid"] = request.session.session_key
    assert own.get("/admin/").status_code == 200
    assert thief.get("/admin/").status_code == 302
    assert "_auth_user_id" not in thief.session


def test_a_session_that_has_not_shown_the_factor_is_asked_for_it(rosj, settings, sign_in):
    settings.SPILNO_STAFF_MFA = True
    person = staff("editor")
    TOTP.activate(person, SECRET)
    client, document = sign_in(person), factories.document()

    assert client.get("/admin/")["Location"].startswith("/account/2fa/reauthenticate/?next=")
    assert client.get(document.url).status_code == 404
    client.post("/account/2fa/reauthenticate/", {"code": totp_now(SECRET)})

    assert client.get("/admin/").status_code == 200
    assert client.get(document.url).status_code == 200


@pytest.mark.parametrize("door", ["/_util/login/", "/en/_util/login/"])
def test_no_other_form_signs_anybody_in(rosj, client, door):
    confirmed("a@example.org")

    answer = client.post(door, {"username": "a@example.org", "password": "password"})

    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session


def test_whoever_signed_up_with_another_s_address_is_shut_out_when_its_owner_comes(db, mailoutbox):
    attacker, owner = Client(), Client()
    sign_up(attacker, "victim@example.org", password1=PASSWORD)
    page = owner.post(CODE, {"email": "victim@example.org"}, follow=True).request["PATH_INFO"]
    owner.post(page, {"code": code_in(mailoutbox[-1])})
    assert owner.get("/cabinet/").status_code == 200

    later = Client()
    later.post(LOGIN, {"login": "victim@example.org", "password": PASSWORD})

    assert "_auth_user_id" not in later.session
    assert not User.objects.get().has_usable_password()


def test_a_password_chosen_at_sign_up_stays_for_whoever_confirms_it(client, db, mailoutbox):
    sign_up(client, password1=PASSWORD)
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[0])})

    assert Client().login(email="olha@example.org", password=PASSWORD)


def test_an_address_that_is_no_longer_the_account_s_opens_it_no_longer(client, db, mailoutbox):
    person = confirmed("old@example.org")
    person.email = "new@example.org"
    person.save()
    person.confirm_email()

    page = client.post(CODE, {"email": "old@example.org"}, follow=True).request["PATH_INFO"]

    assert "old@example.org" not in set(EmailAddress.objects.values_list("email", flat=True))
    assert not re.search(r"^\d{6}$", mailoutbox[-1].body, re.MULTILINE)
    assert page


def test_an_invitation_shuts_out_whoever_signed_up_with_the_address(rosj, client, mailoutbox):
    sign_up(client, "olena@example.org", password1=PASSWORD)

    people.invite(factories.workspace(rosj), "olena@example.org", by=factories.editor())

    assert not Client().login(email="olena@example.org", password=PASSWORD)


def test_a_representative_is_advised_not_made_to(rosj, sign_in, settings):
    settings.SPILNO_STAFF_MFA = True

    assert sign_in(factories.representative(rosj)).get("/admin/").status_code == 200


@pytest.mark.parametrize("way", ["password", "code"])
def test_no_way_in_walks_round_the_second_factor(client, db, mailoutbox, way):
    person = confirmed("a@example.org")
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")

    if way == "password":
        client.post(LOGIN, {"login": "a@example.org", "password": "password"})
    else:
        page = client.post(CODE, {"email": "a@example.org"}, follow=True).request["PATH_INFO"]
        client.post(page, {"code": code_in(mailoutbox[0])})
    assert client.get("/cabinet/").status_code == 302

    code = totp_now("JBSWY3DPEHPK3PXP")
    client.post("/account/2fa/authenticate/", {"code": code})
    assert client.get("/cabinet/").status_code == 200

    again = Client()
    again.post(LOGIN, {"login": "a@example.org", "password": "password"})
    again.post("/account/2fa/authenticate/", {"code": code})
    assert again.get("/cabinet/").status_code == 302


def test_an_old_account_is_no_younger_for_signing_in(client, db):
    person = confirmed("a@example.org", date_joined=timezone.now() - timedelta(days=30))

    client.post(LOGIN, {"login": "a@example.org", "password": "password"})
    client.get("/cabinet/")

    assert person.resident.joined_at == person.date_joined


def test_a_shared_password_of_a_page_is_not_guessed(client, rosj):
    page = factories.post(rosj, "Лише для своїх")
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type="password", password="сезам"
    )
    url = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk])

    answers = [client.post(url, {"password": "x", "return_url": "/"}) for _guess in range(11)]

    assert [answer.status_code for answer in answers[-2:]] == [200, 429]
    assert int(answers[-1]["Retry-After"]) > 0


@pytest.mark.parametrize("address", ["/account/2fa/authenticate/", "/account/fresh/"])
def test_short_codes_are_not_guessed(client, db, address, mailoutbox):
    person = confirmed("a@example.org")
    if "2fa" in address:
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")
        client.post(LOGIN, {"login": "a@example.org", "password": "password"})
    else:
        client.force_login(person)
        client.post(address)

    for guess in range(30):
        answer = client.post(address, {"code": f"{guess:06}"})

    assert answer.status_code in {200, 302, 429}
    if "2fa" in address:
        right = client.post(address, {"code": totp_now("JBSWY3DPEHPK3PXP")})
        assert "_auth_user_id" not in right.client.session
    else:
        assert answer.status_code == 429


def test_own_limits_hold_for_many_at_once():
    limit = Limit("test", 5, timedelta(minutes=1))
    with ThreadPoolExecutor(8) as pool:
        let_through = [wait == 0 for wait in pool.map(limit.spend, ["x"] * 40)]

    assert sum(let_through) == 5
    assert limit.spend("another") == 0


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.1", "127.0.0.1"),
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "6.6.6.6, 203.0.113.1", "203.0.113.1"),
        (2, "6.6.6.6, 203.0.113.1, 10.0.0.1", "203.0.113.1"),
        (2, "203.0.113.1", "127.0.0.1"),
        (1, "not an address", "unknown"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "", "unknown"),
        (1, "::ffff:203.0.113.1", "203.0.113.1"),
    ],
)
def test_an_address_is_read_through_counted_proxies_alone(
    rf, settings, proxies, forwarded, address
):
    settings.SPILNO_TRUSTED_PROXIES = proxies

    assert client_address(rf.get("/", headers={"x-forwarded-for": forwarded})) == address

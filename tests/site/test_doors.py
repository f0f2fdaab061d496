"""The second factor, doors that must stay shut, and how often one may knock."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

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

from bilatserkva_site.users.models import User
from bilatserkva_site.users.receivers import factor_added
from spilno_pages.limits import Limit, client_address
from spilno_pages.provisioning import actions as people
from tests import factories
from tests.site.test_accounts import CODE, LOGIN, PASSWORD, code_in, confirmed, sign_up


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

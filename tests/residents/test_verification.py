"""One person is one resident, whatever proved it; nobody proves themselves."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

import pytest

from spilno_pages.notices.models import Notice
from spilno_pages.record.models import AuditEvent
from spilno_pages.residents import actions, rules
from spilno_pages.residents.admin_views import CODES
from spilno_pages.residents.documents import person_tag
from spilno_pages.residents.models import (
    Basis,
    DeskCode,
    Level,
    ParticipationSettings,
    Resident,
    Role,
    Verification,
)
from spilno_pages.residents.providers.base import IdentityClaim
from tests import factories

DESK = "/admin/desk/"


def claim(number=None, basis=Basis.REGISTERED, born=date(1986, 4, 12), method="desk"):
    level = Level.RESIDENT if basis else Level.IDENTITY
    tag = person_tag(number or factories.tax_number(born))
    return IdentityClaim(tag, method, level=level, basis=basis, born=born)


@pytest.fixture
def clerk(db):
    return factories.clerk()


@pytest.fixture
def oksana(db):
    return factories.resident()


def at_the_desk(client, resident, number, basis="registered", **more):
    code = actions.desk_code(resident).code
    data = {"code": code, "document": number, "basis": basis, "compared": "on"} | more
    return client.post(DESK, data)


def test_a_clerk_verifies_a_person_who_is_told(
    oksana, clerk, sign_in, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = at_the_desk(sign_in(clerk), oksana, factories.tax_number())

    oksana.refresh_from_db()
    assert answer.status_code == 302
    assert (oksana.level, oksana.residence_basis, oksana.age_band) == (3, "registered", "35-44")
    assert oksana.valid_until > timezone.localdate() + timedelta(days=700)
    assert Verification.objects.get().clerk == clerk
    assert (
        AuditEvent.objects.filter(act="verification.granted", by=f"account:{clerk.pk}").count() == 1
    )
    assert [letter.to for letter in mailoutbox if letter.to != [clerk.email]] == [
        [oksana.user.email]
    ]
    assert not DeskCode.objects.exists()


def test_the_number_is_stored_nowhere(oksana, clerk, sign_in, caplog):
    number = factories.tax_number()

    at_the_desk(sign_in(clerk), oksana, number)

    oksana.refresh_from_db()
    rows = [
        str(list(model.objects.values())) for model in (Resident, Verification, AuditEvent, Notice)
    ]
    assert oksana.level == 3
    assert number not in "".join(rows) + caplog.text


def test_the_first_step_shows_whose_account_it_is(oksana, clerk, sign_in):
    code = actions.desk_code(oksana).code

    shown = sign_in(clerk).post(DESK, {"code": f"{code[:4]} {code[4:]}"})

    assert "Оксана Б." in shown.content.decode()
    assert Resident.objects.get(pk=oksana.pk).level == 0


@pytest.mark.parametrize("code", ["", "00000000", "1", "x" * 12])
def test_a_code_that_is_nobody_s_is_refused_in_words(clerk, sign_in, code):
    answer = sign_in(clerk).post(
        DESK, {"code": code, "document": factories.tax_number(), "compared": "on"}
    )

    assert answer.status_code == 200
    assert answer.context["code_form"].errors["code"]


def test_an_outdated_code_no_longer_works(oksana, clerk, sign_in):
    DeskCode.objects.create(resident=oksana, code="12345678", expires_at=timezone.now())

    answer = sign_in(clerk).post(DESK, {"code": "12345678"})

    assert answer.context["found"] is None
    assert actions.desk_code(oksana).code != "12345678"


def test_a_clerk_cannot_verify_himself(clerk, sign_in):
    own = actions.resident_of(clerk)

    answer = at_the_desk(sign_in(clerk), own, factories.tax_number())

    own.refresh_from_db()
    assert own.level == 0
    assert "себе" in answer.content.decode()
    assert AuditEvent.objects.filter(act="verification.refused").exists()


def test_a_clerk_cannot_verify_himself_on_a_second_account(clerk, sign_in):
    number = factories.tax_number()
    actions.grant(actions.resident_of(clerk), claim(number), clerk=factories.clerk())
    second = factories.resident()

    at_the_desk(sign_in(clerk), second, number, take_over="on")

    second.refresh_from_db()
    assert second.level == 0
    assert actions.resident_of(clerk).level == 3


def test_a_clerk_takes_back_the_own_slip_alone_not_what_came_after(oksana, clerk, sign_in):
    number = factories.tax_number()
    slip = actions.grant(oksana, claim(number), clerk=clerk)
    actions.grant(oksana, claim(number), clerk=factories.clerk())

    sign_in(clerk).post(f"/admin/desk/{slip.pk}/revoke/", {"reason": "Описка."})

    oksana.refresh_from_db()
    assert oksana.level == 3


def test_codes_of_the_desk_are_not_guessed(clerk, sign_in):
    client = sign_in(clerk)
    assert client.post(DESK, {"code": "00000000"}).status_code == 200
    for _guess in range(CODES.times):
        CODES.spend(clerk.pk)

    assert client.post(DESK, {"code": "00000000"}).status_code == 429


def test_an_outdated_code_gives_way_to_a_new_one_in_the_cabinet(oksana, sign_in):
    DeskCode.objects.create(resident=oksana, code="12345678", expires_at=timezone.now())

    page = sign_in(oksana.user).get("/cabinet/verification/").content.decode()

    assert "1234 5678" not in page
    assert "/cabinet/verification/code/" in page


@pytest.mark.parametrize("who", ["resident", "representative", "editor", "superuser"])
@pytest.mark.parametrize(
    "address", [DESK, "/admin/rolls/", "/admin/desk/1/revoke/", "/admin/rolls/1/apply/"]
)
def test_nobody_but_clerks_comes_to_the_desk(rosj, sign_in, who, address):
    person = {
        "resident": factories.user,
        "representative": lambda: factories.representative(rosj),
        "editor": factories.editor,
        "superuser": lambda: factories.user(is_superuser=True),
    }[who]()
    if who == "superuser" and "rolls" in address:
        pytest.skip("administrators bring rolls in, too")

    assert sign_in(person).post(address).status_code in {302, 403}
    assert sign_in(person).get(address).status_code in {302, 403, 405}


def test_a_clerk_whose_role_has_ended_verifies_nobody(oksana, clerk, sign_in):
    open_tab = sign_in(clerk)
    assert open_tab.get(DESK).status_code == 200

    actions.end_role(Role.objects.get(kind="clerk"), by=None)

    assert open_tab.get(DESK).status_code == 302
    clerk = type(clerk).objects.get(pk=clerk.pk)
    assert sign_in(clerk).get(DESK).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.grant(oksana, claim(), clerk=clerk)


def test_a_role_that_runs_out_takes_the_rights_with_it(clerk):
    Role.objects.filter(kind="clerk").update(
        since=timezone.localdate() - timedelta(days=9),
        until=timezone.localdate() - timedelta(days=1),
    )

    assert not rules.is_clerk(clerk)
    assert actions.keep_clerks() == 1
    assert not clerk.groups.exists()


def test_the_day_s_limit_holds(oksana, clerk):
    site = rules.default_site()
    settings = ParticipationSettings.for_site(site)
    settings.desk_limit = 1
    settings.save()
    actions.grant(factories.resident(), claim(), clerk=clerk)

    with pytest.raises(PermissionDenied):
        actions.grant(oksana, claim(), clerk=clerk)
    actions.grant(oksana, claim(), clerk=clerk, at=timezone.now() + timedelta(days=1))


# — one person, one resident


def test_the_desk_first_and_id_gov_ua_later_is_one_resident(oksana, clerk):
    number = factories.tax_number()
    actions.grant(oksana, claim(number), clerk=clerk)

    actions.grant(oksana, claim(number, basis="", method="icei"))

    oksana.refresh_from_db()
    assert (oksana.level, Resident.objects.filter(person_tag__isnull=False).count()) == (3, 1)
    assert oksana.verifications.count() == 2


@pytest.mark.parametrize("method", ["desk", "icei"])
def test_a_person_is_not_verified_on_a_second_account(oksana, clerk, method):
    number = factories.tax_number()
    actions.grant(oksana, claim(number), clerk=clerk)
    second = factories.resident()

    with pytest.raises(actions.PersonTakenError):
        actions.grant(
            second, claim(number, method=method), clerk=clerk if method == "desk" else None
        )

    second.refresh_from_db()
    assert (second.level, second.person_tag) == (0, None)


def test_the_database_holds_one_person_to_one_account(oksana):
    factories.resident(3, tag="a" * 64)

    with pytest.raises(IntegrityError), transaction.atomic():
        Resident.objects.filter(pk=oksana.pk).update(person_tag="a" * 64)


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": 2},
        {"level": 3},
        {"level": 3, "person_tag": "b" * 64},
        {"level": 4},
        {"level": 9, "person_tag": "b" * 64},
    ],
)
def test_the_database_refuses_a_level_without_its_ground(oksana, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Resident.objects.filter(pk=oksana.pk).update(**wrong)


def test_an_account_is_not_verified_for_two_people(oksana, clerk):
    actions.grant(oksana, claim(), clerk=clerk)

    with pytest.raises(ValidationError) as refusal:
        actions.grant(oksana, claim(), clerk=clerk)

    assert refusal.value.code == "other-person"


def test_a_clerk_moves_a_verification_from_a_lost_account(oksana, clerk, sign_in):
    number = factories.tax_number()
    actions.grant(oksana, claim(number), clerk=clerk)
    second = factories.resident()

    refused = at_the_desk(sign_in(clerk), second, number)
    moved = at_the_desk(sign_in(clerk), second, number, take_over="on")

    oksana.refresh_from_db()
    second.refresh_from_db()
    assert (refused.status_code, moved.status_code) == (200, 302)
    assert (oksana.level, oksana.person_tag, second.level) == (0, None, 3)
    assert Notice.objects.filter(user=oksana.user, kind="verification.moved").count() == 1


def test_a_slip_is_taken_back_the_same_day_with_a_reason(oksana, clerk, sign_in):
    actions.grant(oksana, claim(), clerk=clerk)
    address = f"/admin/desk/{Verification.objects.get().pk}/revoke/"

    sign_in(clerk).post(address, {"reason": " "})
    assert Resident.objects.get(pk=oksana.pk).level == 3
    sign_in(factories.clerk()).post(address, {"reason": "чуже"})
    assert Resident.objects.get(pk=oksana.pk).level == 3
    sign_in(clerk).post(address, {"reason": "Не той обліковий запис."})

    oksana.refresh_from_db()
    assert (oksana.level, oksana.person_tag) == (0, None)
    assert "Не той обліковий запис." in Notice.objects.get(kind="verification.revoked").text


# — age and terms


@pytest.mark.parametrize(("age", "allowed"), [(13, False), (14, True), (17, True), (18, True)])
def test_people_are_verified_from_fourteen(oksana, clerk, age, allowed):
    born = timezone.localdate().replace(day=1)
    born = born.replace(year=born.year - age)

    if allowed:
        actions.grant(oksana, claim(born=born), clerk=clerk)
    else:
        with pytest.raises(ValidationError):
            actions.grant(oksana, claim(born=born), clerk=clerk)

    oksana.refresh_from_db()
    assert (oksana.level == 3) is allowed


def test_a_minor_s_term_ends_with_coming_of_age(oksana, clerk):
    born = date(2009, 3, 10)

    actions.grant(
        oksana, claim(born=born), clerk=clerk, at=timezone.make_aware(datetime(2026, 11, 24))
    )

    oksana.refresh_from_db()
    assert oksana.valid_until == date(2027, 3, 9)
    assert oksana.is_minor
    assert not rules.may_vote_by_age(oksana)
    assert rules.may_vote_by_age(oksana, ParticipationSettings(minors_vote=True))


@pytest.mark.parametrize(("days", "level"), [(0, 3), (1, 3), (-1, 2)])
def test_residence_ends_with_its_term_and_identity_stays(oksana, days, level):
    person = factories.resident(3, valid_until=timezone.localdate() + timedelta(days=days))

    assert person.present_level == level
    assert bool(rules.may_take_part(person, Level.RESIDENT)) is (level == 3)


def test_the_end_of_a_term_is_told_once(db):
    soon = factories.resident(3, valid_until=timezone.localdate() + timedelta(days=20))
    factories.resident(3, valid_until=timezone.localdate() + timedelta(days=60))

    assert [actions.remind_of_ends(), actions.remind_of_ends()] == [1, 0]
    assert Notice.objects.get(kind="verification.ends").user == soon.user


@pytest.mark.parametrize(
    ("level", "days", "allowed"), [(0, 0, False), (0, 8, False), (2, 0, True), (3, 8, True)]
)
def test_links_come_from_people_who_are_known(db, level, days, allowed):
    person = factories.resident(level, joined_at=timezone.now() - timedelta(days=days))

    verdict = rules.may_link(person)

    assert (bool(verdict), bool(verdict.reason)) == (allowed, not allowed)

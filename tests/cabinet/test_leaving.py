"""Taking one's data and leaving: nothing that says whose it was is left in the database or in files."""

import json
import re
from datetime import timedelta

from django.apps import apps
from django.conf import settings as site_settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import models

from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.users.models import UserProfile

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from spilno_pages.cabinet.actions import erase
from spilno_pages.cabinet.portability import SECRET, relations
from spilno_pages.models import OrganizationPage
from spilno_pages.notices.actions import notify
from spilno_pages.record.models import AuditEvent
from spilno_pages.residents import actions
from spilno_pages.residents.documents import person_tag
from spilno_pages.residents.models import Consent, LegalVersion, Resident
from spilno_pages.residents.providers.base import IdentityClaim
from tests import factories
from tests.submissions.test_application import apply

MARKERS = ("zvirobii", "Звіробій", "198.51.100.77")
ERASE = "/cabinet/data/erase/"


@pytest.fixture
def person(rosj, client, mailoutbox, settings, tmp_path):
    """Somebody who has done everything that a person can do here; .client is signed in."""
    settings.MEDIA_ROOT = tmp_path
    user = factories.user("zvirobii@example.org", first_name="Мар’яна", last_name="Звіробій")
    user.confirm_email()
    client.defaults["REMOTE_ADDR"] = "198.51.100.77"
    client.post("/account/login/", {"login": user.email, "password": "password"})
    resident = actions.resident_of(user)
    client.post(
        "/cabinet/profile/",
        {"display_name": "Мар’яна Звіробій", "about": "Звіробій і чебрець", "is_public": "on"},
    )
    number = factories.tax_number()
    claim = IdentityClaim(person_tag(number), "desk", level=3, basis="registered")
    actions.grant(resident, claim, clerk=factories.clerk())
    actions.desk_code(resident)
    actions.give_role(resident, "expert", by=None, title="Звіробій")
    notify(user, "role.ended", "x:1", role="Звіробій", page="")
    LegalVersion.objects.create(kind="terms", number=1, content_hash="x")
    actions.agree(user)
    apply(
        client,
        title="Товариство «Звіробій»",
        contact_person="Мар’яна Звіробій",
        email="zvirobii@example.org",
    )
    user.groups.add(factories.workspace(rosj).group)
    factories.representative(rosj)
    user = get_user_model().objects.get(pk=user.pk)
    client.post("/account/login/", {"login": user.email, "password": "password"})
    profile = UserProfile.get_for_user(user)
    profile.avatar.save("zvirobii.png", ContentFile(b"x"))
    factories.post(rosj, "Допис", owner=user)
    log(instance=user, action="wagtail.edit", user=user)
    user.client = client
    return user


def values(model):
    """Yields every value of a table as text, whatever its column."""
    for row in model._base_manager.values_list():
        yield from map(str, row)


def everywhere():
    """Yields (table, text) of the whole database, sessions opened."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            for text in values(model):
                yield model._meta.db_table, text
    for session in Session.objects.all():
        yield "sessions", str(session.get_decoded())


def traces():
    found = {table for table, text in everywhere() if any(marker in text for marker in MARKERS)}
    files = {
        str(path.name)
        for path in site_settings.MEDIA_ROOT.rglob("*")
        if path.is_file() and "zvirobii" in path.name
    }
    return found | files


def test_the_search_finds_a_person_who_is_here(person):
    found = traces()

    assert {
        "users_user",
        "spilno_residents_resident",
        "account_emailaddress",
        "spilno_notices_notice",
    } <= found
    assert {"wagtailcore_page", "usersessions_usersession"} <= found
    assert any("zvirobii.png" in name for name in found)


def test_nothing_of_a_person_is_left_who_has_left(
    person, mailoutbox, django_capture_on_commit_callbacks
):
    key, resident = person.pk, person.resident
    session = person.client.session.session_key

    with django_capture_on_commit_callbacks(execute=True):
        answer = erased(person.client)

    assert answer["Location"] == "/cabinet/erased/"
    assert traces() == set()
    assert not Resident.objects.filter(pk=resident.pk).exists()
    assert not Session.objects.filter(session_key=session).exists()
    assert AuditEvent.objects.get(act="account.erased").subject == f"account:{key}"
    assert mailoutbox[-1].to == ["zvirobii@example.org"]
    assert not OrganizationPage.objects.filter(title__contains="Звіробій").exists()


def erased(client):
    """Sends the form; asked who is there, gives the password, and the form goes on by itself."""
    asked = client.post(ERASE, {"sure": "on"})
    return client.post(asked["Location"], {"password": "password"})


def test_leaving_asks_whether_they_are_sure_and_who_is_there(person):
    asked = person.client.post(ERASE, {"sure": "on"})
    wrong = person.client.post(asked["Location"], {"password": "wrong"})
    unsure = person.client.post(person.client.post(ERASE, {})["Location"], {"password": "password"})

    assert asked["Location"].startswith("/account/reauthenticate/")
    assert wrong.status_code == 200
    assert unsure.context["form"].errors["sure"]
    assert get_user_model().objects.filter(pk=person.pk).exists()


def test_what_the_organization_published_stays_without_the_person(person, rosj, client):
    erased(person.client)

    page = rosj.get_descendants().get(title="Допис")
    assert (page.live, page.owner) == (True, None)
    assert factories.workspace(rosj).group.user_set.count() == 1


@pytest.mark.parametrize("who", ["editor", "superuser", "clerk"])
def test_whoever_acts_for_the_council_hands_the_office_over_first(db, sign_in, who):
    person = {
        "editor": factories.editor,
        "superuser": lambda: factories.user(is_superuser=True),
        "clerk": factories.clerk,
    }[who]()

    assert not sign_in(person).get(ERASE).context["verdict"]
    with pytest.raises(PermissionDenied):
        erase(person)
    assert get_user_model().objects.filter(pk=person.pk).exists()


def test_a_person_who_returns_is_verified_anew(person, django_capture_on_commit_callbacks):
    tag = Resident.objects.get(user=person).person_tag
    erased(person.client)
    again = factories.resident()

    actions.grant(again, IdentityClaim(tag, "icei"))

    again.refresh_from_db()
    assert again.person_tag == tag


# — the export


def test_a_person_takes_everything_away(person):
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    answer = person.client.post("/cabinet/data/export/")

    data = json.loads(answer.content)
    assert answer["Content-Disposition"].startswith('attachment; filename="spilno-')
    assert data["account"]["email"] == "zvirobii@example.org"
    assert data["resident"]["display_name"] == "Мар’яна Звіробій"
    assert {
        "spilno_residents.Verification",
        "spilno_residents.Consent",
        "spilno_residents.Role",
    } <= data["records"].keys()
    assert {
        "spilno_notices.Notice",
        "spilno_submissions.Application",
        "account.EmailAddress",
    } <= data["records"].keys()
    assert Consent.objects.get().version.get_kind_display() in str(
        data["records"]["spilno_residents.Consent"]
    )
    assert AuditEvent.objects.filter(act="account.exported").count() == 1


def test_the_export_holds_no_secret_and_nobody_else(person):
    other = factories.representative(
        OrganizationPage.objects.live().first(), first_name="Чужа", last_name="Людина"
    )
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    resident = Resident.objects.get(user=person)

    text = person.client.post("/cabinet/data/export/").content.decode()

    for secret in (
        resident.person_tag,
        person.password,
        person.client.session.session_key,
        "JBSWY3DPEHPK3PXP",
    ):
        assert secret not in text
    assert other.email not in text
    assert "Людина" not in text
    assert not set(re.findall(r'"(\w+)":', text)) & (SECRET - {"draft_title"})


def test_every_table_that_knows_people_is_walked(db):
    """A new model with a column of people is in the export by itself; a many-to-many is its own table."""
    known = {(model, field.name) for model, field in relations()}
    people_models = {get_user_model(), Resident}

    missed = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model in people_models
        and (model, field.name) not in known
    ]

    assert missed == []


def test_exports_are_limited(person):
    for _number in range(11):
        answer = person.client.post("/cabinet/data/export/")

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= timedelta(hours=1).total_seconds()


def test_a_log_entry_of_the_admin_forgets_the_name(person):
    assert any("Звіробій" in entry.label for entry in ModelLogEntry.objects.all())

    erased(person.client)

    assert not any("Звіробій" in entry.label for entry in ModelLogEntry.objects.all())


def test_a_chosen_name_wipes_nobody_else_s_entries(person, rosj):
    """A name that fits other entries of the log is no key to them."""
    editor = factories.editor()
    rosj.decide(user=editor, verified=True)
    person.first_name, person.last_name = '":', "true}"
    person.save()
    entries = PageLogEntry.objects.filter(page_id=rosj.pk)
    before = list(entries.values_list("label", "data"))

    erased(person.client)

    assert list(entries.values_list("label", "data"))[: len(before)] == before


def test_a_clerk_s_export_is_not_about_others(db, sign_in):
    clerk = factories.clerk()
    other = factories.resident()
    actions.grant(other, IdentityClaim("c" * 64, "desk", level=3, basis="idp"), clerk=clerk)

    data = json.loads(sign_in(clerk).post("/cabinet/data/export/").content)

    assert "spilno_residents.Verification" not in data["records"]

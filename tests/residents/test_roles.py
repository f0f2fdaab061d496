"""Roles are given by those who may, and carry their rights with them."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

import pytest

from bilatserkva_site.models import HomePage
from spilno_pages.founding import add_page
from spilno_pages.models import DepartmentIndexPage, DepartmentPage
from spilno_pages.notices.models import Notice
from spilno_pages.record.models import AuditEvent
from spilno_pages.residents import actions, rules
from spilno_pages.residents.models import Role, RoleKind
from tests import factories

CREATE = "/admin/spilno_residents/role/create/"


@pytest.fixture
def department(db):
    return add_page(DepartmentIndexPage.objects.get(), DepartmentPage(title="Відділ екології"))


@pytest.fixture
def person(db):
    resident = factories.resident(name="Наталія Гуменюк", is_public=True)
    resident.user.confirm_email()
    return resident


def form(person, kind, page=None, **more):
    today = timezone.localdate()
    return {
        "email": person.user.email,
        "kind": kind,
        "page": page.pk if page else "",
        "since": str(today),
        "title": "начальниця",
    } | more


@pytest.mark.parametrize(
    ("who", "kind", "allowed"),
    [
        ("superuser", "clerk", True),
        ("superuser", "official", True),
        ("editor", "official", True),
        ("editor", "expert", True),
        ("editor", "clerk", False),
        ("superuser", "representative", False),
        ("clerk", "clerk", False),
        ("clerk", "official", False),
        ("user", "expert", False),
    ],
)
def test_who_may_give_which_role(db, who, kind, allowed):
    by = factories.user(is_superuser=True) if who == "superuser" else getattr(factories, who)()

    verdict = rules.may_give_role(by, kind)

    assert (bool(verdict), bool(verdict.reason)) == (allowed, not allowed)


def test_an_editor_names_an_official_who_stands_on_the_department_s_page(
    department, person, sign_in, client
):
    sign_in(factories.editor()).post(CREATE, form(person, "official", department))

    page = client.get(department.url).content.decode()
    assert "Наталія Гуменюк" in page
    assert "начальниця" in page
    assert Notice.objects.get(user=person.user).kind == "role.given"
    assert AuditEvent.objects.get(act="role.given").details["kind"] == "official"


@pytest.mark.parametrize(
    ("kind", "with_page", "field"),
    [("clerk", False, "kind"), ("official", False, "page"), ("representative", True, "kind")],
)
def test_the_form_refuses_what_the_rules_refuse(
    department, person, sign_in, kind, with_page, field
):
    answer = sign_in(factories.editor()).post(
        CREATE, form(person, kind, department if with_page else None)
    )

    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Role.objects.exists()


@pytest.mark.parametrize("email", ["nobody@example.org", ""])
def test_a_role_is_given_to_an_account_that_is_there(department, person, sign_in, email):
    answer = sign_in(factories.editor()).post(CREATE, form(person, "expert", email=email))

    assert "email" in answer.context["form"].errors


def test_an_administrator_names_a_clerk_who_comes_to_the_desk_and_leaves_it(person, sign_in):
    admin = sign_in(factories.user(is_superuser=True))
    admin.post(CREATE, form(person, "clerk"))
    user = get_user_model().objects.get(pk=person.user_id)
    assert sign_in(user).get("/admin/desk/").status_code == 200

    role = Role.objects.get(kind="clerk")
    assert admin.get(reverse("spilno_role_end", args=[role.pk])).status_code == 200
    admin.post(reverse("spilno_role_end", args=[role.pk]))

    role.refresh_from_db()
    assert role.until == timezone.localdate() - timedelta(days=1)
    assert not get_user_model().objects.get(pk=user.pk).has_perm("spilno_residents.verify")


def test_an_editor_does_not_end_a_clerk(person, sign_in):
    role = actions.give_role(person, RoleKind.CLERK, by=None)

    sign_in(factories.editor()).post(reverse("spilno_role_end", args=[role.pk]))
    role.refresh_from_db()
    assert role.until is None
    with pytest.raises(PermissionDenied):
        actions.end_role(role, by=factories.editor())


@pytest.mark.parametrize("page", [True, False])
def test_a_role_is_open_once(department, person, page):
    page = department.page_ptr if page else None
    first = actions.give_role(person, RoleKind.EXPERT, by=None, page=page)

    assert actions.give_role(person, RoleKind.EXPERT, by=None, page=page) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(resident=person, kind="expert", page=page)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "official"},
        {"kind": "representative"},
        {"kind": "expert", "until": timezone.localdate() - timedelta(days=2)},
    ],
)
def test_the_database_refuses_a_role_without_its_ground(person, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(resident=person, **wrong)


def test_a_representative_s_role_comes_and_goes_with_the_group(rosj):
    person = factories.representative(rosj)
    role = Role.objects.get(kind="representative")
    assert (role.resident.user, role.page_id, role.until) == (person, rosj.pk, None)

    person.groups.clear()

    role.refresh_from_db()
    assert role.until is not None


def test_badges_are_asked_for_all_names_at_once(person, django_assert_num_queries):
    actions.give_role(person, RoleKind.EXPERT, by=None, title="еколог")

    with django_assert_num_queries(1):
        found = rules.badges([person])

    assert [role.title for role in found[person.pk]] == ["еколог"]


def test_a_role_with_an_end_is_ended_early(person, sign_in):
    until = timezone.localdate() + timedelta(days=3000)
    role = actions.give_role(person, RoleKind.EXPERT, by=None, until=until)

    sign_in(factories.editor()).post(reverse("spilno_role_end", args=[role.pk]))

    role.refresh_from_db()
    assert role.until < timezone.localdate()


@pytest.mark.parametrize("page", ["home", "99999999999999999999999", "x", "-1"])
def test_a_role_belongs_to_a_department_alone(person, sign_in, page):
    page = HomePage.objects.first().pk if page == "home" else page

    answer = sign_in(factories.editor()).post(CREATE, form(person, "expert") | {"page": page})

    assert answer.status_code in {200, 404}
    assert not Role.objects.exists()


def test_nobody_names_themselves(department, sign_in):
    editor = factories.editor()

    sign_in(editor).post(CREATE, form(factories.resident(user=editor), "expert"))

    assert not Role.objects.exists()


def test_a_role_that_begins_later_is_given_once_and_brings_its_rights_then(person, sign_in):
    admin = sign_in(factories.user(is_superuser=True))
    start = timezone.localdate() + timedelta(days=5)
    for _twice in range(2):
        admin.post(CREATE, form(person, "clerk", since=str(start)))

    assert Role.objects.count() == 1
    assert not person.user.groups.exists()
    actions.keep_clerks(timezone.now() + timedelta(days=6))
    assert person.user.groups.exists()


def test_an_account_without_a_proven_address_gets_no_role(person, sign_in):
    person.user.emailaddress_set.update(verified=False)

    sign_in(factories.editor()).post(CREATE, form(person, "expert"))

    assert not Role.objects.exists()


# — the registers


REGISTERS = [
    "spilno_residents/role",
    "spilno_submissions/application",
    "spilno_submissions/accessibilityreport",
]


@pytest.mark.parametrize(
    "query",
    [
        "resident__user__password__startswith=a",
        "resident__user__usersession__session_key__startswith=a",
        "resident__user__is_superuser=1",
        "foo=1",
        "kind__exact=x",
        "since__year=99999999",
        "kind__regex=(",
        "o=x.y",
        "p=-1",
        "p=99999999999999999999",
        "q=%00",
        "level__exact=x",
    ],
)
def test_a_register_answers_what_it_offers_and_nothing_else(person, sign_in, query):
    actions.give_role(person, RoleKind.EXPERT, by=None, title="еколог")
    client = sign_in(factories.editor())

    for register in REGISTERS:
        answer = client.get(f"/admin/{register}/?{query}", follow=True)
        assert answer.status_code in {200, 400, 404}
    if "user__" in query:
        assert "еколог" in client.get(f"/admin/spilno_residents/role/?{query}").content.decode()


@pytest.mark.parametrize("key", ["abc", "9" * 30, "-1", "1 or 1=1"])
def test_an_odd_key_of_a_register_is_not_found(db, sign_in, key):
    client = sign_in(factories.editor())

    for register in REGISTERS:
        assert client.get(f"/admin/{register}/inspect/{key}/").status_code == 404

"""A person's own pages: what waits, what is theirs, nobody else's, and cheap whatever they have."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest

from spilno_pages.cabinet.actions import erase
from spilno_pages.cabinet.urls import urlpatterns
from spilno_pages.notices.actions import notify
from spilno_pages.notices.models import Notice, Preferences
from spilno_pages.provisioning import actions as people
from spilno_pages.provisioning.actions import review_workflow
from spilno_pages.residents.models import Consent, LegalVersion
from tests import factories
from tests.submissions.test_application import application_data, apply

PAGES = [
    "cabinet",
    "cabinet-inbox",
    "cabinet-profile",
    "cabinet-preferences",
    "cabinet-security",
    "cabinet-data",
    "cabinet-verification",
    "cabinet-erase",
]


@pytest.fixture
def olha(db):
    return factories.resident(name="Ольга Д.").user


def test_strangers_are_sent_to_sign_in_and_come_back(client, db):
    for name in PAGES:
        answer = client.get(reverse(name))

        assert answer["Location"] == f"/account/login/?next={reverse(name)}"
        assert answer["Cache-Control"] == "private, no-store"


def test_nothing_of_the_cabinet_is_kept_on_the_way(olha, sign_in):
    client = sign_in(olha)

    for name in PAGES:
        answer = client.get(reverse(name))
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")


def test_an_empty_cabinet_says_what_will_be_there(olha, sign_in):
    page = sign_in(olha).get("/cabinet/").content.decode()

    assert "Ольга Д." in page
    assert page.count('class="empty"') == 2
    assert reverse("apply-organization") in page


def test_what_waits_for_a_person_stands_on_top(rosj, yard, sign_in):
    person = factories.representative(rosj)
    draft = factories.post(rosj, "Видра", live=False, owner=person)
    state = review_workflow().start(draft, person)
    task = state.current_task_state
    task.task.specific.on_action(task, factories.editor(), "reject", comment="Додайте дату.")
    people.ask(factories.workspace(yard), person.email, by=factories.representative(yard))

    page = sign_in(person).get("/cabinet/").content.decode()

    assert "Видра" in page
    assert "Додайте дату." in page
    assert "Двір без бар’єрів" in page


def test_the_cabinet_costs_the_same_whatever_a_person_has(
    rosj, sign_in, kept_pages, django_assert_max_num_queries
):
    person = factories.representative(rosj)
    client = sign_in(person)
    client.get("/spilno/")

    def fill(count):
        for number in range(count):
            notify(
                person, "representative.left", f"x:{number}:{count}", organization="x", person="y"
            )
            draft = factories.post(rosj, f"Чернетка {number}-{count}", live=False, owner=person)
            state = review_workflow().start(draft, person)
            task = state.current_task_state
            task.task.specific.on_action(task, person, "reject", comment="Ні.")
            other = factories.organization(f"Інша {number}-{count}")
            people.ask(factories.workspace(other), person.email, by=factories.representative(other))
            if number < 3:
                person.groups.add(factories.workspace(other).group)

    fill(1)
    client.get("/cabinet/")
    with django_assert_max_num_queries(15):
        client.get("/cabinet/")
    fill(10)
    client = sign_in(type(person).objects.get(pk=person.pk))
    client.get("/cabinet/")
    with django_assert_max_num_queries(15):
        assert client.get("/cabinet/").status_code == 200


def test_a_resident_s_cabinet_with_applications_is_cheap_too(
    olha, sign_in, kept_pages, django_assert_max_num_queries
):
    client = sign_in(olha)
    for name in ("Перша", "Друга", "Третя"):
        apply(client, title=name)
    client.get("/cabinet/")

    with django_assert_max_num_queries(15):
        client.get("/cabinet/")


# — notices


def test_opening_a_notice_marks_it_and_leads_on(olha, sign_in):
    notify(olha, "role.ended", "x:1", url="/cabinet/profile/", role="експерт", page="")
    notice, client = Notice.objects.get(), sign_in(olha)
    assert 'class="count">1' in client.get("/spilno/").content.decode()

    answer = client.post(reverse("cabinet-notice", args=[notice.pk]))

    assert answer["Location"] == "/cabinet/profile/"
    assert Notice.objects.get().read_at
    assert 'class="count"' not in client.get("/spilno/").content.decode()


def test_another_s_notice_is_nobody_s(olha, sign_in):
    notify(olha, "role.ended", "x:1", role="експерт", page="")
    stranger = sign_in(factories.user())

    assert (
        stranger.post(reverse("cabinet-notice", args=[Notice.objects.get().pk])).status_code == 404
    )
    stranger.post("/cabinet/inbox/")
    assert Notice.objects.get().read_at is None


@pytest.mark.parametrize("page", ["-1", "0", "1e9", "NaN", "9" * 40])
def test_an_odd_page_of_the_inbox_is_a_page(olha, sign_in, page):
    assert sign_in(olha).get("/cabinet/inbox/", {"page": page}).status_code == 200


def test_letters_are_chosen_by_group_and_language(olha, sign_in):
    sign_in(olha).post("/cabinet/preferences/", {"language": "en", "mailed": ["applications"]})

    chosen = Preferences.objects.get()
    assert (chosen.language, chosen.silenced) == (
        "en",
        ["discussion", "moderation", "organizations", "polls", "questions", "roles"],
    )


@pytest.mark.parametrize("data", [{"language": "xx"}, {"language": "uk", "mailed": ["x"]}])
def test_a_choice_that_is_not_offered_is_refused(olha, sign_in, data):
    assert sign_in(olha).post("/cabinet/preferences/", data).status_code == 200
    assert not Preferences.objects.exists()


# — consent


@pytest.fixture
def terms(db):
    return LegalVersion.objects.create(kind="terms", number=1, content_hash="x")


def test_a_person_is_asked_to_agree_and_comes_back(olha, terms, sign_in):
    client = sign_in(olha)

    asked = client.get("/cabinet/profile/")
    refused = client.post(asked["Location"], {})
    agreed = client.post(
        asked["Location"],
        {"agreed": "on", "version": terms.pk, "next": "/cabinet/profile/"},
        follow=True,
    )

    assert asked["Location"] == "/cabinet/consent/?next=%2Fcabinet%2Fprofile%2F"
    assert refused.status_code == 200
    assert agreed.request["PATH_INFO"] == "/cabinet/profile/"
    assert Consent.objects.get().version == terms


def test_a_changed_text_is_asked_anew_and_a_corrected_one_is_not(olha, terms, sign_in):
    client = sign_in(olha)
    client.post("/cabinet/consent/", {"agreed": "on", "version": terms.pk})
    LegalVersion.objects.create(kind="terms", number=2, content_hash="y", asks=False)
    assert client.get("/cabinet/").status_code == 200

    LegalVersion.objects.create(kind="terms", number=3, content_hash="z")

    assert client.get("/cabinet/").status_code == 302
    assert Consent.objects.count() == 1


def test_whoever_does_not_agree_can_read_take_the_data_and_leave(olha, terms, sign_in):
    client = sign_in(olha)

    assert client.get("/spilno/").status_code == 200
    assert client.get("/cabinet/data/").status_code == 200
    assert client.post("/cabinet/data/export/").status_code == 200
    assert client.get("/cabinet/data/erase/").status_code == 200


# — organizations


def cabinet_of(organization):
    return reverse("cabinet-organization", args=[organization.pk])


def test_a_representative_invites_a_newcomer_who_accepts(
    rosj, sign_in, mailoutbox, django_capture_on_commit_callbacks
):
    olena = factories.representative(rosj)
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(olena).post(cabinet_of(rosj), {"email": "New@Example.org"})
    (letter,) = mailoutbox
    newcomer = factories.user("new@example.org")
    client = sign_in(newcomer)
    assert not newcomer.groups.exists()

    invitation = factories.workspace(rosj).invitations.get()
    assert "Рось жива" in client.get("/cabinet/").content.decode()
    client.post(reverse("invitation-accept", args=[invitation.pk]))

    assert letter.to == ["new@example.org"]
    assert set(factories.workspace(rosj).group.user_set.all()) == {olena, newcomer}
    assert Notice.objects.filter(user=olena, kind="representative.joined").count() == 1
    assert not factories.workspace(rosj).invitations.exists()


def test_an_invitation_is_for_the_address_it_went_to(rosj, sign_in):
    invitation = people.ask(
        factories.workspace(rosj), "new@example.org", by=factories.representative(rosj)
    )

    for decision in ("accept", "decline"):
        url = reverse(f"invitation-{decision}", args=[invitation.pk])
        assert sign_in(factories.user()).post(url).status_code == 404


def test_an_outdated_invitation_and_the_council_s_account_are_refused(rosj, sign_in):
    workspace, by = factories.workspace(rosj), factories.representative(rosj)
    editor = factories.editor()
    invitation = people.ask(workspace, editor.email, by=by)
    url = reverse("invitation-accept", args=[invitation.pk])

    sign_in(editor).post(url)
    assert not editor.groups.filter(workspace__isnull=False).exists()
    invitation.expires_at = timezone.now() - timedelta(seconds=1)
    invitation.save()
    assert sign_in(editor).post(url).status_code == 404


def test_declining_and_taking_back_leave_nothing(rosj, sign_in):
    by, person = factories.representative(rosj), factories.user()
    workspace = factories.workspace(rosj)
    first = people.ask(workspace, person.email, by=by)
    sign_in(person).post(reverse("invitation-decline", args=[first.pk]))
    second = people.ask(workspace, person.email, by=by)
    sign_in(by).post(reverse("invitation-take-back", args=[rosj.pk, second.pk]))

    assert not workspace.invitations.exists()
    assert not person.groups.exists()


def test_another_s_organization_is_nobody_s(rosj, yard, sign_in):
    stranger = sign_in(factories.representative(yard))
    person = factories.representative(rosj)

    assert stranger.get(cabinet_of(rosj)).status_code == 404
    for name, args in (
        ("organization-leave", [rosj.pk]),
        ("organization-dismiss", [rosj.pk, person.pk]),
        ("invitation-take-back", [rosj.pk, 1]),
    ):
        assert stranger.post(reverse(name, args=args)).status_code == 404
    assert factories.workspace(rosj).group.user_set.count() == 1


def test_the_older_representative_removes_the_newer_never_the_other_way(rosj, sign_in):
    older, newer = factories.representative(rosj), factories.representative(rosj)
    open_tab = sign_in(newer)
    assert open_tab.get(cabinet_of(rosj)).status_code == 200

    sign_in(newer).post(reverse("organization-dismiss", args=[rosj.pk, older.pk]))
    assert factories.workspace(rosj).group.user_set.count() == 2
    sign_in(older).post(reverse("organization-dismiss", args=[rosj.pk, newer.pk]))

    assert list(factories.workspace(rosj).group.user_set.all()) == [older]
    assert open_tab.get(cabinet_of(rosj)).status_code == 302
    assert open_tab.get("/admin/").status_code == 302
    assert Notice.objects.filter(user=newer, kind="representative.removed").exists()


def test_a_representative_leaves_but_never_the_last_one(rosj, sign_in):
    first, last = factories.representative(rosj), factories.representative(rosj)

    sign_in(first).post(reverse("organization-leave", args=[rosj.pk]))
    sign_in(last).post(reverse("organization-leave", args=[rosj.pk]))

    assert list(factories.workspace(rosj).group.user_set.all()) == [last]
    assert Notice.objects.filter(user=last, kind="representative.left").exists()


def test_invitations_are_limited_a_day(rosj, sign_in):
    client = sign_in(factories.representative(rosj))

    for number in range(12):
        answer = client.post(cabinet_of(rosj), {"email": f"p{number}@example.org"})

    assert answer.status_code == 200
    assert answer.context["form"].errors["email"]
    assert factories.workspace(rosj).invitations.count() == 10


def test_every_act_of_the_cabinet_wants_a_token(rosj):
    person = factories.representative(rosj)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    args = {"pk": 1, "page_id": rosj.pk, "user_id": person.pk}

    for pattern in urlpatterns:
        names = pattern.pattern.converters
        url = reverse(pattern.name, kwargs={name: args[name] for name in names})
        if pattern.name in {"cabinet", "cabinet-erased", "cabinet-security", "cabinet-data"}:
            continue
        assert client.post(url, application_data()).status_code == 403, url


def test_an_editor_s_cabinet_tells_of_reviews_at_the_same_cost(
    rosj, terms, sign_in, kept_pages, django_assert_max_num_queries
):
    editor, person = factories.editor(), factories.representative(rosj)
    client = sign_in(editor)
    client.post("/cabinet/consent/", {"agreed": "on", "version": terms.pk})
    for number in range(12):
        review_workflow().start(
            factories.post(rosj, f"Допис {number}", live=False, owner=person), person
        )
    client.get("/cabinet/")

    with django_assert_max_num_queries(15):
        page = client.get("/cabinet/")

    assert "12 " in page.content.decode()


def test_nobody_agrees_to_a_text_that_came_after_the_page(olha, terms, sign_in):
    client = sign_in(olha)
    client.get("/cabinet/consent/")
    later = LegalVersion.objects.create(kind="privacy", number=1, content_hash="z")

    client.post("/cabinet/consent/", {"agreed": "on", "version": [terms.pk]})

    assert [consent.version for consent in Consent.objects.all()] == [terms]
    assert client.get("/cabinet/").status_code == 302
    client.post("/cabinet/consent/", {"agreed": "on", "version": [later.pk]})
    assert client.get("/cabinet/").status_code == 200


def test_who_writes_for_the_site_agrees_too(rosj, terms, sign_in):
    client = sign_in(factories.representative(rosj))

    answer = client.get("/admin/", headers={"accept": "text/html"})

    assert answer["Location"] == "/cabinet/consent/?next=%2Fadmin%2F"


def test_an_invitation_goes_with_whoever_made_it(rosj, sign_in):
    first, rogue, second = (factories.representative(rosj) for _person in range(3))
    friend = factories.user()
    people.ask(factories.workspace(rosj), friend.email, by=rogue)
    kept = people.ask(factories.workspace(rosj), "b@example.org", by=second)

    people.dismiss(factories.workspace(rosj), rogue, by=first)

    assert list(factories.workspace(rosj).invitations.all()) == [kept]


def test_others_are_not_told_an_address_and_forget_a_name(rosj, sign_in):
    older = factories.representative(rosj)
    nameless = factories.representative(rosj)
    people.leave(factories.workspace(rosj), nameless)
    named = factories.representative(rosj)
    factories.resident(user=named, name="Мар’яна З.")
    people.leave(factories.workspace(rosj), named)
    told = Notice.objects.filter(user=older, kind="representative.left")
    assert nameless.email not in str(list(told.values()))
    assert any("Мар’яна З." in notice.title for notice in told)

    erase(named)

    assert not any("Мар’яна З." in notice.title for notice in told.all())


def test_the_last_representative_does_not_leave_the_site_either(rosj):
    last = factories.representative(rosj)

    with pytest.raises(PermissionDenied):
        erase(last)

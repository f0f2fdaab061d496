import re

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from wagtail.log_actions import registry

import pytest

from spilno_pages.provisioning import actions
from tests import factories


@pytest.fixture
def editor(rosj):
    return factories.editor()


def people_url(organization):
    return reverse("spilno_people", args=[organization.pk])


def test_an_editor_invites_a_person_who_sets_a_password_and_comes_in(
    rosj, editor, sign_in, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(editor).post(
            people_url(rosj),
            {"email": "Olena@Example.org", "first_name": "Олена", "last_name": "Гайова"},
        )

    (letter,) = mailoutbox
    path = re.search(r"http://[^/]+(/account/invitation/\S+)", letter.body)[1]
    newcomer = Client()
    form = newcomer.get(path, follow=True)
    answer = newcomer.post(
        form.redirect_chain[-1][0],
        {"new_password1": "берег-річки-7", "new_password2": "берег-річки-7"},
        follow=True,
    )
    assert answer.status_code == 200
    assert newcomer.login(email="olena@example.org", password="берег-річки-7")
    assert letter.to == ["olena@example.org"]
    assert newcomer.get(reverse("wagtailadmin_home")).status_code == 200


def test_several_people_represent_one_organization_each_with_an_own_account(rosj, editor):
    first, second = (
        actions.invite(factories.workspace(rosj), f"{name}@example.org", by=editor)
        for name in ("a", "b")
    )

    assert set(factories.workspace(rosj).group.user_set.all()) == {first, second}


@pytest.mark.parametrize("whose", ["already", "council"])
def test_an_address_that_cannot_be_invited_is_refused_with_a_reason(rosj, editor, whose):
    person = editor if whose == "council" else factories.representative(rosj)

    with pytest.raises(ValidationError):
        actions.invite(factories.workspace(rosj), person.email, by=editor)


def test_removal_takes_rights_and_sessions_at_once(rosj, editor, sign_in):
    person = factories.representative(rosj)
    open_tab = sign_in(person)
    assert open_tab.get(reverse("wagtailadmin_home")).status_code == 200

    sign_in(editor).post(reverse("spilno_people_remove", args=[rosj.pk, person.pk]))

    assert open_tab.get(reverse("wagtailadmin_home")).status_code == 302
    assert "_auth_user_id" not in open_tab.session
    assert not get_user_model().objects.get(pk=person.pk).groups.exists()


@pytest.mark.parametrize(
    "door", ["group.user_set.remove", "user.groups.remove", "user.groups.clear", "user.groups.set"]
)
def test_leaving_the_group_through_any_door_ends_the_sessions(rosj, sign_in, door):
    person = factories.representative(rosj)
    group = factories.workspace(rosj).group
    open_tab = sign_in(person)

    if door == "group.user_set.remove":
        group.user_set.remove(person)
    elif door == "user.groups.remove":
        person.groups.remove(group)
    elif door == "user.groups.clear":
        person.groups.clear()
    else:
        person.groups.set([])

    assert open_tab.get(reverse("wagtailadmin_home")).status_code == 302


def test_a_representative_sees_the_people_and_changes_nothing(rosj, sign_in):
    person, other = factories.representative(rosj), factories.representative(rosj)
    client = sign_in(person)

    page = client.get(people_url(rosj))
    client.post(people_url(rosj), {"email": "new@example.org", "first_name": "А", "last_name": "Б"})
    client.post(reverse("spilno_people_remove", args=[rosj.pk, other.pk]))

    assert other.email in page.content.decode()
    assert set(factories.workspace(rosj).group.user_set.all()) == {person, other}


def test_another_organization_s_people_are_not_shown(rosj, yard, sign_in):
    stranger = factories.representative(yard)

    answer = sign_in(stranger).get(people_url(rosj))

    assert answer.status_code == 403


def test_coming_and_going_stand_in_the_page_s_history(rosj, editor):
    person = actions.invite(factories.workspace(rosj), "a@example.org", by=editor)
    actions.remove(factories.workspace(rosj), person, by=editor)

    log = registry.get_logs_for_instance(rosj).filter(action__startswith="spilno.representative")

    assert set(log.values_list("action", flat=True)) == {
        "spilno.representative.add",
        "spilno.representative.remove",
    }


def test_a_letter_that_was_lost_is_sent_again(rosj, editor, sign_in, mailoutbox):
    person = factories.representative(rosj)

    sign_in(editor).post(reverse("spilno_people_again", args=[rosj.pk, person.pk]))

    assert [letter.to for letter in mailoutbox] == [[person.email]]


def test_a_mail_server_that_is_down_is_admitted_and_loses_nobody(
    rosj, editor, sign_in, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    client = sign_in(editor)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            people_url(rosj), {"email": "a@example.org", "first_name": "А", "last_name": "Б"}
        )
    person = factories.workspace(rosj).group.user_set.get()
    answer = client.post(reverse("spilno_people_again", args=[rosj.pk, person.pk]), follow=True)

    assert person.email == "a@example.org"
    assert "Поштовий сервер не відповідає" in answer.content.decode()

import re

from django.db import IntegrityError, transaction
from django.test import Client

import pytest

from bilatserkva_site.users.models import User
from tests import factories


def test_the_address_is_one_account_in_any_spelling(db):
    factories.user("Olena@Example.Org")

    assert User.objects.get().email == "olena@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("OLENA@example.org", "x")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(email="olena@example.org").update(email="OLENA@example.org")


def test_a_representative_signs_in_and_lands_in_the_admin(rosj, client):
    person = factories.representative(rosj)

    answer = client.post(
        "/account/login/", {"username": person.email.upper(), "password": "password"}, follow=True
    )

    assert answer.request["PATH_INFO"] == "/admin/"


def test_the_admin_s_own_door_leads_to_the_same_form(client, db):
    answer = client.get("/admin/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=/admin/")


def test_someone_without_rights_is_told_so_instead_of_being_sent_round(sign_in, db):
    client = sign_in(factories.user())

    answer = client.get("/admin/", follow=True)

    assert answer.status_code == 403
    assert "не редагує" in answer.content.decode() or "обліковий запис" in answer.content.decode()


@pytest.mark.parametrize("password", ["wrong", "password"])
def test_a_wrong_address_and_a_wrong_password_get_one_answer(client, db, password):
    factories.user("a@example.org", is_active=password == "wrong")

    known = client.post("/account/login/", {"username": "a@example.org", "password": password})
    unknown = client.post("/account/login/", {"username": "b@example.org", "password": password})

    def text(answer):
        return re.sub(r'(csrfmiddlewaretoken" )?value="[^"]*"', "", answer.content.decode())

    assert known.status_code == unknown.status_code == 200
    assert text(known) == text(unknown)


def test_a_forgotten_password_is_set_by_a_letter_and_tells_nobody_who_is_here(
    client, db, mailoutbox
):
    factories.user("a@example.org")

    known = client.post("/account/password/", {"email": "a@example.org"}, follow=True)
    unknown = client.post("/account/password/", {"email": "b@example.org"}, follow=True)

    assert known.content == unknown.content
    assert [letter.to for letter in mailoutbox] == [["a@example.org"]]
    path = re.search(r"http://localhost:8000(\S+)", mailoutbox[0].body)[1]
    newcomer = Client()
    form = newcomer.get(path, follow=True)
    newcomer.post(
        form.redirect_chain[-1][0],
        {"new_password1": "річка-Рось-26", "new_password2": "річка-Рось-26"},
    )
    assert newcomer.login(email="a@example.org", password="річка-Рось-26")
    assert Client().get(path, follow=True).context["validlink"] is False


@pytest.mark.parametrize(
    "next_url",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"],
)
def test_no_door_leads_to_another_site(rosj, client, next_url):
    person = factories.representative(rosj)

    answer = client.post(
        "/account/login/", {"username": person.email, "password": "password", "next": next_url}
    )

    assert answer["Location"] == "/account/in/"


def test_a_new_password_ends_the_other_sessions(rosj, sign_in):
    person = factories.representative(rosj)
    elsewhere = sign_in(person)

    person.set_password("річка-Рось-26")
    person.save()

    assert elsewhere.get("/admin/").status_code == 302

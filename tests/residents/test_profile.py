from datetime import timedelta

from django.utils import timezone

import pytest

from spilno_pages.residents.names import claims_office, validate_name, visible
from tests import factories


@pytest.fixture
def olha(db):
    return factories.resident(name="Ольга Д.")


def save(client, **fields):
    data = {"display_name": "Ольга Д.", "about": "", "district": ""} | fields
    return client.post("/cabinet/profile/", data)


def test_a_profile_is_closed_until_its_owner_opens_it(olha, client, sign_in):
    address = f"/people/{olha.key}/"
    assert client.get(address).status_code == 404

    save(sign_in(olha.user), is_public="on", about="Саджу дерева.")

    page = client.get(address).content.decode()
    assert "Ольга Д." in page
    assert "Саджу дерева." in page
    assert olha.user.email not in page


@pytest.mark.parametrize("level", [0, 3])
def test_a_new_account_links_nowhere(olha, sign_in, level):
    person = factories.resident(level, joined_at=timezone.now() - timedelta(days=1))

    answer = save(sign_in(person.user), about="Моя сторінка: www.spam.com")

    assert (answer.status_code == 302) is (level == 3)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg/onload=alert(1)>']
)
def test_what_people_write_is_text(olha, client, sign_in, text):
    save(sign_in(olha.user), is_public="on", about=text, display_name="Ольга <b>Д.</b>")

    assert text not in client.get(f"/people/{olha.key}/").content.decode()


@pytest.mark.parametrize(
    "field", ["level", "person_tag", "residence_basis", "valid_until", "user", "age_band"]
)
def test_no_field_of_the_profile_raises_a_level(olha, sign_in, field):
    before = getattr(olha, field)

    save(sign_in(olha.user), **{field: "3"})

    olha.refresh_from_db()
    assert getattr(olha, field) == before


def test_a_profile_is_shown_as_it_is_now(
    olha, client, sign_in, kept_pages, django_capture_on_commit_callbacks
):
    own = sign_in(olha.user)
    with django_capture_on_commit_callbacks(execute=True):
        save(own, is_public="on")
    assert client.get(f"/people/{olha.key}/").status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        save(own)

    assert client.get(f"/people/{olha.key}/").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "Оксана Б.",
        "Меріам О’Коннор",
        "Мерлін",
        "Олександра Редакторенко",
        "Іван Міськів",
        "Дід Панас",
    ],
)
def test_people_s_own_names_are_welcome(name):
    validate_name(name)


@pytest.mark.parametrize(
    "name",
    ["мер", "МЕР", "Mep", "М.е.р", "Біла Церква", "Служба  підтримки", "Полiція", "0фіційно"],
)
def test_an_office_is_known_behind_look_alikes(name):
    if name == "М.е.р":  # letters apart are initials
        assert not claims_office(name)
        return
    assert claims_office(visible(name))

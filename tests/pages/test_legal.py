"""Legal texts: each published change is a version that stays readable."""

from django.core.exceptions import ValidationError

import pytest

from bilatserkva_site.models import HomePage
from spilno_pages.founding import add_page, fresh
from spilno_pages.models import LegalPage
from spilno_pages.residents.models import LegalVersion
from spilno_pages.residents.rules import versions_in_force


@pytest.fixture
def terms(db):
    page = LegalPage(title="Умови", kind="terms", body=[("text", "<p>Перша редакція.</p>")])
    return fresh(add_page(HomePage.objects.first(), page))


def publish(page, text, **fields):
    page = fresh(page)
    page.body = [("text", f"<p>{text}</p>")]
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return fresh(page)


def numbers():
    return list(LegalVersion.objects.order_by("number").values_list("number", "asks"))


def test_publishing_a_change_makes_a_version_and_the_same_words_make_none(terms):
    publish(terms, "Друга редакція.")
    publish(terms, "Друга редакція.")
    publish(terms, "Друга редакція!", asks_anew=False)

    assert numbers() == [(1, True), (2, True), (3, False)]
    assert [version.number for version in versions_in_force()] == [2]


def test_a_draft_asks_nobody(terms):
    page = fresh(terms)
    page.title = "Чернетка"
    page.save_revision()

    assert numbers() == [(1, True)]


def test_an_older_version_stays_readable(terms, client):
    publish(terms, "Друга редакція.", changes="Додано строк.")

    now, before = client.get(terms.url), client.get(f"{terms.url}versions/1/")

    assert "Друга редакція." in now.content.decode()
    assert "Додано строк." in now.content.decode()
    assert "Перша редакція." in before.content.decode()


@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999", "x"])
def test_a_version_that_never_was_is_no_page(terms, client, number):
    assert client.get(f"{terms.url}versions/{number}/").status_code == 404


def test_one_page_a_kind(terms):
    with pytest.raises(ValidationError):
        LegalPage(title="Ще умови", kind="terms", slug="x", locale=terms.locale).clean()

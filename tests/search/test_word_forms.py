"""Words are found in any of their forms, on whatever database the suite runs on."""

from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

import pytest

from spilno_pages.word_forms import asked, forms, with_forms, without_forms
from tests import factories

# (what stands on the page, what people type)
PAIRS = [
    ("Ініціатива мешканців", "ініціативою"),
    ("Ініціативи мешканців", "ініціатива"),
    ("Ремонт дворів", "двір"),
    ("Ремонт двору", "дворами"),
    ("Дорога до школи", "доріг"),
    ("Школа на Зарічній", "шкіл"),
    ("Вулиця Ярослава Мудрого", "вулиць"),
    ("Людина року", "люди"),
    ("Для людей з інвалідністю", "людина"),
    ("Діти й дорослі", "дитина"),
    ("Казки для дітей", "дитину"),
    ("Річка Рось", "річок"),
    ("На річці знову видра", "річкою"),
    ("Толока на Росі", "Рось"),
    ("Рось жива", "Росі"),
    ("Громадський бюджет", "громадського"),
    ("Проєкт громадського бюджету", "громадським бюджетом"),
    ("Велосипедні доріжки", "велосипедна доріжка"),
    ("Бібліотека в укритті", "бібліотеці"),
    ("Укриття для бібліотек", "бібліотеку"),
    ("Волонтери потрібні", "волонтерам"),
    ("Ветеранський простір", "ветеранського простору"),
    ("Голосування за проєкти", "голосуванням"),
    ("Опитування мешканців", "мешканцям"),
    ("Рішення міської ради", "міська рада"),
    ("Міська рада відповіла", "міською радою"),
    ("Набережна без машин", "набережної"),
    ("Пандус на Вербовій", "пандуси"),
    ("Ліхтарі вздовж стежки", "ліхтарів"),
    ("Дерева на алеї", "дерев"),
    ("Яблуні посадили школярі", "яблунь"),
    ("П’ятниця в парку", "п'ятницю"),
    ("Здоров’я громади", "здоровям"),
    ("Пам’ять про загиблих", "пам'яті"),
    ("Об’єднання співвласників", "обєднання"),
    ("Нічний автобус", "ночі автобусами"),
    ("Кращий двір міста", "кращого двору"),
    ("Зелена зона", "зеленої зони"),
    ("Писали листи депутатам", "листом"),
    ("Звіт про витрати", "звіти витрат"),
    ("Столи й лави у сквері", "стіл"),
    ("Садок на Леваневського", "садки"),
    ("Вчителька року", "вчительок"),
    ("Рятуємо озеро", "озера"),
    ("Міст через протоку", "мосту"),
    ("Книжки шукають полиці", "книжок"),
    ("Сусіди прибирають", "сусідами"),
    ("Майстерня велосипедистів", "майстерень"),
]


@pytest.mark.parametrize(("written", "typed"), PAIRS)
def test_a_word_is_found_in_another_form(client, rosj, written, typed):
    post = factories.post(rosj, written)
    if forms("автобус") and "Нічний" in written:
        post.summary = "Уночі, коли ночі довгі"
        post.save_revision().publish()

    html = client.get("/search/", {"q": typed}).content.decode()

    assert post.get_url() in html
    assert "<mark>" in html


def test_there_are_enough_pairs():
    assert len(PAIRS) >= 40


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Ремонт дворів", "дорога"), ("Рада міста", "радіо"), ("Видра", "відро"), ("Міст", "місто")],
)
def test_another_word_is_not_found(client, rosj, written, typed):
    post = factories.post(rosj, written)

    assert post.get_url() not in client.get("/search/", {"q": typed}).content.decode()


def test_a_word_deep_in_a_story_is_found_with_its_passage(client, rosj):
    post = factories.post(rosj, "Допис", summary="Коротко")
    post.body = [
        ("heading", {"text": "Початок", "level": "h2"}),
        ("text", "<p>Минулої суботи сорок бегемотів вийшли до води й нікого не злякали.</p>"),
    ]
    post.save_revision().publish()

    html = client.get("/search/", {"q": "бегемот"}).content.decode()

    assert "сорок <mark>бегемотів</mark> вийшли" in html


def test_the_admin_s_search_and_the_api_know_forms_too(rosj, client, sign_in):
    factories.post(rosj, "Ремонт дворів")
    factories.image("Берег річки")
    backend = get_search_backend()

    assert [page.title for page in backend.search("двір", Page)] == ["Ремонт дворів"]
    assert [page.title for page in backend.autocomplete("двір", Page)] == ["Ремонт дворів"]
    assert len(backend.search("річки", get_image_model())) == 1
    found = client.get("/api/v2/pages/", {"search": "дворами"}).json()["items"]
    assert [item["title"] for item in found] == ["Ремонт дворів"]


def test_a_title_weighs_more_than_a_story(rosj, client):
    mentioned = factories.post(rosj, "Про інше", summary="Тут двір згадано двічі: двір і двори.")
    named = factories.post(rosj, "Двір")

    html = client.get("/search/", {"q": "дворами"}).content.decode()

    assert html.index(named.get_url()) < html.index(mentioned.get_url())


def test_forms_are_taken_off_again():
    text = "Ремонт дворів на вулицях"

    assert with_forms(text) != text
    assert without_forms(with_forms(text)).strip() == text
    assert with_forms("Kyiv 2026") == "Kyiv 2026"


def test_small_words_are_left_out_of_a_question_that_has_others():
    assert "PlainText 'на'" not in repr(asked("двори на вулиці"))
    assert "PlainText 'на'" in repr(asked("на"))
    assert asked(" — ") == ""


def test_what_changes_is_found_anew(rosj, client):
    post = factories.post(rosj, "Ремонт дворів")
    post.title = "Прибирання озера"
    post.save_revision().publish()

    assert post.get_url() in client.get("/search/", {"q": "озер"}).content.decode()
    assert post.get_url() not in client.get("/search/", {"q": "двір"}).content.decode()

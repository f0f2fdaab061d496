"""The page of results: kinds, filters, counts, what is never found, and what no question can break."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from wagtail.models import Locale, Page, PageViewRestriction, Site

import pytest

from bilatserkva_site.models import HomePage, NewsIndexPage, NewsPage, StandardPage
from spilno_pages.models import SpilnoHomePage, Topic
from tests import factories


def ask(client, **query):
    answer = client.get("/search/", query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def topic(db):
    return Topic.objects.create(name="Річка", slug="river")


@pytest.fixture
def everywhere(rosj, topic):
    """A page of each kind about otters."""
    factories.organization("Друзі видри")
    factories.post(rosj, "Допис про видру", topics=[topic])
    factories.event(rosj, "Подія про видру")
    factories.initiative(rosj, "Ініціатива про видру")
    factories.put(NewsIndexPage.objects.get(), NewsPage(title="Новина про видру"))
    factories.put(HomePage.objects.get(), StandardPage(title="Сторінка про видру"))


def test_pages_of_the_council_and_of_the_network_are_found_alike(client, everywhere):
    html = ask(client, q="видрами")

    assert "Знайдено 6 сторінок" in html
    for kind in ("Організація", "Допис", "Подія", "Ініціатива", "Новина", "Сторінка"):
        assert f'class="kind">{kind}' in html


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("organizations", "Друзі"),
        ("posts", "Допис"),
        ("events", "Подія"),
        ("initiatives", "Ініціатива"),
        ("news", "Новина"),
        ("pages", "Сторінка"),
    ],
)
def test_results_are_filtered_by_kind_and_the_others_counted(client, everywhere, kind, title):
    html = ask(client, q="видра", kind=kind)

    assert "Знайдено 1 сторінку" in html
    assert f"{title} " in html
    assert 'Усе&nbsp;<span class="meta">6</span>' in html


def test_results_are_filtered_by_topic_and_date(client, everywhere):
    old = Page.objects.get(title="Подія про видру")
    Page.objects.filter(pk=old.pk).update(first_published_at=timezone.now() - timedelta(days=400))
    today = timezone.localdate().isoformat()

    assert "Знайдено 1 сторінку" in ask(client, q="видра", topic="river")
    assert "Подія про" not in ask(client, q="видра", since=today)
    assert "Знайдено 0 сторінок" in ask(client, q="видра", until="2001-01-01")


def test_nothing_found_with_filters_offers_to_search_without(client, everywhere):
    html = ask(client, q="видра", topic="river", kind="events")

    assert "Шукати без фільтрів" in html


def test_an_empty_search_and_a_vain_one_show_topics(client, topic):
    assert "Виберіть тему" in ask(client)
    assert "topic=river" in ask(client, q="бегемот")
    assert "Нічого не знайдено" in ask(client, q="бегемот")


def test_when_no_page_has_all_words_those_with_some_are_shown(client, everywhere):
    html = ask(client, q="видра бегемот")

    assert "Усіх цих слів разом немає" in html
    assert "Допис про" in html


@pytest.mark.parametrize("hidden", ["draft", "private", "private parent", "expired"])
@pytest.mark.parametrize("path", ["/search/", "/search/suggest/"])
def test_nothing_hidden_is_found(client, rosj, hidden, path):
    post = factories.post(rosj, "Таємниця", live=hidden != "draft")
    if hidden.startswith("private"):
        closed = post.get_parent() if hidden.endswith("parent") else post
        PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    if hidden == "expired":
        post.expire_at = timezone.now() - timedelta(minutes=1)
        post.save()
        call_command("publish_scheduled", verbosity=0)

    assert "taiemnytsia" not in client.get(path, {"q": "таємниця"}).content.decode()


def test_a_draft_s_words_are_not_found_on_the_live_page(client, rosj):
    post = factories.post(rosj, "Відоме")
    post.title = "Таємне"
    post.save_revision()

    assert post.get_url() not in ask(client, q="таємний")


def test_each_language_finds_its_own_pages_and_what_is_not_translated(client, rosj):
    english = Locale.objects.create(language_code="en")
    home = SpilnoHomePage.objects.get()
    home.get_parent().specific.copy_for_translation(english).save_revision().publish()
    twin = home.copy_for_translation(english)
    twin.save_revision().publish()
    factories.post(rosj, "Видра")

    assert "/vydra/" in client.get("/en/search/", {"q": "видра"}).content.decode()
    assert "/en/spilno/" not in ask(client, q="Спільно")


def test_suggestions_come_from_the_beginning_of_words(client, rosj):
    factories.post(rosj, "Видра повернулася")

    items = client.get("/search/suggest/", {"q": "вид"}).json()["items"]

    assert [item["title"] for item in items] == ["Видра повернулася"]
    assert items[0]["kind"] == "Допис"
    assert client.get(items[0]["url"]).status_code == 200
    assert client.get("/search/suggest/", {"q": "в"}).json() == {"items": []}
    assert client.get("/search/suggest/").json() == {"items": []}
    assert client.post("/search/suggest/", {"q": "вид"}).status_code in {403, 405}


@pytest.mark.parametrize("path", ["/search/", "/search/suggest/", "/spilno/blohy/"])
@pytest.mark.parametrize(
    "question",
    [
        "a" * 1_000_000,
        "слово " * 10_000,
        "\x00\x01\x02",
        "видра\x00",
        '"видра" AND (NOT *)',
        "видра' OR 1=1 --",
        "title:видра^2 NEAR/3",
        "{title} : видра",
        "видра & | ! <-> :*",
        "'",
        "’’’",
        "-",
        "№ № №",
        "𝕍𝕚𝕕𝕣𝕒 ‮видра‬ \u200b",
        "😀🦦",
        "<script>alert(1)</script>",
        "%_\\",
        "٣٤ ½ Ⅷ",
        "с" * 199 + "’",
    ],
)
def test_no_question_breaks_the_search(client, rosj, path, question):
    factories.post(rosj, "Видра")

    answer = client.get(path, {"q": question})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "nope", "topic": "nope"},
        {"since": "9999-99-99", "until": "x"},
        {"page": "-1"},
        {"page": "NaN"},
        {"page": "99999999999999999999"},
        {"kind": ["posts", "events"]},
        {"topic": "\x00"},
    ],
)
def test_rubbish_in_filters_is_passed_over(client, everywhere, query):
    assert ask(client, q="видра", **query)


def test_marks_never_let_markup_through(client, rosj):
    factories.post(rosj, "Видра <img src=x onerror=alert(1)>", summary="<b>видра</b> & co")

    html = ask(client, q="видра")

    assert "<img src=x" not in html
    assert "<mark>Видра</mark> &lt;img" in html


@pytest.mark.usefixtures("kept_pages")
def test_searches_are_not_kept_so_that_a_flood_pushes_no_page_out(client, rosj):
    client.get("/search/", {"q": "видра"})

    assert not client.get("/search/", {"q": "видра"}).has_header("ETag")


def test_a_head_request_is_answered(client, rosj):
    assert client.head("/search/?q=видра").status_code == 200
    assert client.post("/search/", {"q": "видра"}).status_code in {403, 405}


@pytest.mark.parametrize("path", ["/search/", "/search/suggest/"])
def test_another_site_s_pages_are_not_found(client, rosj, path):
    root = Page.objects.get(depth=1)
    home = StandardPage(title="Внутрішня мережа", slug="intranet")
    root.add_child(instance=home)
    home.save_revision().publish()
    Site.objects.create(hostname="intranet.local", root_page=home)
    Site.clear_site_root_paths_cache()

    assert "intranet" not in client.get(path, {"q": "внутрішня"}).content.decode()


def test_suggestions_are_kept_by_nobody_on_the_way(client, rosj):
    assert client.get("/search/suggest/?q=вид")["Cache-Control"] == "private, no-cache"

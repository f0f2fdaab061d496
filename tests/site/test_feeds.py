"""Feeds and calendars: what is in them, and that nothing hidden is."""

from datetime import timedelta
from xml.etree import ElementTree

from django.utils import timezone

from wagtail.models import PageViewRestriction

import pytest
from icalendar import Calendar

from bilatserkva_site.models import NewsIndexPage, NewsPage
from spilno_pages.models import District, EventPage, Topic
from tests import factories


def titles(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/rss+xml")
    return [item.findtext("title") for item in ElementTree.fromstring(answer.content).iter("item")]


def events(answer):
    assert answer.status_code == 200
    return [str(event["summary"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")]


@pytest.fixture
def topic(db):
    return Topic.objects.create(name="Річка", slug="river")


def test_the_feed_of_all_has_everything_new_the_newest_first(client, rosj, yard):
    old = factories.post(rosj, "Старий допис")
    type(old).objects.filter(pk=old.pk).update(
        first_published_at=timezone.now() - timedelta(days=9)
    )
    factories.initiative(yard, "Пандус")
    factories.event(rosj, "Толока")

    assert titles(client.get("/feed/")) == ["Толока", "Пандус", "Старий допис"]


def test_a_feed_of_a_topic_and_of_an_organization(client, rosj, yard, topic):
    factories.post(rosj, "Видра", topics=[topic])
    factories.post(yard, "Пандус")

    assert titles(client.get("/feed/topics/river/")) == ["Видра"]
    assert titles(client.get(f"/feed/organizations/{yard.pk}/")) == ["Пандус"]


def test_the_council_s_news_have_a_feed(client, rosj):
    factories.put(NewsIndexPage.objects.get(), NewsPage(title="Сесія ради"))
    factories.post(rosj, "Видра")

    assert titles(client.get("/feed/news/")) == ["Сесія ради"]


def test_calendars_of_the_city_a_district_and_an_organization(client, rosj, yard):
    river = District.objects.create(name="Заріччя", slug="zarichchia")
    factories.event(rosj, "Толока", district=river)
    factories.event(yard, "Збори")
    factories.event(yard, "Давно минула", day=-90)

    assert sorted(events(client.get("/calendar/"))) == ["Збори", "Толока"]
    assert events(client.get("/calendar/districts/zarichchia/")) == ["Толока"]
    assert events(client.get(f"/calendar/organizations/{yard.pk}/")) == ["Збори"]


@pytest.mark.parametrize("hidden", ["draft", "private", "private organization", "expired"])
def test_nothing_hidden_is_in_a_feed(client, rosj, topic, hidden):
    page = factories.event(rosj, "Приховане", live=hidden != "draft", topics=[topic])
    if hidden.startswith("private"):
        closed = rosj if hidden.endswith("organization") else page
        PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    if hidden == "expired":
        page.unpublish()

    for path in ("/feed/", "/feed/topics/river/", "/calendar/", f"/feed/organizations/{rosj.pk}/"):
        assert "Приховане" not in client.get(path).content.decode()


@pytest.mark.parametrize("gone", ["private", "unpublished", "deleted"])
def test_an_organization_that_is_not_public_has_no_feed(client, rosj, gone):
    if gone == "private":
        PageViewRestriction.objects.create(page=rosj, restriction_type=PageViewRestriction.LOGIN)
    elif gone == "unpublished":
        rosj.unpublish()
    else:
        factories.fresh(rosj).delete()

    for kind in ("feed", "calendar"):
        assert client.get(f"/{kind}/organizations/{rosj.pk}/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/feed/topics/nope/",
        "/feed/organizations/0/",
        "/feed/organizations/99999999999999999999/",
        "/calendar/districts/%00/",
        "/calendar/districts/nope/",
        "/feed/topics/<script>/",
    ],
)
def test_a_feed_of_nothing_is_not_found(client, db, path):
    assert client.get(path).status_code == 404


def test_texts_that_xml_and_calendars_cannot_carry_do_no_harm(client, rosj):
    nasty = "A\x0b<script>alert(1)</script>&amp;]]>\r\nBEGIN:VEVENT\ufffe"
    page = factories.event(rosj, "Толока")
    EventPage.objects.filter(pk=page.pk).update(title=nasty, summary=nasty, place=nasty[:100])

    rss, ics = client.get("/feed/"), client.get("/calendar/")

    assert len(titles(rss)) == 1
    assert b"<script>" not in rss.content
    assert len(events(ics)) == 1


def test_an_organization_s_page_and_the_lists_lead_to_their_feeds(client, rosj, topic):
    home = client.get(rosj.get_url()).content.decode()
    listed = client.get("/spilno/blohy/?topic=river").content.decode()
    english = client.get("/en/feed/").content.decode()

    assert f'href="/feed/organizations/{rosj.pk}/"' in home
    assert f'href="/calendar/organizations/{rosj.pk}/"' in home
    assert 'type="application/rss+xml"' in home
    assert 'href="/feed/topics/river/"' in listed
    assert "<language>en</language>" in english


def test_a_feed_costs_the_same_with_ten_times_the_content(
    client, rosj, django_assert_max_num_queries
):
    for number in range(12):
        factories.post(rosj, f"Допис {number}")
        factories.event(rosj, f"Подія {number}")

    with django_assert_max_num_queries(14):
        client.get("/feed/")
    with django_assert_max_num_queries(8):
        client.get("/calendar/")


@pytest.mark.usefixtures("kept_pages")
@pytest.mark.parametrize("path", ["/feed/", "/calendar/"])
def test_who_has_the_feed_is_told_so(client, rosj, path):
    factories.event(rosj, "Толока")
    first = client.get(path)

    assert client.get(path, headers={"if_none_match": first["ETag"]}).status_code == 304
    assert client.head(path).content == b""
    assert client.post(path).status_code in {403, 405}

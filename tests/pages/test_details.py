"""What a single page says of itself: words, calendar, linked data, API, places above it."""

import json
import re

from wagtail.models import Site

import pytest
from icalendar import Calendar

from spilno_pages.models import InitiativePage, SpilnoSettings
from tests import factories


def ld(html):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])


def test_an_event_goes_into_a_phone_s_calendar(rosj, client):
    event = factories.event(rosj, "Зимова толока", address="Набережна, 1")

    answer = client.get(f"{event.get_url()}calendar/")

    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert entry["SUMMARY"] == "Зимова толока"
    assert entry["LOCATION"] == "Човнова станція, Набережна, 1"
    assert entry.decoded("DTSTART") == event.starts_at.replace(microsecond=0)


def test_a_past_event_says_so_and_offers_no_calendar(rosj, client):
    event = factories.event(rosj, day=-3)

    html = client.get(event.get_url()).content.decode()

    assert "минула" in html or "відбулася" in html
    assert "calendar/" not in html


@pytest.mark.parametrize("stage", InitiativePage.Stage.values)
def test_every_stage_is_said_in_words(rosj, client, stage):
    page = factories.initiative(rosj, stage=stage)

    html = client.get(page.get_url()).content.decode()

    assert str(page.get_stage_display()) in html or str(page.get_stage_display()).lower() in html


def test_search_engines_are_told_what_the_page_is(rosj, client):
    post = factories.post(rosj, "Видра", author="Олена Гайова", summary="Повернулася.")

    html = client.get(post.get_url()).content.decode()

    data = ld(html)
    assert (data["@type"], data["headline"], data["author"]["name"]) == (
        "BlogPosting",
        "Видра",
        "Олена Гайова",
    )
    assert data["publisher"]["name"] == "ГО «Рось жива»"
    assert f'<link rel="canonical" href="{post.full_url}">' in html
    assert '<meta property="og:title" content="Видра">' in html


def test_the_organization_s_own_page_carries_its_code_and_the_council_s_mark(rosj, yard, client):
    verified = client.get(rosj.get_url()).content.decode()
    declared = client.get(yard.get_url()).content.decode()

    assert "00000017" in verified
    assert "Перевірено радою" in verified
    assert "Перевірено радою" not in declared


def test_the_way_back_names_every_page_above(rosj, client):
    post = factories.post(rosj, "Видра")

    html = client.get(post.get_url()).content.decode()

    crumbs = re.search(r'<nav class="crumbs".*?</nav>', html, re.S)[0]
    assert re.findall(r">([^<>]+)</a>", crumbs) == ["Спільно", "Організації", "Рось жива", "Блог"]


def test_the_api_tells_what_the_page_tells(rosj, client):
    factories.initiative(rosj, "Тиха набережна", budget=1_900_000, kind="project")

    items = client.get(
        "/api/v2/pages/?type=spilno_pages.InitiativePage&fields=stage,kind,budget"
    ).json()["items"]

    assert [(item["title"], item["stage"], item["kind"], item["budget"]) for item in items] == [
        ("Тиха набережна", "talk", "project", 1_900_000)
    ]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_changes_nothing(rosj, client, method):
    assert getattr(client, method)(f"/api/v2/pages/{rosj.pk}/").status_code in {403, 405}


@pytest.mark.parametrize(
    "query",
    [
        "limit=-1",
        "limit=1000000",
        "offset=x",
        "fields=__all__",
        "type=auth.User",
        "search=%00",
        "order=owner__password",
        "search='",
        "offset=99999999999999999999999",
        "first_published_at=zzz",
        "type=spilno_pages.EventPage&starts_at=zzz",
        "type=spilno_pages.OrganizationPage&topics=zzz",
        "type=spilno_pages.InitiativePage&district=99999999999999999999999",
        "site=zzz",
        "site=a:b",
        "search=x&search_operator=zz",
    ],
)
def test_rubbish_asked_of_the_api_is_refused_politely(rosj, client, query):
    assert client.get(f"/api/v2/pages/?{query}").status_code in {200, 400}


def test_a_council_sets_the_largest_budget_itself(rosj, sign_in):
    settings = SpilnoSettings.for_site(Site.objects.get())
    settings.budget_limit = 100
    settings.save()
    page = factories.initiative(rosj, budget=50)
    page.budget = 101

    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as refusal:
        page.full_clean()

    assert list(refusal.value.message_dict) == ["budget"]


def test_a_wrong_ending_never_reaches_the_database(rosj):
    from django.db import IntegrityError, transaction

    from spilno_pages.models import EventPage

    event = factories.event(rosj)

    with pytest.raises(IntegrityError), transaction.atomic():
        EventPage.objects.filter(pk=event.pk).update(ends_at=event.starts_at)

"""Lists: what they show, in what order, and that they cost the same however long they are."""

from datetime import timedelta

from django.utils import timezone

from wagtail.models import Locale, Page, PageViewRestriction

import pytest

from spilno_pages.models import (
    BlogIndexPage,
    District,
    EventIndexPage,
    InitiativeIndexPage,
    OrganizationIndexPage,
    OrganizationKind,
    OrganizationPage,
    SpilnoHomePage,
    SpilnoSettings,
    Topic,
)
from tests import factories

INDEXES = [OrganizationIndexPage, BlogIndexPage, EventIndexPage, InitiativeIndexPage]
BUDGET = 15


@pytest.fixture
def topic(db):
    return Topic.objects.create(name="Річка", slug="river")


@pytest.fixture
def district(db):
    return District.objects.create(name="Заріччя", slug="zarichchia")


def url_of(model, organization=None):
    if model is OrganizationIndexPage:
        return model.objects.get().get_url()
    return factories.container(model, organization).get_url()


def fill(times, topic, district):
    for number in range(times):
        organization = factories.organization(
            f"Організація {number}", topics=[topic], district=district
        )
        shared = {
            "topics": [topic],
            "district": district,
            "picture": factories.image(),
            "picture_alt": "Берег",
        }
        factories.post(organization, **shared)
        factories.event(organization, **shared)
        factories.initiative(organization, **shared)


def queries(client, url):
    """Returns how many queries the page takes when it is not kept, but its frame and its renditions are there."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url += f"{'&' if '?' in url else '?'}afresh=1"
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(captured)


def test_every_page_costs_the_same_with_ten_times_the_content(client, topic, district, kept_pages):
    settings = SpilnoSettings.for_site(SpilnoHomePage.objects.get().get_site())
    settings.page_size = 2
    settings.save()
    fill(2, topic, district)
    first = Page.objects.filter(title="Організація 0").get().specific
    pages = [
        SpilnoHomePage.objects.get(),
        SpilnoHomePage.objects.get().get_parent(),
        first,
        *(child.specific for child in first.get_descendants().live()),
        *(model.objects.order_by("depth", "path").first() for model in INDEXES),
    ]
    urls = [page.get_url() for page in pages] + ["/search/?q=Толока", "/novyny/"]
    before = {url: queries(client, url) for url in urls}

    fill(20, topic, district)

    after = {url: queries(client, url) for url in urls}
    assert after == before
    assert max(after.values()) <= BUDGET


@pytest.mark.parametrize("model", INDEXES)
@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=1e9",
        "page=NaN",
        "page=9999999999999999999999",
        "topic=nope",
        "district=%00",
        "kind='; DROP TABLE",
        "stage=nope&stage=talk",
        "order=__class__",
        "since=2026-99-99",
        "until=0000-00-00",
        "since=9999-12-31",
        "q=%00%01",
        "q=" + "a" * 5000,
        "q=%22%27%29%28%2A%3A",
        "q=AND%20OR%20NOT%20NEAR",
        "topic__name=x&path=0001&live=0",
        "when=never",
    ],
)
def test_rubbish_in_the_address_is_answered_with_a_page(client, rosj, model, query):
    assert client.get(f"{url_of(model)}?{query}").status_code == 200


@pytest.mark.parametrize("model", INDEXES)
def test_an_empty_list_says_what_will_be_there(client, db, model):
    OrganizationPage.objects.update(live=False)  # whatever the module has made

    answer = client.get(url_of(model))

    assert 'class="empty"' in answer.content.decode()


def test_organizations_are_found_by_topic_kind_district_and_words(client, topic, district):
    charity = OrganizationKind.objects.get(slug="blahodiina-orhanizatsiia")
    factories.organization("Рось жива", topics=[topic])
    factories.organization("Тепла хата", kind=charity)
    factories.organization("Заріччя", district=district)
    url = url_of(OrganizationIndexPage)

    def shown(query):
        html = client.get(f"{url}?{query}").content.decode()
        return [
            title for title in ("Рось жива", "Тепла хата", "Заріччя</a>") if f">{title}" in html
        ]

    assert shown("topic=river") == ["Рось жива"]
    assert shown("kind=blahodiina-orhanizatsiia") == ["Тепла хата"]
    assert shown("district=zarichchia") == ["Заріччя</a>"]
    assert shown("q=Тепл") == ["Тепла хата"]
    assert shown("q=тепла") == ["Тепла хата"]


@pytest.mark.parametrize("model", INDEXES)
def test_a_list_without_filters_claims_none(client, rosj, model):
    html = client.get(url_of(model)).content.decode()

    assert 'class="applied"' not in html
    assert 'filters-place" open' not in html


def test_a_chosen_filter_can_be_taken_off_alone(client, rosj):
    factories.initiative(rosj)

    html = client.get(
        f"{url_of(InitiativeIndexPage)}?stage=talk&stage=help&kind=idea"
    ).content.decode()

    assert 'href="?kind=idea"' in html
    assert 'href="?stage=talk&amp;stage=help"' in html


def test_an_organization_s_list_shows_its_own_only(client, rosj, yard):
    factories.post(rosj, "Видра")
    factories.post(yard, "Пандус")

    own = client.get(url_of(BlogIndexPage, rosj)).content.decode()
    everyone_s = client.get(url_of(BlogIndexPage)).content.decode()

    assert "Видра" in own
    assert "Пандус" not in own
    assert "Видра" in everyone_s
    assert "Пандус" in everyone_s


def test_coming_events_stand_before_past_ones_apart(client, rosj):
    factories.event(rosj, "Пізніша", day=9)
    factories.event(rosj, "Рання", day=2)
    factories.event(rosj, "Минула", day=-2)
    url = url_of(EventIndexPage)

    coming = client.get(url).content.decode()
    past = client.get(f"{url}?when=past").content.decode()

    assert coming.index("Рання") < coming.index("Пізніша")
    assert "Минула" not in coming
    assert "Минула" in past
    assert "Рання" not in past


def test_posts_are_found_by_date(client, rosj):
    old = factories.post(rosj, "Торішній")
    Page.objects.filter(pk=old.pk).update(first_published_at=timezone.now() - timedelta(days=400))
    factories.post(rosj, "Сьогоднішній")
    since = (timezone.localdate() - timedelta(days=30)).isoformat()

    html = client.get(f"{url_of(BlogIndexPage)}?since={since}").content.decode()

    assert "Сьогоднішній" in html
    assert "Торішній" not in html


@pytest.mark.parametrize("hidden", ["draft", "private", "expired"])
def test_what_is_not_public_is_in_no_list(client, rosj, hidden):
    post = factories.post(rosj, "Приховане", live=hidden != "draft")
    if hidden == "private":
        PageViewRestriction.objects.create(page=post, restriction_type=PageViewRestriction.LOGIN)
    if hidden == "expired":
        post.unpublish()

    for url in (
        url_of(BlogIndexPage),
        url_of(BlogIndexPage, rosj),
        rosj.get_url(),
        SpilnoHomePage.objects.get().get_url(),
        "/search/?q=Приховане",
        "/sitemap.xml",
        "/api/v2/pages/?limit=100",
    ):
        text = (
            client.get(url)
            .content.decode()
            .replace('value="Приховане"', "")
            .replace("<title>Приховане", "")
        )
        assert "Приховане" not in text
        assert "prykhovane" not in text


def test_an_english_list_shows_what_is_written_in_ukrainian_once(client, rosj):
    english = Locale.objects.create(language_code="en")
    home = SpilnoHomePage.objects.get()
    home.get_parent().specific.copy_for_translation(english)
    twin = home.copy_for_translation(english)
    twin.save_revision().publish()
    index = OrganizationIndexPage.objects.get().copy_for_translation(english)
    index.save_revision().publish()

    html = client.get(index.get_url()).content.decode()

    assert index.get_url().startswith("/en/")
    assert html.count(">Рось жива<") == 1

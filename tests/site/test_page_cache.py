"""Pages kept for people without an account: the same for everyone, gone at once when something public changes."""

import gzip
import re
import subprocess
import sys
from copy import copy
from datetime import timedelta

from django.core.cache import caches
from django.core.management import call_command
from django.db import DJANGO_VERSION_PICKLE_KEY, transaction
from django.test import Client
from django.utils import timezone

from wagtail.models import Collection, Page, PageViewRestriction, Site

import pytest

from bilatserkva_site.models import CitySettings
from spilno_pages import generations
from spilno_pages.models import InitiativeIndexPage, SpilnoHomePage, SpilnoSettings, Topic
from tests import factories

pytestmark = pytest.mark.usefixtures("kept_pages")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """with committed(): what is done inside is followed by what a commit would do."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def post(rosj):
    return factories.post(rosj, "Видра повернулася")


def text(answer):
    return answer.content.decode()


def test_a_hit_asks_no_question_of_the_database(client, post, django_assert_num_queries):
    first = client.get(post.get_url())

    with django_assert_num_queries(0):
        again = client.get(post.get_url())

    assert text(again) == text(first)
    assert "Видра повернулася" in text(again)


def publish(post):
    post.title = "Змінено"
    post.save_revision().publish()


def schedule_and_tick(post):
    post.title = "Змінено"
    revision = post.save_revision()
    type(revision).objects.filter(pk=revision.pk).update(
        approved_go_live_at=timezone.now() - timedelta(seconds=1)
    )
    call_command("publish_scheduled", verbosity=0)


def move(post):
    yard = factories.organization("Двір")
    post.move(factories.container(type(post.get_parent().specific), yard), pos="last-child")


def make_private(post):
    PageViewRestriction.objects.create(page=post, restriction_type=PageViewRestriction.LOGIN)


def make_parent_private(post):
    PageViewRestriction.objects.create(
        page=post.get_parent(), restriction_type=PageViewRestriction.LOGIN
    )


def change_network_settings(post):
    found = SpilnoSettings.for_site(post.get_site())
    found.support_phone = "Змінено"
    found.save()


def change_city_settings(post):
    found = CitySettings.for_site(post.get_site())
    found.phone = "Змінено"
    found.save()


def change_topic(post):
    topic = Topic.objects.get(slug="river")
    topic.name = "Змінено"
    topic.save()


def rename_organization(post):
    organization = post.organization
    organization.title = "Змінено"
    organization.save_revision().publish()


def change_picture(post):
    from wagtail.images import get_image_model

    picture = get_image_model().objects.get(pk=post.picture_id)
    picture.focal_point_x, picture.focal_point_y = 10, 10
    picture.focal_point_width = picture.focal_point_height = 20
    picture.save()


def verify(post):
    post.organization.decide(verified=True)


def add_to_menu(post):
    home = SpilnoHomePage.objects.first().get_parent()
    from bilatserkva_site.models import StandardPage

    factories.put(home.specific, StandardPage(title="Змінено", show_in_menus=True))


EVENTS = {
    "publish": publish,
    "scheduled": schedule_and_tick,
    "unpublish": lambda post: post.unpublish(),
    "delete": lambda post: factories.fresh(post).delete(),
    "move": move,
    "new slug": lambda post: (setattr(post, "slug", "nova"), post.save_revision().publish()),
    "privacy": make_private,
    "privacy above": make_parent_private,
    "network's settings": change_network_settings,
    "city's settings": change_city_settings,
    "topic": change_topic,
    "organization": rename_organization,
    "picture": change_picture,
    "council's decision": verify,
    "menu": add_to_menu,
}


@pytest.mark.parametrize("event", EVENTS)
def test_a_change_is_seen_at_once(client, rosj, committed, event):
    topic = Topic.objects.create(name="Річка", slug="river")
    rosj.decide(verified=False)
    fields = {"topics": [topic], "picture": factories.image(), "picture_alt": "Берег"}
    post = factories.post(rosj, "Видра повернулася", **fields)
    url = post.get_url()
    client.get(url)
    assert "Видра повернулася" in text(client.get(url))
    before = text(client.get(url))

    with committed():
        EVENTS[event](factories.fresh(post))

    after = client.get(url)
    assert after.status_code != 200 or text(after) != before


def test_lifting_a_restriction_is_seen_at_once(client, post, committed):
    restriction = PageViewRestriction.objects.create(
        page=post, restriction_type=PageViewRestriction.LOGIN
    )
    assert client.get(post.get_url()).status_code == 302

    with committed():
        restriction.delete()

    assert client.get(post.get_url()).status_code == 200


@pytest.mark.parametrize("about", ["site", "collection"])
def test_a_change_of_the_ground_begins_a_new_generation(db, committed, about):
    before = generations.current()

    with committed():
        Site.objects.get().save() if about == "site" else Collection.objects.first().save()

    assert generations.current() != before


def test_a_draft_renews_nothing(client, post, committed):
    before = generations.current()

    with committed():
        post.title = "Чернетка"
        post.save_revision()

    assert generations.current() == before


def test_what_is_rolled_back_renews_nothing(db, post, committed):

    before = generations.current()

    with committed():
        try:
            with transaction.atomic():
                publish(post)
                raise RuntimeError
        except RuntimeError:
            pass

    assert generations.current() == before


def test_a_page_drawn_before_a_publication_is_not_kept_after_it(
    client, post, committed, monkeypatch
):
    """The generation is read before the page is drawn."""
    from spilno_pages import page_cache

    drawn = page_cache.is_for_everyone

    def while_someone_publishes(request, response):
        monkeypatch.setattr(page_cache, "is_for_everyone", drawn)
        with committed():
            publish(factories.fresh(post))
        return drawn(request, response)

    monkeypatch.setattr(page_cache, "is_for_everyone", while_someone_publishes)
    assert "Видра" in text(client.get(post.get_url()))

    assert "Змінено" in text(client.get(post.get_url()))


def test_another_process_renews_pages(client, post, settings):
    """manage.py tick publishes; the server's own memory learns of it."""
    client.get(post.get_url())
    before = generations.current()
    if not settings.SPILNO_GENERATION_FILE:
        pytest.skip("one shared cache, nothing to tell")

    script = f"from pathlib import Path; from spilno_pages import generations; generations.written(Path({str(settings.SPILNO_GENERATION_FILE)!r}))"
    subprocess.run([sys.executable, "-c", script], check=True)

    assert generations.current() != before


def untokened(answer):
    """The page without the tokens of its forms, which are new each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(answer))


def test_a_signed_in_person_s_page_is_for_nobody_else(client, post, sign_in, rosj):
    person = factories.representative(rosj, first_name="Олена", last_name="Особиста")

    own = sign_in(person).get(post.get_url())
    everyone_s = client.get(post.get_url())

    assert own["Cache-Control"] == "private, no-cache"
    assert not own.has_header("ETag")
    assert "wagtail-userbar" in text(own)
    assert "wagtail-userbar" not in text(everyone_s)
    assert untokened(sign_in(person).get(post.get_url())) == untokened(own)


def test_nothing_kept_carries_a_cookie_a_token_or_a_message(post):
    visitor = Client()
    visitor.get("/account/login/")
    assert visitor.cookies["csrftoken"].value

    kept = visitor.get(post.get_url())

    assert not kept.cookies
    assert "csrf" not in text(kept).lower()
    assert not Client().get(post.get_url()).cookies


@pytest.mark.parametrize(
    "path", ["/account/login/", "/search/?q=видра", "/nope/", "/admin/", "/healthz"]
)
def test_forms_searches_errors_and_the_admin_are_never_kept(client, post, path):
    client.get(path)

    assert not client.get(path).has_header("ETag")


@pytest.mark.parametrize(
    "headers",
    [
        {"accept_language": "en"},
        {"accept_language": "xx-klingon;q=9999,*;q=-1"},
        {"cookie": "django_language=en"},
        {"cookie": "csrftoken=<script>; a=b; _ga=1; lang=en"},
        {"user_agent": "curl"},
        {"x_forwarded_host": "evil.example"},
        {"x_original_url": "/admin/"},
        {"range": "bytes=0-10"},
        {"if_none_match": '"'},
        {"if_none_match": 'W/"x", y, ""'},
        {"if_none_match": "\x00\xff"},
        {"if_modified_since": "yesterday"},
        {"accept": "application/json"},
        {"accept_encoding": "gzip;q=0, br;q=1"},
    ],
)
def test_headers_neither_split_nor_poison(post, headers, django_assert_num_queries):
    url = post.get_url()
    clean = text(Client().get(url))

    with django_assert_num_queries(0):
        odd = Client(headers=headers).get(url)

    assert odd.status_code == 200
    assert text(odd) == clean
    assert text(Client().get(url)) == clean
    assert 'lang="uk"' in clean


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example"])
def test_a_foreign_host_gets_nothing_and_leaves_nothing(post, host):
    assert Client(headers={"host": host}).get(post.get_url()).status_code == 400
    assert host not in text(Client().get(post.get_url()))


def test_links_of_advertisers_are_the_same_page(client, post, django_assert_num_queries):
    clean = client.get(post.get_url())

    with django_assert_num_queries(0):
        tracked = client.get(f"{post.get_url()}?fbclid=abc&utm_source=telegram")

    assert text(tracked) == text(clean)


def test_unknown_parameters_are_answered_afresh_and_not_kept(client, post):
    odd = client.get(f"{post.get_url()}?x=%22%3E%3Cscript%3E")

    assert not odd.has_header("ETag")
    assert "<script>" not in text(client.get(post.get_url())).replace("<script src", "")


def test_each_filter_of_a_list_has_its_own_page(client, rosj):
    factories.initiative(rosj, "Ідея пандуса", kind="idea")
    factories.initiative(rosj, "Проєкт алеї", kind="project")
    url = factories.container(InitiativeIndexPage).get_url()

    ideas, projects = client.get(f"{url}?kind=idea"), client.get(f"{url}?kind=project")

    assert "Ідея пандуса" in text(ideas)
    assert "Ідея пандуса" not in text(projects)
    assert ideas["ETag"] != projects["ETag"]


def test_who_has_the_page_is_told_so_in_two_lines(client, post):
    first = client.get(post.get_url())

    again = client.get(post.get_url(), headers={"if_none_match": first["ETag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == "private, no-cache"


def test_a_browser_gets_it_compressed(client, post):
    plain = client.get(post.get_url())

    packed = client.get(post.get_url(), headers={"accept_encoding": "gzip, br"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content)
    assert "Accept-Encoding" in packed["Vary"]


def test_head_has_the_length_and_no_body(client, post):
    client.head(post.get_url())
    page = client.get(post.get_url())

    head = client.head(post.get_url())

    assert head.content == b""
    assert head["Content-Length"] == str(len(page.content))
    assert head["ETag"] == page["ETag"]


def test_a_kept_page_has_the_headers_that_protect_people(client, post):
    client.get(post.get_url())

    kept = client.get(post.get_url())

    assert kept["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in kept["Content-Security-Policy"]
    assert kept["X-Frame-Options"] == "SAMEORIGIN"


class Dead:
    """A cache server that is gone."""

    def __getattr__(self, name):
        def fail(*args, **kwargs):
            raise ConnectionError("gone")

        return fail


def test_pages_are_served_without_a_cache(client, post, monkeypatch, settings, committed):
    monkeypatch.setattr(generations, "store", Dead)
    settings.SPILNO_GENERATION_FILE = None

    with committed():
        publish(factories.fresh(post))
    answer = client.get(post.get_url())

    assert answer.status_code == 200
    assert "Змінено" in text(answer)


def test_a_publication_missed_by_a_silent_cache_is_made_up_for(
    client, post, monkeypatch, settings, committed
):
    settings.SPILNO_GENERATION_FILE = None
    client.get(post.get_url())
    with monkeypatch.context() as silence:
        silence.setattr(generations, "store", Dead)
        with committed():
            publish(factories.fresh(post))
        client.get(post.get_url())

    assert "Змінено" in text(client.get(post.get_url()))


def test_a_cache_that_was_emptied_begins_anew(client, post, settings):
    client.get(post.get_url())
    caches[settings.SPILNO_PAGE_CACHE].clear()

    assert client.get(post.get_url()).status_code == 200
    assert client.get(post.get_url()).has_header("ETag")


@pytest.mark.parametrize(
    "query",
    ["page=01", "page=7", "page=1&page=2", "topic=nope", "&", "kind=idea&kind=idea", "order=x"],
)
def test_what_a_list_does_not_understand_is_not_kept(client, rosj, query):
    factories.initiative(rosj, "Ідея", kind="idea")

    assert not client.get(f"/spilno/initsiatyvy/?{query}").has_header("ETag")
    assert not client.get(f"/spilno/?{query}").has_header("ETag")


@pytest.mark.parametrize("host", ["testserver:81", "TESTSERVER", "testserver."])
def test_another_way_to_write_the_host_keeps_no_copy(post, host, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = Client(headers={"host": host}).get(post.get_url())

    assert not answer.has_header("ETag")


def test_a_copy_of_what_is_remembered_is_the_callers_own(post):
    kept = Page.objects.select_related("locale").get(pk=post.pk)
    mine = generations.own_copy(kept)

    plain = copy(kept)
    for one, other in ((vars(mine), vars(plain)), (vars(mine._state), vars(plain._state))):
        assert one.keys() == other.keys() - {DJANGO_VERSION_PICKLE_KEY}
    assert (mine, mine.title, mine.locale) == (kept, kept.title, kept.locale)
    assert (mine._state.db, mine._state.adding) == (kept._state.db, False)

    mine.title = "Інша"
    mine._state.fields_cache.clear()
    assert kept.title == post.title
    assert kept._meta.get_field("locale").is_cached(kept)


def test_what_a_transaction_sees_is_not_remembered(post):
    token = generations.at_hand.set("generation at hand")
    try:
        with transaction.atomic():
            assert generations.remembered("probe", lambda: "seen inside") == "seen inside"
        assert generations.remembered("probe", lambda: "seen after") == "seen after"
        assert generations.remembered("probe", lambda: "asked again") == "seen after"
    finally:
        generations.at_hand.reset(token)


def test_a_page_and_what_it_was_made_of_live_no_longer_than_promised(settings):
    assert 2 * generations.lifetime() <= settings.SPILNO_PAGE_CACHE_SECONDS


def test_a_process_that_ends_makes_up_for_what_it_owes(settings, monkeypatch, db):
    settings.SPILNO_GENERATION_FILE = None
    with monkeypatch.context() as silence:
        silence.setattr(generations, "store", Dead)
        with pytest.raises(ConnectionError):
            generations.begin()
    assert generations.owed

    generations.settle(pause=0)

    assert not generations.owed


def test_the_order_of_organizations_tells_nothing_of_drafts(client, rosj, yard):
    before = client.get("/spilno/?x=1").content.decode()
    first, last = sorted(("Рось жива", "Двір без бар’єрів"), key=before.index)

    page = factories.fresh(rosj if last == "Рось жива" else yard)
    page.summary = "Чернетка"
    page.save_revision()

    after = client.get("/spilno/?x=1").content.decode()
    assert after.index(first) < after.index(last)

"""Pictures in the formats and sizes that browsers choose from, and nobody waits for an encoder."""

from django.core.management import call_command

import pytest

from spilno_pages.pictures import SHAPES, make
from spilno_pages.ticks import tick
from tests import factories


@pytest.fixture
def post(rosj):
    return factories.post(rosj, "Видра", picture=factories.image(), picture_alt="Видра на березі")


def test_before_they_are_made_a_visitor_gets_the_plain_format_alone(client, post):
    html = client.get(post.get_url()).content.decode()

    assert ".fill-1200x600.format-jpeg" in html
    assert "format-avif" not in html
    assert 'alt="Видра на березі"' in html


def test_once_made_the_browser_may_choose(client, post):
    assert make(post) > 0

    html = client.get(post.get_url()).content.decode()

    for kind in ("avif", "webp"):
        assert f'type="image/{kind}"' in html
        assert f".format-{kind}.{kind} 600w" in html or f".format-{kind}.{kind} 900w" in html
    assert "sizes=" in html


def test_a_list_loads_pictures_lazily_and_a_page_s_own_at_once(client, post):
    make(post)
    listed = client.get(post.get_parent().get_url()).content.decode()
    own = client.get(post.get_url()).content.decode()

    assert 'loading="lazy"' in listed
    hero = own[own.index("hero-picture") : own.index("</figure>")]
    assert 'loading="lazy"' not in hero
    assert 'fetchpriority="high"' in hero


def test_publishing_makes_the_formats(rosj, django_capture_on_commit_callbacks):
    picture = factories.image()

    with django_capture_on_commit_callbacks(execute=True):
        factories.post(rosj, "Видра", picture=picture, picture_alt="Видра на березі")

    specs = set(picture.renditions.values_list("filter_spec", flat=True))
    assert set(SHAPES["row"].specs) | set(SHAPES["hero"].specs) <= specs


def test_the_command_makes_what_is_missing_once(post, capsys):
    call_command("make_pictures")
    first = post.picture.renditions.count()
    call_command("make_pictures")

    assert first >= 18
    assert post.picture.renditions.count() == first
    assert capsys.readouterr().out.endswith("Made: 0\n")


def test_a_picture_whose_file_is_gone_breaks_no_page(client, post):
    post.picture.file.storage.delete(post.picture.file.name)

    assert client.get(post.get_url()).status_code == 200
    assert make(post) == 0


def test_without_a_worker_tick_makes_them(post, settings):
    settings.SPILNO_MAKE_PICTURES = False

    assert tick()

    assert set(SHAPES["hero"].specs) <= set(
        post.picture.renditions.values_list("filter_spec", flat=True)
    )

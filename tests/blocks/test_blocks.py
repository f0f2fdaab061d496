"""Every block of the story: named, previewed, drawn, and still drawn when what it points at is gone."""

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test import RequestFactory

from wagtail.models import Site

import pytest

from spilno_blocks.cards import CallToActionBlock
from spilno_blocks.media import video_frame
from spilno_blocks.story import StoryBlock
from spilno_pages.founding import fresh
from tests import factories

STORY = StoryBlock()
NAMES = list(STORY.child_blocks)


@pytest.mark.parametrize("name", NAMES)
def test_every_block_has_what_an_editor_needs(name):
    block = STORY.child_blocks[name]

    assert block.meta.icon != "placeholder"
    assert block.meta.group
    assert block.label
    assert block.get_description()
    assert block.is_previewable


@pytest.mark.parametrize("name", NAMES)
def test_every_preview_is_filled(rosj, name):
    factories.image()
    factories.document()
    factories.initiative(rosj)
    factories.post(rosj)
    factories.event(rosj)
    factories.poll_page()
    block = STORY.child_blocks[name]
    request = RequestFactory().get("/")
    request._wagtail_site = Site.objects.get()

    html = block.render(block.get_preview_value(), {"request": request})

    assert len(html.strip()) > 20


def test_a_story_outlives_what_it_points_at(rosj, yard, client):
    picture, document = factories.image(), factories.document()
    initiative = factories.initiative(yard)
    post = factories.post(rosj)
    post.body = [
        ("picture", {"image": picture, "alt": "Берег", "caption": "", "credit": ""}),
        ("gallery", {"title": "", "images": [{"image": picture, "alt": "Берег"}]}),
        ("documents", {"title": "Папери", "items": [{"document": document, "title": ""}]}),
        ("organizations", {"title": "Разом", "pages": [yard]}),
        ("initiatives", {"title": "Справи", "pages": [initiative]}),
        ("latest_posts", {"title": "Дописи", "organization": yard, "count": 3}),
        ("coming_events", {"title": "Події", "organization": yard, "count": 3}),
        (
            "call_to_action",
            {"title": "Ходімо", "text": "", "label": "Прийду", "page": yard, "url": ""},
        ),
        ("text", "<p>Лишився текст</p>"),
    ]
    post.save_revision().publish()
    assert "Двір без бар’єрів" in client.get(post.get_url()).content.decode()

    picture.delete()
    document.delete()
    fresh(yard).delete()

    html = client.get(post.get_url()).content.decode()
    assert "Лишився текст" in html
    assert "Двір без бар’єрів" not in html


def test_words_of_people_are_shown_as_words(rosj, client):
    evil = "<script>alert(1)</script>\"'></title>"
    post = factories.post(rosj, evil, summary=evil, author=evil)
    post.body = [
        ("heading", {"text": evil, "level": "h2"}),
        ("quote", {"text": evil, "author": evil, "role": evil}),
        ("facts", {"title": evil, "items": [{"label": evil, "value": evil}]}),
        (
            "contact",
            {
                "name": evil,
                "role": evil,
                "phone": evil,
                "email": "",
                "address": evil,
                "hours": evil,
            },
        ),
    ]
    post.save_revision().publish()

    for url in (post.get_url(), rosj.get_url(), "/spilno/", "/search/?q=script"):
        html = client.get(url).content.decode()
        assert "<script>alert" not in html
        assert '</title>"' not in html


@pytest.mark.parametrize(
    ("url", "frame"),
    [
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=5",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
        ("https://vimeo.com/about", None),
        ("https://rutube.ru/video/1", None),
        ("javascript://youtube.com/%0aalert(1)", None),
        ("https://youtube.com@evil.example/watch?v=dQw4w9WgXcQ", None),
    ],
)
def test_only_listed_hosts_are_framed(url, frame):
    assert video_frame(url) == frame


@pytest.mark.parametrize(
    "given", [{"page": None, "url": ""}, {"page": 1, "url": "https://example.org/"}]
)
def test_a_call_leads_to_exactly_one_place(rosj, given):
    block = CallToActionBlock()
    page = rosj if given["page"] else None

    with pytest.raises(ValidationError):
        block.clean(
            block.normalize(
                {"title": "Ходімо", "label": "Прийду", "page": page, "url": given["url"]}
            )
        )


def test_the_error_page_needs_no_database():
    assert "<h1>" in render_to_string("500.html")

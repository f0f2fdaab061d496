"""What an editor is told about a page before readers stumble over it."""

from django.urls import reverse

import pytest

from spilno_pages.models import BlogPostPage, InitiativePage
from spilno_pages.remarks import remarks
from tests import factories

LONG = "<p>Довгий абзац, у якому нема до чого чіплятися.</p>"


def said(page_type=BlogPostPage, **fields):
    fields = {"title": "Видра", "summary": "Коротко", "body": [("text", LONG)]} | fields
    return [str(remark) for remark in remarks(page_type(**fields))]


def test_a_page_that_reads_well_gets_no_remark():
    body = [
        ("heading", {"text": "Частина", "level": "h2"}),
        ("text", LONG),
        ("heading", {"text": "Менша", "level": "h3"}),
        ("text", '<p>Звіт <a href="https://example.org">про витрати за рік</a>.</p>'),
    ]

    assert said(body=body) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"summary": " "}, "«Коротко» порожнє"),
        ({"title": "ТОЛОКА НА РОСІ"}, "великими літерами"),
        ({"picture_id": 1, "picture_alt": "фото"}, "«фото»"),
        ({"picture_id": 1, "picture_alt": "IMG_20261124.jpg"}, "«IMG_20261124.jpg»"),
        (
            {"body": [("heading", {"text": "Рано", "level": "h3"}), ("text", LONG)]},
            "меншим заголовком «Рано»",
        ),
        (
            {"body": [("text", LONG), ("heading", {"text": "Кінець", "level": "h2"})]},
            "закінчується",
        ),
        (
            {
                "body": [
                    ("heading", {"text": "А", "level": "h2"}),
                    ("heading", {"text": "Б", "level": "h2"}),
                    ("text", LONG),
                ]
            },
            "Перед заголовком «Б»",
        ),
        ({"body": [("text", '<p><a href="https://e.org">тут</a></p>')]}, "«тут»"),
        ({"body": [("text", '<p><a href="https://e.org"> Ось тут! </a></p>')]}, "«Ось тут!»"),
        ({"body": [("text", '<p><a href="https://e.org">https://e.org</a></p>')]}, "саму адресу"),
        ({"body": [("text", "<p><b>Наші плани</b></p>")]}, "«Наші плани» — це жирний абзац"),
        (
            {
                "body": [
                    (
                        "accordion",
                        {
                            "title": "",
                            "items": [
                                {
                                    "question": "Де?",
                                    "answer": '<p><a href="https://e.org">here</a></p>',
                                }
                            ],
                        },
                    )
                ]
            },
            "«here»",
        ),
    ],
)
def test_each_stumbling_block_is_named(fields, words):
    from django.utils.translation import override

    from spilno_pages.models.base import StoryPage

    body = StoryPage._meta.get_field("body").stream_block
    if "body" in fields:
        fields = fields | {
            "body": [
                {
                    "type": kind,
                    "value": body.child_blocks[kind].get_prep_value(
                        body.child_blocks[kind].normalize(value)
                    ),
                }
                for kind, value in fields["body"]
            ]
        }
    with override("uk"):
        found = said(**fields)

    assert len(found) == 1
    assert words in found[0]


def test_an_initiative_s_own_headings_count():
    fields = {
        "problem": "<p>Темно</p>",
        "body": [("heading", {"text": "Менша", "level": "h3"}), ("text", LONG)],
    }

    assert said(InitiativePage, **fields) == []


def test_author_and_reviewer_see_the_remarks_in_the_form(rosj, sign_in):
    person = factories.representative(rosj)
    post = factories.post(rosj, "ВЕЛИКИМИ ЛІТЕРАМИ", live=False, owner=person)
    url = reverse("wagtailadmin_pages:edit", args=[post.pk])

    for user in (person, factories.editor()):
        html = sign_in(user).get(url).content.decode()
        assert "Що може завадити читачам" in html
        assert "великими літерами" in html


def test_a_new_page_has_no_remarks_yet(rosj, sign_in):
    blog = factories.container(type(factories.post(rosj).get_parent().specific), rosj)
    url = reverse("wagtailadmin_pages:add", args=["spilno_pages", "blogpostpage", blog.pk])

    html = sign_in(factories.representative(rosj)).get(url).content.decode()

    assert "Що може завадити" not in html

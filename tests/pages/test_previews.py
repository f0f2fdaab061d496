"""The editor's preview shows the real page, of a draft that nobody has published, too."""

from wagtail.models import Page

import pytest

from spilno_pages.models import EventIndexPage, OrganizationIndexPage, SpilnoHomePage
from tests import factories


@pytest.mark.parametrize("make", [factories.post, factories.event, factories.initiative])
def test_a_draft_is_previewed_as_the_page_it_will_be(rosj, make):
    draft = make(rosj, "Ще чернетка", live=False)

    answer = draft.make_preview_request()

    html = answer.render().content.decode() if not answer.is_rendered else answer.content.decode()
    assert answer.status_code == 200
    assert "Ще\u00a0чернетка" in html
    assert "spilno.css" in html


def test_a_page_that_was_never_saved_is_previewed(rosj, sign_in):
    from django.urls import reverse

    from spilno_pages.models import BlogIndexPage

    blog = factories.container(BlogIndexPage, rosj)
    client = sign_in(factories.representative(rosj))
    url = reverse(
        "wagtailadmin_pages:preview_on_add", args=["spilno_pages", "blogpostpage", blog.pk]
    )
    data = {
        "title": "Нова",
        "slug": "",
        "body-count": 0,
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
    }

    posted = client.post(url, data)
    shown = client.get(url)

    assert posted.json()["is_valid"] is True
    assert "<h1>Нова</h1>" in shown.content.decode()


@pytest.mark.parametrize("model", [SpilnoHomePage, OrganizationIndexPage, EventIndexPage])
def test_lists_are_previewed(rosj, model):
    answer = Page.objects.type(model).first().specific.make_preview_request()

    assert answer.status_code == 200

import json

from django.urls import reverse
from django.utils.translation import gettext

from wagtail.models import Page

import pytest

from spilno_pages.founding import fresh
from spilno_pages.models import BlogIndexPage, BlogPostPage
from tests import factories


def post_data(**fields):
    """What the editor's form of a post sends."""
    return {
        "title": "Толока",
        "summary": "",
        "author": "",
        "picture": "",
        "picture_alt": "",
        "picture_caption": "",
        "district": "",
        "body-count": "0",
        "seo_title": "",
        "search_description": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    } | fields


@pytest.fixture
def author(rosj):
    return factories.representative(rosj, first_name="Олена")


@pytest.fixture
def submitted(rosj, author, sign_in):
    blog = factories.container(BlogIndexPage, rosj)
    url = reverse("wagtailadmin_pages:add", args=["spilno_pages", "blogpostpage", blog.pk])
    sign_in(author).post(url, post_data(**{"action-submit": "1"}))
    return BlogPostPage.objects.get(title="Толока")


def act(client, page, action, **data):
    task = page.current_workflow_task_state
    return client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, task.pk]), data
    )


def test_a_representative_s_post_waits_for_the_council(submitted):
    assert not submitted.live
    assert submitted.workflow_in_progress


def test_the_editor_returns_it_with_a_reason_that_reaches_the_author(
    submitted, author, sign_in, mailoutbox
):
    act(sign_in(factories.editor()), submitted, "reject", comment="Додайте дату толоки.")

    page = fresh(submitted)
    dashboard = sign_in(author).get(reverse("wagtailadmin_home")).content.decode()
    letters = [letter for letter in mailoutbox if author.email in letter.to]
    assert not page.live
    assert "Додайте дату толоки." in dashboard
    assert "Додайте дату толоки." in letters[-1].body


@pytest.mark.parametrize("comment", ["", "   "])
def test_nothing_is_returned_without_a_reason(submitted, sign_in, comment):
    act(sign_in(factories.editor()), submitted, "reject", comment=comment)

    assert fresh(submitted).workflow_in_progress


def test_the_editor_s_form_cannot_skip_the_reason_either(submitted, sign_in):
    data = post_data(
        slug=submitted.slug,
        **{
            "action-workflow-action": "1",
            "workflow-action-name": "reject",
            "workflow-action-extra-data": json.dumps({"comment": ""}),
        },
    )

    sign_in(factories.editor()).post(reverse("wagtailadmin_pages:edit", args=[submitted.pk]), data)

    assert fresh(submitted).workflow_in_progress


def test_the_editor_approves_and_everyone_reads_it(submitted, sign_in, client):
    act(sign_in(factories.editor()), submitted, "approve")

    page = fresh(submitted)
    assert page.live
    assert client.get(page.get_url()).status_code == 200


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_nobody_decides_about_an_own_post(submitted, author, sign_in, action):
    act(sign_in(author), submitted, action, comment="сам собі")

    assert fresh(submitted).workflow_in_progress
    assert not fresh(submitted).live


def test_a_forged_publish_is_not_published(rosj, author, sign_in):
    blog = factories.container(BlogIndexPage, rosj)
    url = reverse("wagtailadmin_pages:add", args=["spilno_pages", "blogpostpage", blog.pk])

    sign_in(author).post(url, post_data(**{"action-publish": "1"}))

    assert not Page.objects.filter(title="Толока", live=True).exists()


def test_an_edit_of_a_live_post_leaves_the_live_text(rosj, author, sign_in):
    post = factories.post(rosj, "Було")

    sign_in(author).post(
        reverse("wagtailadmin_pages:edit", args=[post.pk]),
        post_data(title="Стало", **{"action-publish": "1"}),
    )

    assert fresh(post).title == "Було"


def test_a_trusted_organization_publishes_its_post_itself(rosj, author, sign_in):
    rosj.decide(trusted=True)
    blog = factories.container(BlogIndexPage, rosj)
    url = reverse("wagtailadmin_pages:add", args=["spilno_pages", "blogpostpage", blog.pk])

    sign_in(author).post(url, post_data(**{"action-publish": "1"}))

    assert BlogPostPage.objects.get(title="Толока").live


def test_the_editor_s_dashboard_lists_what_waits(submitted, sign_in):
    dashboard = sign_in(factories.editor()).get(reverse("wagtailadmin_home")).content.decode()

    assert reverse("wagtailadmin_pages:edit", args=[submitted.pk]) in dashboard


def approve_by_form(client, page, **fields):
    """The button «Схвалити й опублікувати» below the form sends the form and the act together."""
    data = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, post_data(**fields, **data))


@pytest.mark.parametrize("first", ["approve", "reject"])
def test_the_second_of_two_editors_is_told_and_loses_no_words(submitted, sign_in, first):
    act(sign_in(factories.editor()), submitted, first, comment="Додайте дату толоки.")
    was_live = fresh(submitted).live

    editor = sign_in(factories.editor())
    approve_by_form(editor, submitted, title="Толока на Росі")
    answer = editor.get(reverse("wagtailadmin_pages:edit", args=[submitted.pk]))

    assert fresh(submitted).live == was_live
    assert fresh(submitted).get_latest_revision_as_object().title == "Толока на Росі"
    assert (
        gettext(
            "The review of this page has ended already, so your decision was not needed. Your changes are kept as a draft."
        )
        in answer.content.decode()
    )


def test_an_editor_who_corrects_a_page_while_approving_approves_it(submitted, sign_in):
    approve_by_form(sign_in(factories.editor()), submitted, title="Толока на Росі")

    page = fresh(submitted)
    assert (page.live, page.title) == (True, "Толока на Росі")


def test_what_the_author_has_changed_meanwhile_needs_a_look_of_its_own(submitted, author, sign_in):
    task = submitted.current_workflow_task_state
    page = fresh(submitted)
    page.title = "Інше"
    page.save_revision(user=author)
    approve = reverse("wagtailadmin_pages:workflow_action", args=[submitted.pk, "approve", task.pk])

    sign_in(factories.editor()).post(approve)

    assert not fresh(submitted).live

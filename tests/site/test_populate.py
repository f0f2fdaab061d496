"""Bulk content stands in the tree as if it had been published page by page."""

from io import StringIO

from django.core.management import CommandError, call_command

from wagtail.models import Page

import pytest

from spilno_pages.discussion.models import Comment
from spilno_pages.models import BlogPostPage, InitiativePage, OrganizationPage
from spilno_pages.polls.actions import seal
from spilno_pages.polls.bulk import close_soon
from spilno_pages.polls.models import Poll
from spilno_pages.provisioning.models import Workspace


@pytest.fixture
def crowd(db):
    call_command("populate", organizations=3, posts=20, initiatives=10, stdout=StringIO())


def test_the_tree_is_sound_and_each_page_opens(client, crowd):
    assert Page.find_problems() == ([], [], [], [], [])
    assert OrganizationPage.objects.count() == 3
    assert BlogPostPage.objects.count() == 20
    assert InitiativePage.objects.count() == 10
    for page in [*OrganizationPage.objects.all(), *BlogPostPage.objects.all()[:3]]:
        assert client.get(page.get_url()).status_code == 200


def test_it_is_found_and_represented(client, crowd):
    assert "<mark>" in client.get("/search/", {"q": "мешканці"}).content.decode()
    assert Workspace.objects.count() == 3


def test_pages_can_be_added_after_it_by_hand(crowd, client):
    from tests import factories

    organization = factories.organization("Після натовпу")

    assert client.get(organization.get_url()).status_code == 200
    assert Page.find_problems() == ([], [], [], [], [])


def test_it_can_be_run_again(crowd):
    call_command("populate", organizations=1, posts=2, initiatives=2, seed=2, verbosity=0)

    assert Page.find_problems() == ([], [], [], [], [])
    assert OrganizationPage.objects.count() == 4


def test_people_talk_under_invented_pages(crowd, client):
    call_command("populate", comments=300, stdout=StringIO())

    assert Comment.objects.count() == 300
    root = Comment.objects.filter(root=None, branch__isnull=False).first()
    assert root.branch.first().page_id == root.page_id
    assert (root.thread_id, root.parent_id, root.level) == (root.pk, root.pk, 0)
    assert root.comment in client.get(root.page.get_url() + "?order=old").content.decode()
    liked = Comment.objects.filter(helpful__gt=0).first()
    assert liked.flags.count() == liked.helpful


def test_people_vote_in_a_poll_of_its_own(db, client):
    call_command("populate", ballots=30, stdout=StringIO())
    call_command("populate", ballots=20, stdout=StringIO())

    poll = Poll.objects.get()
    assert poll.state() == "open"
    assert poll.participations.count() == poll.ballots.count() == 50
    assert all(len(ballot.choices) == 2 for ballot in poll.ballots.all())
    assert poll.title in client.get(poll.page.get_url()).content.decode()
    close_soon(poll)
    assert seal(poll)


@pytest.mark.parametrize("number", [-1])
def test_nonsense_is_refused(db, number):
    with pytest.raises(CommandError):
        call_command("populate", posts=number)


def test_production_is_not_populated(db, settings):
    settings.SPILNO_PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        call_command("populate", posts=1)

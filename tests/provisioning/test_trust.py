from datetime import timedelta

from django.utils import timezone

from wagtail.models import GroupPagePermission

import pytest

from spilno_pages.founding import fresh
from spilno_pages.models import BlogIndexPage, EventIndexPage, InitiativeIndexPage
from tests import factories


def may_publish(user, model, organization):
    return factories.container(model, organization).permissions_for_user(user).can_publish_subpage()


@pytest.mark.parametrize(
    ("model", "trusted", "publishes"),
    [
        (BlogIndexPage, False, False),
        (EventIndexPage, False, False),
        (InitiativeIndexPage, False, False),
        (BlogIndexPage, True, True),
        (EventIndexPage, True, True),
        (InitiativeIndexPage, True, False),
    ],
)
def test_trust_lets_an_organization_publish_posts_and_events_only(rosj, model, trusted, publishes):
    rosj.decide(trusted=trusted)
    person = factories.representative(rosj)

    assert may_publish(person, model, rosj) is publishes


def test_trust_taken_back_holds_at_once_and_stops_what_was_scheduled(rosj):
    rosj.decide(trusted=True)
    person = factories.representative(rosj)
    post = factories.post(rosj, "Завтра", live=False, owner=person)
    post.go_live_at = timezone.now() + timedelta(days=1)
    revision = post.save_revision(user=person, approved_go_live_at=post.go_live_at)

    rosj.decide(trusted=False)

    revision.refresh_from_db()
    assert revision.approved_go_live_at is None
    assert not GroupPagePermission.objects.filter(
        group=factories.workspace(rosj).group, permission__codename="publish_page"
    ).exists()
    person = type(person).objects.get(pk=person.pk)
    assert may_publish(person, BlogIndexPage, rosj) is False


@pytest.mark.parametrize("trusted", [False, True])
def test_no_organization_takes_its_own_page_or_containers_away(rosj, trusted):
    rosj.decide(trusted=trusted)
    person = factories.representative(rosj)

    for page in [fresh(rosj), *(child.specific for child in rosj.get_children())]:
        rights = page.permissions_for_user(person)
        assert rights.can_edit()
        assert not rights.can_publish()
        assert not rights.can_unpublish()
        assert not rights.can_delete()
        assert not rights.can_move()
        assert not rights.can_copy()
        assert not rights.can_set_view_restrictions()


def test_a_stale_draft_takes_no_decision_back(rosj):
    stale = fresh(rosj).save_revision()

    fresh(rosj).decide(trusted=True, register_code="00000035", verified=False)
    stale.publish()

    page = fresh(rosj)
    assert (page.trusted, page.register_code, page.verified) == (True, "00000035", False)


def test_a_stale_draft_takes_no_stage_back(rosj):
    page = factories.initiative(rosj)
    stale = fresh(page).save_revision()

    fresh(page).decide(stage="work")
    stale.publish()

    assert fresh(page).stage == "work"

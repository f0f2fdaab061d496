"""A longer term and a cancelled poll: in public, with a reason; what was decided is told to those who asked."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext

import pytest

from spilno_pages.notices.models import Notice
from spilno_pages.polls import actions, bulk, keys
from spilno_pages.polls.models import Amendment, Ballot, Participation
from spilno_pages.record.models import AuditEvent

from ..factories import editor, fresh, poll, resident, vote

pytestmark = pytest.mark.django_db
REASON = "Свята: люди не встигли проголосувати."


@pytest.fixture
def desk(sign_in):
    return sign_in(editor())


def later(asked, days=3):
    return asked.closes_at + timedelta(days=days)


def test_an_editor_extends_the_term_in_public(desk, client):
    asked = poll()
    end = (timezone.localtime(later(asked))).replace(second=0, microsecond=0)

    answer = desk.post(
        f"/admin/polls/{asked.page.pk}/extend/",
        {"closes_at": end.strftime("%Y-%m-%d %H:%M"), "reason": REASON},
    )

    assert answer.status_code == 302
    page = fresh(asked.page)
    assert page.poll.closes_at == page.closes_at == end
    assert REASON in client.get(page.url).content.decode()
    assert AuditEvent.objects.filter(act="poll.extended").count() == 1


@pytest.mark.parametrize(
    ("days", "reason"), [(-1, REASON), (0, REASON), (3, ""), (3, "бо так")], ids=str
)
def test_a_term_is_not_cut_short_and_needs_a_reason(desk, days, reason):
    asked = poll()
    end = timezone.localtime(later(asked, days)).strftime("%Y-%m-%d %H:%M")

    answer = desk.post(
        f"/admin/polls/{asked.page.pk}/extend/", {"closes_at": end, "reason": reason}
    )

    assert answer.status_code == 200
    assert fresh(asked.page).poll.closes_at == asked.closes_at
    assert not Amendment.objects.exists()


def test_a_closed_poll_is_neither_extended_nor_cancelled():
    asked = poll()
    asked = bulk.close_soon(asked)

    with pytest.raises(PermissionDenied):
        actions.extend(asked, timezone.now() + timedelta(days=1), REASON, by=None)
    with pytest.raises(PermissionDenied):
        actions.cancel(asked, REASON, by=None)


def test_cancelling_deletes_what_was_cast_and_the_key(
    desk, client, django_capture_on_commit_callbacks
):
    asked = poll()
    vote(asked)

    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(f"/admin/polls/{asked.page.pk}/cancel/", {"reason": REASON})

    assert answer.status_code == 302
    assert not Ballot.objects.exists()
    assert not Participation.objects.exists()
    assert not keys.path_of(asked).exists()
    assert REASON in client.get(asked.page.url).content.decode()
    assert actions.seal_due(timezone.now() + timedelta(days=30)) == 0


@pytest.mark.parametrize("act", ["extend", "cancel"])
def test_the_screen_of_a_poll_that_is_over_says_so_and_offers_nothing(desk, act):
    asked = poll()
    bulk.close_soon(asked)
    actions.seal_due()

    screen = desk.get(f"/admin/polls/{asked.page.pk}/{act}/").content.decode()

    assert gettext("The poll is over: its term and its result stay as they are.") in screen
    assert 'name="reason"' not in screen


def test_cancelling_needs_a_reason():
    with pytest.raises(ValidationError):
        actions.cancel(poll(), " ", by=None)


@pytest.mark.parametrize("act", ["extend", "cancel"])
def test_only_who_publishes_amends(sign_in, act):
    asked = poll()

    for account in (resident(level=3).user, None):
        client = sign_in(account) if account else None
        if client:
            answer = client.post(f"/admin/polls/{asked.page.pk}/{act}/", {"reason": REASON})
            assert answer.status_code in {302, 403}

    assert fresh(asked.page).poll.cancelled_at is None
    assert not Amendment.objects.exists()


def test_everyone_who_follows_is_told_of_each_change_and_of_the_outcome(
    desk, django_capture_on_commit_callbacks
):
    asked, person = poll(), resident(level=0)
    actions.wish(person, asked)

    with django_capture_on_commit_callbacks(execute=True):
        actions.extend(asked, later(asked), REASON, by=None)
        asked.refresh_from_db()
        actions.extend(asked, later(asked), REASON, by=None)
        fresh(asked.page).decide(outcome="<p>Рада <b>ухвалила</b>.</p><p>Навесні.</p>")
        fresh(asked.page).decide(outcome="<p>Рада <b>ухвалила</b>.</p><p>Влітку.</p>")

    told = list(Notice.objects.filter(user=person.user).order_by("pk"))
    assert [notice.kind for notice in told] == ["poll.extended", "poll.extended", "poll.outcome"]
    assert told[-1].data["words"] == "Рада ухвалила . Навесні." or told[-1].data[
        "words"
    ].startswith("Рада ухвалила")


def test_a_person_follows_and_stops(sign_in):
    asked, person = poll(), resident(level=0)
    client = sign_in(person.user)

    client.post(f"/polls/{asked.pk}/follow/")
    assert asked.wishes.count() == 1
    client.post(f"/polls/{asked.pk}/follow/")
    assert asked.wishes.count() == 1
    client.post(f"/polls/{asked.pk}/follow/", {"stop": "1"})

    assert asked.wishes.count() == 0


def test_opening_the_follow_address_follows_nothing(sign_in):
    asked, person = poll(), resident(level=0)

    sign_in(person.user).get(f"/polls/{asked.pk}/follow/")

    assert asked.wishes.count() == 0

"""What an attack found: races, keys that outlive their poll, checkpoints that tell too much, schedules that come too late."""

from datetime import timedelta

from django.utils import timezone

import pytest

from spilno_pages.balloting import issue_missing
from spilno_pages.notices.models import Notice
from spilno_pages.polls import actions, bulk, keys, published, recount, triggers
from spilno_pages.polls.actions import casting, sealing
from spilno_pages.polls.canonical import merkle_root
from spilno_pages.polls.models import Ballot, Participation, Poll
from spilno_pages.ticks import STEPS, in_turn

from ..factories import editor, fresh, poll, poll_page, resident, vote

pytestmark = pytest.mark.django_db


def test_a_change_that_meets_a_withdrawal_writes_both_rows_anew(monkeypatch):
    """The participation is there when the change begins and gone when it locks it, as in two windows of one person."""
    asked = poll()
    _receipt, person = vote(asked)
    real, calls = casting.inserted, []

    def met(found, voter, tag):
        calls.append(real(found, voter, tag))
        if len(calls) == 1:
            Ballot.objects.all().delete()
            Participation.objects.all().delete()
        return calls[-1]

    monkeypatch.setattr(casting, "inserted", met)
    vote(asked, person, "1.2")

    assert calls == [False, True]
    assert Ballot.objects.count() == Participation.objects.count() == 1


def test_checkpoints_of_an_open_poll_do_not_name_the_root_that_the_leaves_give():
    asked = poll()
    vote(asked)
    made = actions.checkpoint(asked)
    ballots, _choices = sealing.ballots_of(asked)
    leaves = [ballot[0] for ballot in ballots]

    assert made.merkle_root != merkle_root(leaves)

    bulk.close_soon(asked)
    actions.seal_due()
    last = asked.checkpoints.order_by("-seq").first()
    assert (last.merkle_root, last.prev_hash) == (merkle_root(leaves), made.hash)


def test_a_poll_that_closed_meanwhile_gets_no_checkpoint():
    asked = poll()
    bulk.close_soon(asked)

    assert actions.checkpoint(asked) is None


def test_a_key_whose_destruction_failed_goes_with_the_next_tick():
    sealed, cancelled, asked = poll(), poll(title="Скасоване"), poll(title="Відкрите")
    bulk.close_soon(sealed)
    actions.seal_due()
    actions.cancel(cancelled, "Питання втратило сенс.", by=None)
    for over in (sealed, cancelled):
        keys.kept(keys.path_of(over))

    actions.seal_due()

    assert not keys.path_of(sealed).exists()
    assert not keys.path_of(cancelled).exists()
    assert keys.is_there(asked)


def test_one_poll_that_cannot_be_sealed_keeps_no_other_waiting(monkeypatch):
    bad, good = poll(), poll(title="Добре")
    for asked in (bad, good):
        bulk.close_soon(asked)
    real = sealing.count_and_publish

    def broken(asked):
        if asked.pk == bad.pk:
            raise RuntimeError
        return real(asked)

    monkeypatch.setattr(sealing, "count_and_publish", broken)

    assert actions.seal_due() == 1
    assert Poll.objects.get(pk=good.pk).sealed_at


def test_a_step_of_the_tick_that_fails_keeps_no_other_waiting(caplog):
    def broken():
        raise RuntimeError

    in_turn(broken)

    assert "A step of the tick failed" in caplog.text
    assert [step.__name__ for step in STEPS][:4] == [
        "publish_scheduled",
        "issue_missing",
        "seal_due",
        "checkpoint_due",
    ]


def test_a_poll_whose_numbers_differ_can_be_cancelled():
    asked = poll()
    vote(asked)
    Participation.objects.create(voter_tag="f" * 64, poll=asked, day=asked.opens_at)
    bulk.close_soon(asked)
    actions.seal_due()
    asked.refresh_from_db()

    actions.cancel(asked, "У базі зайвий рядок: голосуємо наново.", by=None)

    assert not Ballot.objects.exists()
    assert not Participation.objects.exists()


def test_a_district_that_is_renamed_leaves_the_paper_as_it_was():
    from spilno_pages.models import District

    here = District.objects.create(name="Заріччя", slug="zarichchia-1")
    asked = poll(audience=here)
    here.slug = "za-richkoiu"
    here.save()

    fresh(asked.page).save_revision().publish()
    bulk.close_soon(asked)
    actions.seal_due()

    assert not Notice.objects.filter(kind="poll.slipped").exists()
    assert recount.recount(published.loaded(Poll.objects.get()))


def test_a_page_that_is_published_after_its_term_issues_nothing_and_is_told():
    account = editor()
    page = poll_page(live=False, owner=account, closes_at=timezone.now() - timedelta(days=1))

    page.save_revision(user=account).publish()

    assert fresh(page).live
    assert not Poll.objects.exists()
    assert Notice.objects.filter(user=account, kind="poll.late").count() == 1


def test_a_ballot_that_found_no_place_for_its_key_is_laid_by_the_tick(settings, tmp_path):
    account, file = editor(), tmp_path / "keys"
    file.write_text("a file where a directory should be")
    settings.SPILNO_KEYS_DIR = file
    page = poll_page(owner=account)
    assert not Poll.objects.exists()
    assert Notice.objects.filter(user=account, kind="poll.keys").count() == 1

    settings.SPILNO_KEYS_DIR = tmp_path / "place"
    issue_missing()

    assert fresh(page).poll.content_hash
    vote(fresh(page).poll, resident(level=3))


def test_a_lifted_guard_is_named_by_the_check():
    from spilno_pages.polls.checks import votes_are_guarded

    triggers.lift(only=f"{triggers.PREFIX}ballot_insert")
    try:
        assert "ballot_insert" in votes_are_guarded(None, ["default"])[0].msg
    finally:
        triggers.guard()

    assert votes_are_guarded(None, ["default"]) == []

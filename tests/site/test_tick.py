from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from spilno_pages import ticks
from spilno_pages.founding import fresh
from tests import factories


def test_a_tick_publishes_what_is_due_and_takes_down_what_has_expired(rosj):
    soon, past = timezone.now() + timedelta(hours=1), timezone.now() - timedelta(minutes=1)
    due = factories.post(rosj, live=False)
    due.go_live_at = past
    due.save_revision(approved_go_live_at=past)
    later = factories.post(rosj, live=False)
    later.go_live_at = soon
    later.save_revision().publish()
    expired = factories.post(rosj)
    type(expired).objects.filter(pk=expired.pk).update(expire_at=past)

    call_command("tick")
    call_command("tick")

    assert fresh(due).live
    assert not fresh(later).live
    assert not fresh(expired).live


def test_only_one_tick_runs_at_a_time(db, capsys):
    from django.db import connection

    if connection.vendor == "postgresql":
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ticks.lock_key()])
            assert ticks.tick() is False
            # Closing alone would let the server free the lock in its own time.
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ticks.lock_key()])
        other.close()
    else:
        with ticks.alone() as held:
            assert held
            assert ticks.tick() is False

    assert ticks.tick() is True

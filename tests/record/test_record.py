"""What was recorded stands."""

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

import pytest

from spilno_pages.record import triggers
from spilno_pages.record.actions import record
from spilno_pages.record.checks import audit_log_is_guarded
from spilno_pages.record.models import AuditEvent, done
from tests import factories


@pytest.fixture
def event(db):
    return record("role.given", "role:1", by=factories.user(), kind="expert")


def test_an_event_names_people_by_keys_alone(db):
    person = factories.user("olena@example.org", first_name="Олена")

    event = record("role.given", "role:1", by=person)

    assert event.by == f"account:{person.pk}"
    assert "olena" not in str(vars(event)).lower()


@pytest.mark.parametrize("act", ["save", "update", "delete", "queryset delete", "raw"])
def test_the_database_refuses_to_change_it(event, act):
    acts = {
        "save": event.save,
        "update": lambda: AuditEvent.objects.update(act="x"),
        "delete": event.delete,
        "queryset delete": AuditEvent.objects.all().delete,
        "raw": lambda: AuditEvent.objects.all()._raw_delete("default"),
    }

    with pytest.raises(DatabaseError), transaction.atomic():
        acts[act]()

    assert AuditEvent.objects.get().act == "role.given"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no REPLACE")
def test_replacing_a_row_is_changing_it(event):
    values = [event.pk, "2000-01-01", "x", "", "x", "{}"]
    sql = "REPLACE INTO spilno_record_auditevent (id, at, act, by, subject, details) VALUES (%s, %s, %s, %s, %s, %s)"

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)

    assert AuditEvent.objects.get().act == "role.given"


def test_a_missing_guard_is_an_error_and_migrate_puts_it_up(event):
    triggers.lift()
    try:
        assert not triggers.is_guarded()
        assert [error.id for error in audit_log_is_guarded(None, ["default"])] == [
            "spilno_record.E001"
        ]
    finally:
        call_command("migrate", "spilno_record", verbosity=0)

    assert triggers.is_guarded()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite rebuilds tables")
def test_a_rebuilt_table_is_guarded_again_by_the_next_migrate(event):
    """What AlterField does on SQLite: a new table under the old name, without the old one's triggers."""
    table = triggers.table()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO outdated")
        cursor.execute(f"CREATE TABLE {table} AS SELECT * FROM outdated")  # noqa: S608 - our own name
        cursor.execute("DROP TABLE outdated")
    assert not triggers.is_guarded()

    call_command("migrate", "spilno_record", verbosity=0)

    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEvent.objects.update(act="x")


def test_what_was_done_is_told_after_the_commit_alone(db, django_capture_on_commit_callbacks):
    heard = []
    done.connect(lambda event, **kwargs: heard.append(event.act), weak=False, dispatch_uid="test")
    try:
        with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
            record("role.given", "role:1")
            assert heard == []
        assert heard == ["role.given"]
    finally:
        done.disconnect(dispatch_uid="test")

"""The database itself refuses to change or to delete what was recorded."""

from django.apps import apps
from django.db import connections

MESSAGE = "The audit log is append-only."
NAME = "spilno_append_only"
SQLITE = """
CREATE TRIGGER IF NOT EXISTS {name}_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
FUNCTION = f"""
CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRESQL = (
    "CREATE OR REPLACE TRIGGER {name}_rows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    "CREATE OR REPLACE TRIGGER {name}_table BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
)


def table():
    return apps.get_model("spilno_record", "AuditEvent")._meta.db_table


def statements(vendor):
    """Returns the SQL that puts the guard up; safe to run again. Source: docs of both databases, CREATE TRIGGER."""
    if vendor == "postgresql":
        return [FUNCTION, *(sql.format(name=NAME, table=table()) for sql in POSTGRESQL)]
    return [
        SQLITE.format(name=NAME, act=act, table=table(), message=MESSAGE)
        for act in ("UPDATE", "DELETE")
    ]


def guard(using="default", **kwargs):
    """Puts the guard up after every migrate: a later rebuild of the table on SQLite drops it silently."""
    connection = connections[using]
    if table() in connection.introspection.table_names():
        with connection.cursor() as cursor:
            for statement in statements(connection.vendor):
                cursor.execute(statement)


def lift(using="default"):
    """Takes the guard down, for flushing a test database alone."""
    connection = connections[using]
    names = ("rows", "table") if connection.vendor == "postgresql" else ("UPDATE", "DELETE")
    on = f" ON {table()}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER IF EXISTS {NAME}_{name}{on}")


def is_guarded(using="default"):
    """True while changing and deleting are refused. One query."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        query = "SELECT count(*) FROM pg_trigger WHERE tgname LIKE %s AND tgenabled <> 'D'"
    else:
        query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{NAME}%"])
        return cursor.fetchone()[0] >= 2

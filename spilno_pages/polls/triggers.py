"""What the database itself refuses: votes out of time or for another poll's option, changes of a frozen paper, of the record.

The database's own clock decides. PostgreSQL reads the poll's row FOR SHARE, so that sealing, extending and cancelling wait for
votes under way; in SQLite one writer at a time does the same. Each refusal begins with MARK and a word of refusals.rules. Sources: CREATE
TRIGGER in the docs of both databases.
"""

from django.db import connections

from .refusals import TABLES, rules, table

MARK = "spilno-polls:"
PREFIX = "spilno_polls_"


def in_sqlite():
    """Yields (name, SQL) of the triggers for SQLite."""
    now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    for (name, act), refused in rules(now, "IS", str).items():
        for word, condition in refused:
            trigger = f"{PREFIX}{name}_{act.lower()}_{word}"
            yield (
                trigger,
                f"CREATE TRIGGER IF NOT EXISTS {trigger} BEFORE {act} ON {table(name)} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{MARK}{word}'); END",
            )


# The row of the poll is held against sealing, extending and cancelling while a vote is under way, that of a ballot against going
# while something is written on it. {(table, act): (table, its key, lock)}
HELD = {
    ("participation", "INSERT"): ("poll", "NEW.poll_id", "SHARE"),
    ("participation", "DELETE"): ("poll", "OLD.poll_id", "SHARE"),
    ("ballot", "INSERT"): ("poll", "NEW.poll_id", "SHARE"),
    ("ballot", "UPDATE"): ("poll", "NEW.poll_id", "SHARE"),
    ("answer", "INSERT"): ("ballot", "NEW.ballot_id", "KEY SHARE"),
    ("answer", "UPDATE"): ("ballot", "NEW.ballot_id", "KEY SHARE"),
}
# Looked at once a statement, after it: sealing moves hundreds of thousands of rows. The poll's row is held by then: by the
# sealing itself, or by the participation that a withdrawal deletes first.
WHOLE = {
    ("ballot", "DELETE"): "OLD",
    ("sealedballot", "INSERT"): "NEW",
}


def of_moved(condition, row):
    """Returns the condition as it is asked of all rows that a statement has written or deleted. row: "NEW" or "OLD"."""
    # Counted to the end: asked for the first one alone, the planner would look each row up by itself.
    return f"(SELECT count(*) FROM moved WHERE {condition.replace(f'{row}.', 'moved.')}) > 0"  # noqa: S608 - our own words


def in_postgresql():
    """Yields (name, SQL) of the functions and triggers for PostgreSQL."""
    for (name, act), refused in rules(
        "clock_timestamp()",
        "IS NOT DISTINCT FROM",
        lambda column: f"({column})::text",
        whole=True,
    ).items():
        trigger = f"{PREFIX}{name}_{act.lower()}"
        whole = WHOLE.get((name, act))
        held = ""
        if (name, act) in HELD:
            other, key, lock = HELD[name, act]
            held = f"PERFORM 1 FROM {table(other)} WHERE id = {key} FOR {lock};"
        checks = "\n".join(
            f"IF {of_moved(condition, whole) if whole else condition} THEN RAISE EXCEPTION '{MARK}{word}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            for word, condition in refused
        )
        answer = "NULL" if whole else "OLD" if act == "DELETE" else "NEW"
        when, each = (
            ("AFTER", f"REFERENCING {whole} TABLE AS moved FOR EACH STATEMENT")
            if whole
            else ("BEFORE", "FOR EACH ROW")
        )
        yield (
            trigger,
            f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {held} {checks} RETURN {answer}; END $$; "
            f"CREATE OR REPLACE TRIGGER {trigger} {when} {act} ON {table(name)} "
            f"{each} EXECUTE FUNCTION {trigger}()",
        )
    nothing = f"{PREFIX}truncate"
    yield (
        f"{nothing}()",
        f"CREATE OR REPLACE FUNCTION {nothing}() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{MARK}record' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    )
    for name in TABLES:
        yield (
            f"{PREFIX}{name}_truncate",
            f"CREATE OR REPLACE TRIGGER {PREFIX}{name}_truncate BEFORE TRUNCATE ON {table(name)} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {nothing}()",
        )


def statements(vendor):
    """Returns [(name, SQL)] that put the guards up; safe to run again."""
    return list(in_postgresql() if vendor == "postgresql" else in_sqlite())


def guard(using="default", **kwargs):
    """Puts the guards up after every migrate: a later rebuild of a table on SQLite drops them silently."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if not {table(name) for name in TABLES} <= tables:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # a condition that has changed since is written anew
            drop(cursor, standing(using))
        for _name, sql in statements(connection.vendor):
            cursor.execute(sql)


def step_aside(using="default", plan=(), **kwargs):
    """Takes the guards down before tables change: SQLite renames no table while a trigger names one that is away. guard follows."""
    if plan and connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            drop(cursor, standing(using))


def drop(cursor, names):
    for name in names:
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def standing(using="default"):
    """Returns {name: table} of our triggers that stand in the database and are not switched off. One query."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        query = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname LIKE %s AND t.tgenabled <> 'D'"
        )
    else:
        query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{PREFIX}%"])
        return dict(cursor.fetchall())


def missing(using="default"):
    """Returns the names of guards that should stand and do not."""
    wanted = {name for name, _sql in statements(connections[using].vendor) if "(" not in name}
    return sorted(wanted - set(standing(using)))


def lift(using="default", only=None):
    """Takes guards down: all of them for flushing a test database, some for drills and for moving times in the demo."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name, on in standing(using).items():
            if only is None or name.startswith(only):
                place = f" ON {on}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def raised(error):
    """Returns the word with which a trigger refused ("closed", "option", …); None for any other error."""
    text = str(error)
    if MARK not in text:
        return None
    return text.partition(MARK)[2].split()[0].strip(".'\"")

"""What the database itself refuses: votes out of time or for another poll's option, changes of a frozen paper, of the record.

The database's own clock decides. PostgreSQL reads the poll's row FOR SHARE, so that sealing, extending and cancelling wait for
votes under way; in SQLite one writer at a time does the same. Each refusal begins with MARK and a word of WORDS. Sources: CREATE
TRIGGER in the docs of both databases.
"""

from django.apps import apps
from django.db import connections

MARK = "spilno-polls:"
PREFIX = "spilno_polls_"
TABLES = (
    "poll",
    "question",
    "option",
    "participation",
    "ballot",
    "ballotchoice",
    "checkpoint",
    "sealedballot",
)
# Columns of an opened poll that never change again.
FROZEN = (
    "key",
    "title",
    "kind",
    "min_level",
    "district_id",
    "district_slug",
    "allow_change",
    "shown",
    "opens_at",
    "revision",
    "content_hash",
    "key_print",
)
# Columns that stand from the sealing on.
SEALED = ("closes_at", "sealed_at", "cancelled_at", "result", "signature")


def table(name):
    return apps.get_model("spilno_polls", name)._meta.db_table


def differ(columns, equals):
    return " OR ".join(f"NOT (NEW.{column} {equals} OLD.{column})" for column in columns)


def rules(now, same, as_bool, text):
    """Returns {(table, act): [(word, condition under which it is refused)]} in the words of one database.

    now: its clock as a column compares with it. same: the operator that takes NULL for equal to NULL. as_bool: a function that
    writes a condition on a boolean column. text: a function that makes a column comparable.
    """
    opened = f"content_hash <> '' AND opens_at <= {now}"
    is_open = f"{opened} AND closes_at > {now} AND sealed_at IS NULL AND cancelled_at IS NULL"
    over = "(sealed_at IS NOT NULL OR cancelled_at IS NOT NULL)"
    changeable = as_bool("allow_change")

    def poll(condition, key):
        return f"EXISTS (SELECT 1 FROM {table('poll')} p WHERE p.id = {key} AND {condition})"

    def of_ballot(condition, row):
        return (
            f"EXISTS (SELECT 1 FROM {table('ballot')} b JOIN {table('poll')} p ON p.id = b.poll_id "
            f"WHERE b.id = {row}.ballot_id AND {condition})"
        )

    def of_question(condition, row):
        return (
            f"EXISTS (SELECT 1 FROM {table('question')} q JOIN {table('poll')} p ON p.id = q.poll_id "
            f"WHERE q.id = {row}.question_id AND {condition})"
        )

    own_option = (
        f"EXISTS (SELECT 1 FROM {table('ballot')} b JOIN {table('question')} q ON q.poll_id = b.poll_id "
        f"JOIN {table('option')} o ON o.question_id = q.id WHERE b.id = NEW.ballot_id AND o.id = NEW.option_id)"
    )
    named = "kind = 'named'"
    old_opened = f"OLD.content_hash <> '' AND OLD.opens_at <= {now}"
    sealed_differ = " OR ".join(
        f"NOT ({text(f'NEW.{column}')} {same} {text(f'OLD.{column}')})" for column in SEALED
    )
    frozen_differ = differ(FROZEN, same)
    only_name = f"NEW.name = '' AND NEW.salt {same} OLD.salt"
    return {
        ("poll", "UPDATE"): [
            ("frozen", f"({old_opened}) AND ({frozen_differ})"),
            (
                "term",
                f"({old_opened}) AND NOT (NEW.closes_at {same} OLD.closes_at) "
                f"AND (NEW.closes_at < OLD.closes_at OR OLD.closes_at <= {now} OR OLD.cancelled_at IS NOT NULL)",
            ),
            ("sealed", f"OLD.sealed_at IS NOT NULL AND ({sealed_differ})"),
            ("early", f"NEW.sealed_at IS NOT NULL AND NEW.closes_at > {now}"),
            (
                "cancelled",
                f"OLD.cancelled_at IS NOT NULL AND NOT (NEW.cancelled_at {same} OLD.cancelled_at)",
            ),
        ],
        ("poll", "DELETE"): [("frozen", old_opened)],
        ("question", "INSERT"): [("frozen", poll(opened, "NEW.poll_id"))],
        ("question", "UPDATE"): [
            ("frozen", f"{poll(opened, 'NEW.poll_id')} OR {poll(opened, 'OLD.poll_id')}")
        ],
        ("question", "DELETE"): [("frozen", poll(opened, "OLD.poll_id"))],
        ("option", "INSERT"): [("frozen", of_question(opened, "NEW"))],
        # The page that an option tells of may go; nothing else of it changes.
        ("option", "UPDATE"): [
            (
                "frozen",
                f"({of_question(opened, 'NEW')} OR {of_question(opened, 'OLD')}) AND NOT (NEW.page_id IS NULL AND "
                + " AND ".join(
                    f"NEW.{column} {same} OLD.{column}"
                    for column in (
                        "id",
                        "question_id",
                        "block_id",
                        "number",
                        "text",
                        "help",
                        "cost",
                        "is_abstention",
                    )
                )
                + ")",
            )
        ],
        ("option", "DELETE"): [("frozen", of_question(opened, "OLD"))],
        ("participation", "INSERT"): [("closed", f"NOT {poll(is_open, 'NEW.poll_id')}")],
        ("participation", "UPDATE"): [
            (
                "record",
                differ(("voter_tag", "poll_id", "day", "age_band"), same)
                + f" OR NOT (NEW.district_id IS NULL OR NEW.district_id {same} OLD.district_id)",
            )
        ],
        ("participation", "DELETE"): [
            ("record", f"NOT {poll(f'({over} OR ({is_open} AND {changeable}))', 'OLD.poll_id')}")
        ],
        ("ballot", "INSERT"): [
            ("closed", f"NOT {poll(is_open, 'NEW.poll_id')}"),
            ("named", f"NEW.name <> '' AND NOT {poll(named, 'NEW.poll_id')}"),
        ],
        ("ballot", "UPDATE"): [
            ("record", differ(("id", "poll_id", "ballot_tag"), same)),
            (
                "closed",
                f"NOT ({only_name}) AND NOT {poll(f'{is_open} AND {changeable}', 'NEW.poll_id')}",
            ),
            ("named", f"NEW.name <> '' AND NOT {poll(named, 'NEW.poll_id')}"),
        ],
        ("ballot", "DELETE"): [
            ("record", f"NOT {poll(f'({over} OR ({is_open} AND {changeable}))', 'OLD.poll_id')}")
        ],
        ("ballotchoice", "INSERT"): [
            ("closed", f"NOT {of_ballot(is_open, 'NEW')}"),
            ("option", f"NOT {own_option}"),
        ],
        ("ballotchoice", "UPDATE"): [("record", "1 = 1")],
        ("ballotchoice", "DELETE"): [
            ("record", f"NOT {of_ballot(f'({over} OR ({is_open} AND {changeable}))', 'OLD')}")
        ],
        ("checkpoint", "INSERT"): [
            ("sealed", poll("p.sealed_at IS NOT NULL", "NEW.poll_id")),
        ],
        ("checkpoint", "UPDATE"): [("record", "1 = 1")],
        ("checkpoint", "DELETE"): [("record", "1 = 1")],
        ("sealedballot", "INSERT"): [
            (
                "early",
                f"NOT {poll(f'closes_at <= {now} AND sealed_at IS NULL AND cancelled_at IS NULL', 'NEW.poll_id')}",
            )
        ],
        ("sealedballot", "UPDATE"): [("record", "1 = 1")],
        ("sealedballot", "DELETE"): [("record", "1 = 1")],
    }


def in_sqlite():
    """Yields (name, SQL) of the triggers for SQLite."""
    now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    for (name, act), refused in rules(now, "IS", lambda column: column, str).items():
        for word, condition in refused:
            trigger = f"{PREFIX}{name}_{act.lower()}_{word}"
            yield (
                trigger,
                f"CREATE TRIGGER IF NOT EXISTS {trigger} BEFORE {act} ON {table(name)} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{MARK}{word}'); END",
            )


# The row of the poll is held against sealing, extending and cancelling while a vote is under way.
HELD = {
    ("participation", "INSERT"): "NEW",
    ("participation", "DELETE"): "OLD",
    ("ballot", "INSERT"): "NEW",
    ("ballot", "UPDATE"): "NEW",
    ("ballot", "DELETE"): "OLD",
}


def in_postgresql():
    """Yields (name, SQL) of the functions and triggers for PostgreSQL."""
    for (name, act), refused in rules(
        "clock_timestamp()",
        "IS NOT DISTINCT FROM",
        lambda column: column,
        lambda column: f"({column})::text",
    ).items():
        trigger = f"{PREFIX}{name}_{act.lower()}"
        held = ""
        if row := HELD.get((name, act)):
            held = f"PERFORM 1 FROM {table('poll')} WHERE id = {row}.poll_id FOR SHARE;"
        checks = "\n".join(
            f"IF {condition} THEN RAISE EXCEPTION '{MARK}{word}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            for word, condition in refused
        )
        answer = "OLD" if act == "DELETE" else "NEW"
        yield (
            trigger,
            f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {held} {checks} RETURN {answer}; END $$; "
            f"CREATE OR REPLACE TRIGGER {trigger} BEFORE {act} ON {table(name)} "
            f"FOR EACH ROW EXECUTE FUNCTION {trigger}()",
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

"""Under which conditions the database refuses: triggers.py puts them up.

In the words of one database at a time (Sql); each refusal has a word, by which Python tells the person what it was.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps

TABLES = (
    "poll",
    "question",
    "option",
    "participation",
    "ballot",
    "answer",
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


@dataclass(frozen=True)
class Sql:
    """How one database says it.

    now: its clock as a column compares with it. same: the operator that takes NULL for equal to NULL. text: a function that
    makes a column comparable. whole: it looks at all rows that a statement has moved at once, in a table named moved.
    """

    now: str
    same: str
    text: Callable
    whole: bool = False

    @property
    def opened(self):
        return f"content_hash <> '' AND opens_at <= {self.now}"

    @property
    def is_open(self):
        return f"{self.opened} AND closes_at > {self.now} AND sealed_at IS NULL AND cancelled_at IS NULL"

    @property
    def is_over(self):
        """The term is over. SQLite asks it of each row that is published: the whole second costs it next to nothing, and tells all but the second of the close."""
        exactly = f"closes_at <= {self.now}"
        return exactly if self.whole else f"(closes_at <= CURRENT_TIMESTAMP OR {exactly})"

    @property
    def may_go(self):
        """A row of the vote leaves by withdrawal, or once the poll is over."""
        over = "(sealed_at IS NOT NULL OR cancelled_at IS NOT NULL)"
        return f"({over} OR ({self.is_open} AND allow_change))"

    def poll(self, condition, key):
        return f"EXISTS (SELECT 1 FROM {table('poll')} p WHERE p.id = {key} AND {condition})"

    def moved(self, condition, row):
        """A row that a statement moves is of a poll for which the condition does not hold. Many rows are mostly of one poll."""
        if not self.whole:
            return f"NOT {self.poll(condition, f'{row}.poll_id')}"
        polls = "SELECT DISTINCT poll_id FROM moved"
        return f"EXISTS (SELECT 1 FROM ({polls}) m WHERE NOT {self.poll(condition, 'm.poll_id')})"

    def of_question(self, condition, row):
        return (
            f"EXISTS (SELECT 1 FROM {table('question')} q JOIN {table('poll')} p ON p.id = q.poll_id "
            f"WHERE q.id = {row}.question_id AND {condition})"
        )

    def off_paper(self, row):
        """A ballot says something else than whole numbers from 0 to 9999 beside options of its poll's paper, each once."""
        on_paper = (
            f"EXISTS (SELECT 1 FROM {table('question')} q JOIN {table('option')} o ON o.question_id = q.id "
            f"WHERE q.poll_id = {row}.poll_id AND q.number || '.' || o.number = said.key)"
        )
        choices = f"{row}.choices"
        if self.whole:
            kind, each, odd = "jsonb_typeof", "jsonb_each", "said.value::text !~ '^[0-9]{1,4}$'"
        else:
            kind, each = "json_type", "json_each"
            odd = "said.type <> 'integer' OR typeof(said.value) <> 'integer' OR said.value > 9999"
        off = (
            f"{kind}({choices}) <> 'object' "
            f"OR EXISTS (SELECT 1 FROM {each}({choices}) said WHERE {odd} OR NOT {on_paper})"
        )
        # PostgreSQL keeps plain JSON, and a key once, by itself. SQLite keeps the text as it came, and reads it up to the first
        # zero byte: no letters, no signs, no escapes, nothing but bytes of ASCII.
        plain = (
            f"typeof({choices}) <> 'text' OR length({choices}) <> length(CAST({choices} AS BLOB)) "
            f"OR {choices} GLOB '*[^0-9.,:\"{{}} ]*'"
        )
        twice = f"(SELECT count(DISTINCT key) < count(*) FROM json_each({choices}))"
        return off if self.whole else f"{plain} OR {off} OR {twice}"

    def differ(self, columns):
        return " OR ".join(f"NOT (NEW.{column} {self.same} OLD.{column})" for column in columns)


def of_polls(sql):
    now, same, text = sql.now, sql.same, sql.text
    old_opened = f"OLD.content_hash <> '' AND OLD.opens_at <= {now}"
    sealed_differ = " OR ".join(
        f"NOT ({text(f'NEW.{column}')} {same} {text(f'OLD.{column}')})" for column in SEALED
    )
    frozen_differ = sql.differ(FROZEN)
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
                # After the close, too, unless the count itself has stopped: who lost must not have the votes deleted.
                f"NOT (NEW.cancelled_at {same} OLD.cancelled_at) AND (OLD.cancelled_at IS NOT NULL "
                f"OR ({old_opened} AND OLD.closes_at <= {now} AND OLD.trouble = '' "
                "AND OLD.sealed_at IS NULL AND NEW.sealed_at IS NULL))",
            ),
        ],
        ("poll", "DELETE"): [("frozen", old_opened)],
    }


def of_papers(sql):
    opened, poll, of_question, same = sql.opened, sql.poll, sql.of_question, sql.same
    return {
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
    }


def of_votes(sql):
    is_open, may_go, poll = sql.is_open, sql.may_go, sql.poll
    named = "kind = 'named'"
    choices_differ = f"NOT ({sql.text('NEW.choices')} {sql.same} {sql.text('OLD.choices')})"
    only_name = f"NEW.name = '' AND NEW.salt {sql.same} OLD.salt AND NOT ({choices_differ})"
    no_ballot = (
        "NEW.ballot_id IS NOT NULL "
        f"AND NOT EXISTS (SELECT 1 FROM {table('ballot')} b WHERE b.id = NEW.ballot_id)"
    )
    return {
        ("participation", "INSERT"): [("closed", f"NOT {poll(is_open, 'NEW.poll_id')}")],
        ("participation", "UPDATE"): [
            (
                "record",
                sql.differ(("voter_tag", "poll_id", "day", "age_band"))
                + f" OR NOT (NEW.district_id IS NULL OR NEW.district_id {sql.same} OLD.district_id)",
            )
        ],
        ("participation", "DELETE"): [("record", f"NOT {poll(may_go, 'OLD.poll_id')}")],
        ("ballot", "INSERT"): [
            ("closed", f"NOT {poll(is_open, 'NEW.poll_id')}"),
            ("named", f"NEW.name <> '' AND NOT {poll(named, 'NEW.poll_id')}"),
            ("option", sql.off_paper("NEW")),
        ],
        ("ballot", "UPDATE"): [
            ("record", sql.differ(("id", "poll_id", "ballot_tag"))),
            (
                "closed",
                f"NOT ({only_name}) AND NOT {poll(f'{is_open} AND allow_change', 'NEW.poll_id')}",
            ),
            ("named", f"NEW.name <> '' AND NOT {poll(named, 'NEW.poll_id')}"),
            ("option", f"{choices_differ} AND ({sql.off_paper('NEW')})"),
        ],
        # An answer in own words names a ballot that is there, and goes before it: a foreign key would ask for each of a hundred
        # thousand rows by itself when a poll is sealed.
        ("ballot", "DELETE"): [
            ("record", sql.moved(may_go, "OLD")),
            (
                "answers",
                f"EXISTS (SELECT 1 FROM {table('answer')} a WHERE a.ballot_id = OLD.id)",
            ),
        ],
        ("answer", "INSERT"): [("ballot", no_ballot)],
        ("answer", "UPDATE"): [("ballot", no_ballot)],
    }


def of_record(sql):
    poll = sql.poll
    return {
        ("checkpoint", "INSERT"): [
            ("sealed", poll("p.sealed_at IS NOT NULL", "NEW.poll_id")),
        ],
        ("checkpoint", "UPDATE"): [("record", "1 = 1")],
        ("checkpoint", "DELETE"): [("record", "1 = 1")],
        ("sealedballot", "INSERT"): [
            (
                "early",
                sql.moved(f"{sql.is_over} AND sealed_at IS NULL AND cancelled_at IS NULL", "NEW"),
            )
        ],
        ("sealedballot", "UPDATE"): [("record", "1 = 1")],
        ("sealedballot", "DELETE"): [("record", "1 = 1")],
    }


def rules(now, same, text, *, whole=False):
    """Returns {(table, act): [(word, condition under which it is refused)]} in the words of one database, as Sql has them."""
    sql = Sql(now, same, text, whole)
    return of_polls(sql) | of_papers(sql) | of_votes(sql) | of_record(sql)

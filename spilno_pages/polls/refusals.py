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
    "ballotchoice",
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

    def of_ballot(self, condition, row):
        return (
            f"EXISTS (SELECT 1 FROM {table('ballot')} b JOIN {table('poll')} p ON p.id = b.poll_id "
            f"WHERE b.id = {row}.ballot_id AND {condition})"
        )

    def of_option(self, condition, row):
        return (
            f"EXISTS (SELECT 1 FROM {table('option')} o JOIN {table('question')} q ON q.id = o.question_id "
            f"JOIN {table('poll')} p ON p.id = q.poll_id WHERE o.id = {row}.option_id AND {condition})"
        )

    def moved(self, condition, row):
        """A row that a statement moves is of a poll for which the condition does not hold. Many rows are mostly of one poll."""
        if not self.whole:
            return f"NOT {self.poll(condition, f'{row}.poll_id')}"
        return self.some("SELECT DISTINCT poll_id FROM moved", condition)

    def moved_of_ballot(self, condition, row):
        """The same of a row that belongs to a ballot."""
        if not self.whole:
            # Row by row, the few options of a poll are at hand; a hundred thousand ballots are not.
            return f"NOT {self.of_option(condition, row)}"
        polls = (
            "SELECT DISTINCT b.poll_id FROM moved "
            f"LEFT JOIN {table('ballot')} b ON b.id = moved.ballot_id"
        )
        return self.some(polls, condition)

    def some(self, polls, condition):
        return f"EXISTS (SELECT 1 FROM ({polls}) m WHERE NOT {self.poll(condition, 'm.poll_id')})"

    def of_question(self, condition, row):
        return (
            f"EXISTS (SELECT 1 FROM {table('question')} q JOIN {table('poll')} p ON p.id = q.poll_id "
            f"WHERE q.id = {row}.question_id AND {condition})"
        )

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


def on_ballot(name, key):
    return f"EXISTS (SELECT 1 FROM {table(name)} c WHERE c.ballot_id = {key})"


def of_votes(sql):
    is_open, may_go, poll, of_ballot = sql.is_open, sql.may_go, sql.poll, sql.of_ballot
    named = "kind = 'named'"
    only_name = f"NEW.name = '' AND NEW.salt {sql.same} OLD.salt"
    own_option = (
        f"EXISTS (SELECT 1 FROM {table('ballot')} b JOIN {table('question')} q ON q.poll_id = b.poll_id "
        f"JOIN {table('option')} o ON o.question_id = q.id WHERE b.id = NEW.ballot_id AND o.id = NEW.option_id)"
    )
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
        ],
        ("ballot", "UPDATE"): [
            ("record", sql.differ(("id", "poll_id", "ballot_tag"))),
            (
                "closed",
                f"NOT ({only_name}) AND NOT {poll(f'{is_open} AND allow_change', 'NEW.poll_id')}",
            ),
            ("named", f"NEW.name <> '' AND NOT {poll(named, 'NEW.poll_id')}"),
        ],
        # What stands on a ballot names one that is there, and goes before it: a foreign key would ask for each of a hundred
        # thousand rows by itself when a poll is sealed.
        ("ballot", "DELETE"): [
            ("record", sql.moved(may_go, "OLD")),
            ("choices", on_ballot("ballotchoice", "OLD.id")),
            ("answers", on_ballot("answer", "OLD.id")),
        ],
        ("answer", "INSERT"): [("ballot", no_ballot)],
        ("answer", "UPDATE"): [("ballot", no_ballot)],
        ("ballotchoice", "INSERT"): [
            ("closed", f"NOT {of_ballot(is_open, 'NEW')}"),
            ("option", f"NOT {own_option}"),
        ],
        ("ballotchoice", "UPDATE"): [("record", "1 = 1")],
        ("ballotchoice", "DELETE"): [("record", sql.moved_of_ballot(may_go, "OLD"))],
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

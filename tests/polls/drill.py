"""pytest -p tests.polls.drill: takes one guard of the votes away, so that it is seen which test misses it. For script/drills/guards alone.

SPILNO_DRILL tells in JSON what goes: {"table", "act", "word"} a refusal of triggers.py, {"table", "constraint"} of a table itself,
{"module", "function", "answer"} what a function looks at, {"module", "old", "new"} some lines. Nothing of it is written to a file.
SPILNO_DRILL_DATABASE is the SQLite file that the tests run on.
"""

import ast
import json
import os
import re
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder, SourceFileLoader
from pathlib import Path

import pytest

TAKEN = json.loads(os.environ.get("SPILNO_DRILL") or "{}")
FILE = os.environ.get("SPILNO_DRILL_DATABASE")
FIRST = os.environ.get("SPILNO_DRILL_FIRST", "").split()
LAST = ["test_machine"]


# — lines of code —


def without_question(source, function, answer):
    """Returns the source with a function that answers before it looks."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.name == function:
            lines = source.splitlines()
            lines.insert(node.body[0].lineno - 1, f"{' ' * node.body[0].col_offset}return {answer}")
            return "\n".join(lines) + "\n"
    raise LookupError(f"There is no function {function}.")


def changed(source):
    if "function" in TAKEN:
        return without_question(source, TAKEN["function"], TAKEN["answer"])
    if TAKEN["old"] not in source:
        raise LookupError(f"There are no such lines: {TAKEN['old']}")
    return source.replace(TAKEN["old"], TAKEN["new"])


class Loader(SourceFileLoader):
    def get_data(self, path):
        return changed(super().get_data(path).decode()).encode()

    def path_stats(self, path):
        raise OSError("Compiled code is not looked for: it has the guard.")

    def exec_module(self, module):
        """Who copies the module's file gets the changed one, too: recount.py is tried as a program of its own."""
        super().exec_module(module)
        copy = Path(FILE).with_name(f"changed-{Path(self.path).name}")
        copy.write_bytes(self.get_data(self.path))
        module.__file__ = str(copy)


class Finder(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != TAKEN["module"]:
            return None
        spec = PathFinder.find_spec(name, path, target)
        spec.loader = Loader(name, spec.origin)
        return spec


if "module" in TAKEN:
    if TAKEN["module"] in sys.modules:
        raise ImportError(f"{TAKEN['module']} was there before the drill.")
    sys.meta_path.insert(0, Finder())


# — refusals of triggers —


def without_refusal(rules):
    """Returns triggers.rules with a condition that is never true in the place of one."""

    def less(*words, **more):
        found = rules(*words, **more)
        place = (TAKEN["table"], TAKEN["act"])
        found[place] = [
            (word, "1 = 0" if word == TAKEN["word"] else condition)
            for word, condition in found[place]
        ]
        return found

    return less


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    from django.db import connections

    from spilno_pages.polls import triggers

    if "act" in TAKEN:
        triggers.rules = without_refusal(triggers.rules)
    connections["default"].settings_dict["TEST"]["NAME"] = FILE


# — constraints of tables —


def end_of(sql, start):
    """Returns the place after the bracket that closes the first one from start on."""
    depth = 0
    for place in range(sql.index("(", start), len(sql)):
        depth += {"(": 1, ")": -1}.get(sql[place], 0)
        if not depth:
            return place + 1
    raise ValueError(sql)


def unbarred(sql, constraint):
    """Returns CREATE TABLE without a constraint: its name, PRIMARY KEY, or UNIQUE and the column."""
    if constraint == "PRIMARY KEY":
        return re.sub(r', PRIMARY KEY \("[^)]*\)| PRIMARY KEY', "", sql, count=1)
    if constraint.startswith("UNIQUE "):
        return re.sub(rf'("{constraint[7:]}"[^,]*?) UNIQUE', r"\1", sql, count=1)
    start = sql.index(f', CONSTRAINT "{constraint}"')
    return sql[:start] + sql[end_of(sql, start) :]


def rebuild(cursor, table, constraint):
    """Makes an empty table anew."""
    cursor.execute("SELECT type, sql FROM sqlite_master WHERE tbl_name = %s", [table])
    rows = [(kind, sql) for kind, sql in cursor.fetchall() if sql]
    old = next(sql for kind, sql in rows if kind == "table")
    new = unbarred(old, constraint)
    if new == old:
        raise LookupError(f"{table} has no {constraint}.")
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.execute(f'DROP TABLE "{table}"')
    for sql in [new, *(sql for kind, sql in rows if kind == "index")]:
        cursor.execute(sql)
    cursor.execute("PRAGMA foreign_keys = ON")


@pytest.fixture(scope="session", autouse=True)
def _constraint_is_gone(django_db_setup, django_db_blocker):
    if "constraint" not in TAKEN:
        return
    from django.db import connection

    from spilno_pages.polls import triggers

    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            rebuild(cursor, triggers.table(TAKEN["table"]), TAKEN["constraint"])
        triggers.guard()


def pytest_collection_modifyitems(items):
    """The tests that should notice come first: the first red one ends the run."""

    def place(item):
        name = item.path.stem
        return (FIRST.index(name) if name in FIRST else len(FIRST)) + (name in LAST) * 100

    items.sort(key=place)

"""Statements that PostgreSQL plans once for a connection: for the few views that a whole city may ask for within an hour.

Django writes values into the text of each statement, so that poolers of any kind work; PostgreSQL then reads and plans every one anew.
All statements of the site are not sent the other way: some that search and sort by a rank are not the same with values apart.
Source: "Prepared statements" in the docs of psycopg 3.
"""

from contextlib import contextmanager
from functools import wraps

from django.conf import settings
from django.db import connection
from django.utils.functional import cached_property

PREPARED_AFTER = 5  # times that a statement was sent on a connection


@contextmanager
def prepared():
    """Statements of the block are bound and prepared by PostgreSQL. Elsewhere, and without SPILNO_PREPARE, nothing changes."""
    if connection.vendor != "postgresql" or not settings.SPILNO_PREPARE:
        yield
        return
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    own = connection.connection
    before = own.cursor_factory, own.prepare_threshold
    own.cursor_factory, own.prepare_threshold = ServerBindingCursor, PREPARED_AFTER
    try:
        yield
    finally:
        own.cursor_factory, own.prepare_threshold = before


def planned_once(view):
    """Decorates a view whose statements are the same at every request."""

    @wraps(view)
    def planned(request, *args, **kwargs):
        with prepared():
            return view(request, *args, **kwargs)

    return planned


class Pair:
    """A row of a model and the one that stands one to one with it, read by a statement written out once.

    Means the same as select_related(name).get(pk=key). The ORM works the statement out at every call, for longer than the database
    takes to answer; Field.get_db_converters and Model.from_db turn columns into instances either way.
    """

    def __init__(self, model, name):
        self.link = model._meta.get_field(name)
        self.models = model, self.link.related_model
        self.fields = [kind._meta.concrete_fields for kind in self.models]
        self.names = [[field.attname for field in fields] for fields in self.fields]
        self.split = len(self.fields[0])
        self.there = self.split + self.fields[1].index(self.models[1]._meta.pk)

    @cached_property
    def statement(self):
        quoted = connection.ops.quote_name
        here, there = (quoted(kind._meta.db_table) for kind in self.models)
        columns = ", ".join(
            f"{table}.{quoted(field.column)}"
            for table, fields in zip((here, there), self.fields, strict=True)
            for field in fields
        )
        key, back = quoted(self.models[0]._meta.pk.column), quoted(self.link.field.column)
        return (
            f"SELECT {columns} FROM {here} LEFT JOIN {there} ON {there}.{back} = {here}.{key} "  # noqa: S608 - our own names
            f"WHERE {here}.{key} = %s"
        )

    @cached_property
    def converters(self):
        """[(place in a row, column, function)]: none on PostgreSQL for the usual kinds of fields."""
        columns = [field.cached_col for fields in self.fields for field in fields]
        return [
            (place, column, convert)
            for place, column in enumerate(columns)
            for convert in (
                *connection.ops.get_db_converters(column),
                *column.get_db_converters(connection),
            )
        ]

    def get(self, key):
        """Returns the instance with its companion, or with none; None where there is no such row. One query."""
        with connection.cursor() as cursor:
            cursor.execute(self.statement, [self.models[0]._meta.pk.get_prep_value(key)])
            row = cursor.fetchone()
        if row is None:
            return None
        values = list(row)
        for place, column, convert in self.converters:
            values[place] = convert(values[place], column, connection)
        instance = self.made(0, values[: self.split])
        companion = None if row[self.there] is None else self.made(1, values[self.split :])
        self.link.set_cached_value(instance, companion)
        if companion:
            self.link.field.set_cached_value(companion, instance)
        return instance

    def made(self, which, values):
        return self.models[which].from_db(connection.alias, self.names[which], values)

"""Statements that PostgreSQL plans once for a connection: for the few views that a whole city may ask for within an hour.

Django writes values into the text of each statement, so that poolers of any kind work; PostgreSQL then reads and plans every one anew.
All statements of the site are not sent the other way: some that search and sort by a rank are not the same with values apart.
Source: "Prepared statements" in the docs of psycopg 3.
"""

from contextlib import contextmanager
from functools import wraps

from django.conf import settings
from django.db import connection

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

"""Wagtail's database search that takes whatever people type as words: quotes and operators broke it on SQLite."""

from modelsearch.backends import database

from .words import plain_words


class PlainWords:
    def search(self, query, *args, **kwargs):
        return super().search(self.plain(query), *args, **kwargs)

    def autocomplete(self, query, *args, **kwargs):
        return super().autocomplete(self.plain(query), *args, **kwargs)

    def plain(self, query):
        return plain_words(query) if isinstance(query, str) else query


def SearchBackend(params):  # noqa: N802 - the name that Wagtail looks for
    """Returns the search of the database in use with PlainWords before it."""
    found = type(database.SearchBackend(params))
    return type(f"Plain{found.__name__}", (PlainWords, found), {})(params)

"""Wagtail's database search that takes whatever people type as words and finds them in any of their forms.

Quotes and operators broke the upstream search on SQLite; on both databases it knew a word only as it was typed.
"""

from django.db import connection

from modelsearch.backends import database

from .word_forms import asked


class WordForms:
    def search(self, query, model_or_queryset, fields=None, operator=None, **kwargs):
        query, operator = understood(query, operator)
        return super().search(query, model_or_queryset, fields=fields, operator=operator, **kwargs)

    def autocomplete(self, query, model_or_queryset, fields=None, operator=None, **kwargs):
        query, operator = understood(query, operator)
        return super().autocomplete(
            query, model_or_queryset, fields=fields, operator=operator, **kwargs
        )


def understood(query, operator):
    """Returns (query, operator) of a search line; a query that code has put together stays as it is."""
    return (asked(query, operator), None) if isinstance(query, str) else (query, operator)


def ranked(results):
    """Returns the primary keys of search results, the best first. One query on PostgreSQL, two on SQLite."""
    compiler = getattr(results, "query_compiler", None)
    if compiler is None:
        return []
    if hasattr(compiler, "ranked"):
        return compiler.ranked(compiler.get_config(results.backend))
    return list(results.get_queryset().values_list("pk", flat=True))


def SearchBackend(params):  # noqa: N802 - the name that Wagtail looks for
    """Returns the search of the database in use with WordForms before it."""
    found = type(database.SearchBackend(params))
    compilers = {}
    if connection.vendor == "sqlite":
        from .search_sqlite import RankedAutocompleteQueryCompiler, RankedQueryCompiler

        compilers = {
            "query_compiler_class": RankedQueryCompiler,
            "autocomplete_query_compiler_class": RankedAutocompleteQueryCompiler,
        }
    return type(f"WordForms{found.__name__}", (WordForms, found), compilers)(params)

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


def scores(results):
    """Returns {primary key: score} of search results, smaller is better. One query however many there are."""
    compiler = getattr(results, "query_compiler", None)
    if compiler is None:
        return {}
    config = compiler.get_config(results.backend)
    if hasattr(compiler, "scores"):
        found = compiler.scores(config)
    else:
        from .search_postgresql import scores as scored

        found = scored(compiler, config)
    return {int(pk): score for pk, score in found.items()}


def hits(results):
    """Returns a subquery of the primary keys of search results, whatever their order."""
    if getattr(results, "query_compiler", None) is None:
        return []
    results = results._clone()
    results.query_compiler.order_by_relevance = False
    return results.get_queryset().order_by().values("pk")


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

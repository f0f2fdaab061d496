"""What PostgreSQL's search needs to stay fast: upstream ranks by whole texts and joins pages by a cast of their keys."""

from django.contrib.postgres.search import CombinedSearchVector, SearchRank
from django.db.models import F, Q

from wagtail.search.models import IndexEntry
from wagtail.search.query import And

from modelsearch.backends.database.postgres.postgres import PostgresAutocompleteQueryCompiler
from modelsearch.utils import get_descendants_content_types_pks


def scores(compiler, config):
    """Returns {primary key as text: score} of all that match, whatever the queryset; smaller is better. One query.

    Only titles are ranked: to rank by texts, thousands of them would have to be unpacked. What has the words in its text
    alone has the score 0.
    """
    query = compiler.build_tsquery(compiler.query, config=config)
    entries = IndexEntry.objects.filter(
        content_type_id__in=get_descendants_content_types_pks(compiler.queryset.model)
    )
    if isinstance(compiler, PostgresAutocompleteQueryCompiler):
        title = everything = F("autocomplete")
    else:
        title = F("title")
        everything = CombinedSearchVector(title, "||", F("body"), config)
        # No index knows title and text together; each knows its own, and one of them has the first word.
        first = compiler.query.subqueries[0] if isinstance(compiler.query, And) else compiler.query
        first = compiler.build_tsquery(first, config=config)
        entries = entries.filter(Q(title=first) | Q(body=first))
    found = entries.annotate(everything=everything).filter(everything=query)
    rows = found.annotate(rank=SearchRank(title, query)).values_list("object_id", "rank")
    return {pk: -rank for pk, rank in rows}

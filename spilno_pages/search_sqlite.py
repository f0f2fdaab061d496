"""What SQLite's search needs to stay fast: upstream asks for the score of every hit in a query of its own."""

from django.db.models import Case, IntegerField, Value, When

from modelsearch.backends.database.sqlite.query import BM25, MatchExpression, normalize
from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteFTSIndexEntry,
    SQLiteSearchQueryCompiler,
)
from modelsearch.query import MatchAll, Not
from modelsearch.utils import get_descendants_content_types_pks

# Weights of the columns autocomplete, body and title in the order of the table.
WEIGHTS = "1.0, 1.0, 6.0"


class Score(BM25):
    """Relevance by bm25, smaller is better; a word in a title weighs six times one in the text."""

    def as_sql(self, compiler, connection, function=None, template=None):
        return f"bm25({SQLiteFTSIndexEntry._meta.db_table}, {WEIGHTS})", []


class Ranked:
    def matches(self, config=None):
        """Returns the rows of the full-text index that match, as a queryset."""
        query = self.build_search_query(normalize(self.query), config=config)
        return SQLiteFTSIndexEntry.objects.filter(
            MatchExpression(self.fields or self.FTS_TABLE_FIELDS, query),
            index_entry__content_type__in=get_descendants_content_types_pks(self.queryset.model),
        )

    def scores(self, config=None):
        """Returns {primary key as text: score} of all that match, whatever the queryset; smaller is better. One query."""
        scored = self.matches(config).annotate(score=Score())
        return dict(scored.values_list("index_entry__object_id", "score"))

    def ranked(self, config=None):
        """Returns the primary keys of the queryset's hits, the best first. Two queries however many there are."""
        scores = self.scores(config)
        hits = self.matches(config).values("index_entry__object_id")
        pks = self.queryset.order_by().filter(pk__in=hits).values_list("pk", flat=True)
        return sorted(pks, key=lambda pk: (scores.get(str(pk), 0), -pk))

    def search(self, config, start, stop, score_field=None):
        plain = isinstance(normalize(self.query), (MatchAll, Not))
        if plain or score_field or stop is None or not self.order_by_relevance:
            return super().search(config, start, stop, score_field=score_field)
        pks = self.ranked(config)[start:stop]
        places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(pks)]
        order = Case(*places, default=Value(0), output_field=IntegerField())
        return self.queryset.filter(pk__in=pks).order_by(order)


class RankedQueryCompiler(Ranked, SQLiteSearchQueryCompiler):
    pass


class RankedAutocompleteQueryCompiler(Ranked, SQLiteAutocompleteQueryCompiler):
    pass

"""The word index on PostgreSQL: GIN over a tsvector that the database makes of the stored words.

The vector is made from the array of words, not by a text-search parser: the words are already cut, and what a
parser takes for a letter depends on the database's locale.
"""

from collections.abc import Iterable, Sequence

from django.db.models import BooleanField, Func, Value

from mall.catalog.search.words import pairs

# A stored column, not an index on an expression: where many products match, the planner reads the table instead of the
# index, and would make every vector anew (1.1 s for 100,000 products).
CREATE = """
    ALTER TABLE mall_catalog_searchentry ADD COLUMN vector tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED;
    CREATE INDEX mall_catalog_words ON mall_catalog_searchentry USING gin (vector)
"""
DROP = "ALTER TABLE mall_catalog_searchentry DROP COLUMN vector"


def write(entries: Sequence[tuple[int, str]]) -> None:
    """Do nothing: the index follows the table by itself."""


def forget(product_ids: Iterable[int]) -> None:
    """Do nothing: the index follows the table by itself."""


class _Holds(Func):
    """The condition on the joined table itself: a subquery beside the join of the title would read the table twice."""

    template = '"mall_catalog_searchentry"."vector" @@ %(expressions)s::tsquery'
    output_field = BooleanField()


def holding(words: Sequence[str]) -> Func:
    """Return the condition that an entry holds all the words: letters and digits only, so quoting is safe."""
    return _Holds(Value(" & ".join(map(_term, words))))


def _term(word: str) -> str:
    met_by_pairs = " & ".join(f"'{pair}'" for pair in pairs(word))
    return f"('{word}':* | ({met_by_pairs}))" if met_by_pairs else f"'{word}':*"

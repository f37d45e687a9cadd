"""The word index on PostgreSQL: GIN over a tsvector that the database makes of the stored words.

The vector is made from the array of words, not by a text-search parser: the words are already cut, and what a
parser takes for a letter depends on the database's locale.
"""

from collections.abc import Iterable, Sequence

from django.db.models.expressions import RawSQL

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


def matching_ids(words: Sequence[str]) -> RawSQL:
    """Return the subquery of product ids that hold all the words: letters and digits only, so quoting is safe."""
    sql = "SELECT product_id FROM mall_catalog_searchentry WHERE vector @@ %s::tsquery"
    return RawSQL(sql, [" & ".join(map(_term, words))])  # noqa: S611 - the query is a parameter


def _term(word: str) -> str:
    met_by_pairs = " & ".join(f"'{pair}'" for pair in pairs(word))
    return f"('{word}':* | ({met_by_pairs}))" if met_by_pairs else f"'{word}':*"

"""The word index on PostgreSQL: GIN over a tsvector of the stored words.

The vector is made from the array of words, not by a text-search parser: the words are already cut, and what a
parser takes for a letter depends on the database's locale.
"""

from collections.abc import Iterable, Sequence

from django.db.models.expressions import RawSQL

from mall.catalog.search.words import pairs

_VECTOR = "array_to_tsvector(string_to_array(words, ' '))"
CREATE = f"CREATE INDEX mall_catalog_words ON mall_catalog_searchentry USING gin (({_VECTOR}))"
DROP = "DROP INDEX mall_catalog_words"


def write(entries: Sequence[tuple[int, str]]) -> None:
    """Do nothing: the index follows the table by itself."""


def forget(product_ids: Iterable[int]) -> None:
    """Do nothing: the index follows the table by itself."""


def matching_ids(words: Sequence[str]) -> RawSQL:
    """Return the subquery of product ids that hold all the words: letters and digits only, so quoting is safe."""
    sql = f"SELECT product_id FROM mall_catalog_searchentry WHERE {_VECTOR} @@ %s::tsquery"  # noqa: S608 - made of constants
    return RawSQL(sql, [" & ".join(map(_term, words))])  # noqa: S611 - the query is a parameter


def _term(word: str) -> str:
    met_by_pairs = " & ".join(f"'{pair}'" for pair in pairs(word))
    return f"('{word}':* | ({met_by_pairs}))" if met_by_pairs else f"'{word}':*"

"""The word index on SQLite: an FTS5 table whose row id is the product's id."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from mall.catalog.search.words import pairs

CREATE = "CREATE VIRTUAL TABLE mall_catalog_words USING fts5(words, tokenize = 'unicode61 remove_diacritics 0')"
DROP = "DROP TABLE mall_catalog_words"


def write(entries: Sequence[tuple[int, str]]) -> None:
    """Replace the words of products, given as (product id, words)."""
    forget(product_id for product_id, _ in entries)
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO mall_catalog_words (rowid, words) VALUES (%s, %s)", entries)


def forget(product_ids: Iterable[int]) -> None:
    """Take products out of the index."""
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM mall_catalog_words WHERE rowid = %s", [(each,) for each in product_ids])


def holding(words: Sequence[str]) -> Q:
    """Return the condition that an entry holds all the words: letters and digits only, so quoting is safe."""
    query = " AND ".join(map(_term, words))
    return Q(pk__in=RawSQL("SELECT rowid FROM mall_catalog_words WHERE words MATCH %s", [query]))


def _term(word: str) -> str:
    met_by_pairs = " AND ".join(f'"{pair}"' for pair in pairs(word))
    return f'("{word}" * OR ({met_by_pairs}))' if met_by_pairs else f'"{word}" *'

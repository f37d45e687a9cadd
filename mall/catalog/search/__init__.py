"""Search behind one function, whatever the database: `matching` filters, `write` keeps the index in step.

Relevance is a whole number that depends on the product and the query alone, so that pages hold still:
4 the name is the query, 3 the name contains it, 2 the name contains all its words, 1 other words of the product do.
"""

from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from mall.catalog.models import Product, SearchEntry
from mall.catalog.search import postgres, sqlite
from mall.catalog.search.words import clean, index_words, query_words

BY_RELEVANCE = ("-relevance", "-sales", "-id")
_ENGINES = {"sqlite": sqlite, "postgresql": postgres}


def matching(products: QuerySet[Product], q: str) -> QuerySet[Product]:
    """Keep the products that hold all words of a text and annotate `relevance`. A text without a word finds nothing."""
    text = clean(q)
    words = query_words(text)
    if not words:
        return products.annotate(relevance=Value(0)).filter(pk__in=())
    found = products.filter(pk__in=_ENGINES[connection.vendor].matching_ids(words))
    return found.annotate(relevance=_relevance(text, words))


def _relevance(text: str, words: list[str]) -> Case:
    all_words = Q()
    for word in words:
        all_words &= Q(name__icontains=word)
    return Case(
        When(name__iexact=text, then=4),
        When(name__icontains=text, then=3),
        When(all_words, then=2),
        default=1,
        output_field=IntegerField(),
    )


def write(words: Mapping[int, str]) -> None:
    """Store the words of products by their id, in the caller's transaction."""
    SearchEntry.objects.bulk_create(
        [SearchEntry(product_id=product_id, words=each) for product_id, each in words.items()],
        update_conflicts=True,
        unique_fields=["product"],
        update_fields=["words"],
    )
    _ENGINES[connection.vendor].write(list(words.items()))


def forget(product_ids: Iterable[int]) -> None:
    """Take products out of the index, in the caller's transaction."""
    ids = list(product_ids)
    SearchEntry.objects.filter(product_id__in=ids).delete()
    _ENGINES[connection.vendor].forget(ids)


__all__ = ["BY_RELEVANCE", "clean", "forget", "index_words", "matching", "query_words", "write"]

"""Search behind one function, whatever the database: `matching` filters, `write` keeps the index in step.

Relevance is a whole number that depends on the product and the query alone, so that pages hold still:
4 the name is the query, 3 the name contains it, 2 the name contains all its words, 1 other words of the product do.
"""

from collections.abc import Iterable
from functools import reduce
from operator import and_
from typing import Any

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from mall.catalog.models import Product, SearchEntry
from mall.catalog.search import postgres, sqlite
from mall.catalog.search.words import clean, index_words, normal, query_words

BY_RELEVANCE = ("-relevance", "-sales", "-id")
_ENGINES: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgres}


def matching(products: QuerySet[Product], q: str) -> QuerySet[Product]:
    """Keep the products that hold all words of a text and annotate `relevance`. A text without a word finds nothing."""
    text = clean(q)
    words = query_words(text)
    if not words:
        return products.annotate(relevance=Value(0)).filter(pk__in=())
    found = products.filter(search_entry__isnull=False).filter(_ENGINES[connection.vendor].holding(words))
    return found.annotate(relevance=_relevance(normal(text), words))


def _relevance(text: str, words: list[str]) -> Case:
    ranks = [When(search_entry__title=text, then=4), When(search_entry__title__contains=text, then=3)]
    if words != [text]:
        all_words = (Q(search_entry__title__contains=word) for word in words)
        ranks.append(When(reduce(and_, all_words), then=2))
    return Case(*ranks, default=1, output_field=IntegerField())


def write(products: Iterable[Product]) -> None:
    """Store the words of products that come with brand and category, in the caller's transaction."""
    entries = [_entry(product) for product in products]
    SearchEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["product"], update_fields=["title", "words"]
    )
    _ENGINES[connection.vendor].write([(entry.product_id, entry.words) for entry in entries])


def _entry(product: Product) -> SearchEntry:
    brand = product.brand.name if product.brand else ""
    others = [product.subtitle, *product.keywords, brand, product.category.name]
    words = index_words(name=product.name, others=others)
    return SearchEntry(product_id=product.pk, title=normal(product.name)[:160], words=words)


def forget(product_ids: Iterable[int]) -> None:
    """Take products out of the index, in the caller's transaction."""
    ids = list(product_ids)
    SearchEntry.objects.filter(product_id__in=ids).delete()
    _ENGINES[connection.vendor].forget(ids)


__all__ = ["BY_RELEVANCE", "clean", "forget", "matching", "query_words", "write"]

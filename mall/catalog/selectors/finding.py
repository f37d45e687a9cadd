"""What the search box proposes: completions while typing, hot words before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Sum

from kernel import clock
from mall.catalog import search
from mall.catalog.models import Brand, Category, HotWord, SearchCount
from mall.catalog.selectors.visibility import listed_for
from mall.catalog.viewers import Viewer

MOST = 10
MOST_OF_A_KIND = 3
COUNTED_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """`kind` is where it comes from: search, category, brand or product."""

    text: str
    kind: str


def suggestions(q: str, *, viewer: Viewer) -> list[Suggestion]:
    """Return up to ten completions of a text, each once, in four queries; none for an empty text."""
    text = search.clean(q)
    if not search.query_words(text):
        return []
    products = search.matching(listed_for(viewer), text).order_by(*search.BY_RELEVANCE)
    found: list[tuple[str, Iterable[str]]] = [
        ("search", _searched(viewer.at, beginning=text)[:MOST_OF_A_KIND]),
        ("category", _names(Category.objects.visible().filter(name__icontains=text))),
        ("brand", _names(Brand.objects.filter(is_visible=True, name__icontains=text))),
        ("product", products.values_list("name", flat=True)[:MOST]),
    ]
    kinds: dict[str, str] = {}
    for kind, names in found:
        for name in names:
            kinds.setdefault(name, kind)
    return [Suggestion(text=name, kind=kind) for name, kind in kinds.items()][:MOST]


def hot_words(*, at: datetime) -> list[str]:
    """Return up to ten words: the operator's first, then what members search most; words kept away are left out."""
    chosen = list(HotWord.objects.filter(is_shown=True).values_list("text", flat=True)[:MOST])
    counted = [text for text in _searched(at) if text not in chosen]
    return [*chosen, *counted][:MOST]


def _names(rows: QuerySet[Any]) -> list[str]:
    return list(rows.values_list("name", flat=True)[:MOST_OF_A_KIND])


def _searched(at: datetime, beginning: str = "") -> list[str]:
    since: date = clock.date_of(at) - timedelta(days=COUNTED_DAYS)
    counted = SearchCount.objects.filter(searched_on__gt=since, text__istartswith=beginning)
    hidden = HotWord.objects.filter(is_shown=False).values("text")
    ranked = counted.exclude(text__in=hidden).values("text").annotate(total=Sum("times")).order_by("-total", "text")
    return [row["text"] for row in ranked[: 2 * MOST]]

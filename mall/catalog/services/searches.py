"""Count what members search."""

from datetime import date, datetime

from django.db.models import F

from kernel import clock
from mall.catalog import search
from mall.catalog.models import SearchCount

MOST_CHARS = 20


def count_search(*, text: str, at: datetime) -> None:
    """Count a search that found something. Long texts and texts without a word are not worth proposing to others."""
    cleaned = search.clean(text).casefold()
    if len(cleaned) > MOST_CHARS or not search.query_words(cleaned):
        return
    day = clock.date_of(at)
    if not _add(cleaned, day):
        SearchCount.objects.bulk_create([SearchCount(text=cleaned, searched_on=day)], ignore_conflicts=True)
        _add(cleaned, day)


def forget_searches(*, before: date) -> int:
    """Drop the counts of days before one; return how many rows went."""
    return SearchCount.objects.filter(searched_on__lt=before).delete()[0]


def _add(text: str, day: date) -> int:
    return SearchCount.objects.filter(text=text, searched_on=day).update(times=F("times") + 1)

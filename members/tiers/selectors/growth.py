"""Growth value: what counts of a member's entries in the rolling window (rules 10.3)."""

from collections.abc import Collection
from datetime import date
from typing import Final

from django.db.models import QuerySet, Sum

from members.ledger.book import Asset, OwnerKind
from members.ledger.models import Entry
from members.tiers import options
from members.tiers.rules import window_start

MAIN: Final = {"account__owner_kind": OwnerKind.MEMBER, "account__asset": Asset.GROWTH, "account__bucket": "main"}


def growth_entries() -> QuerySet[Entry]:
    """Return the entries on the members' growth accounts."""
    return Entry.objects.filter(**MAIN)


def counting_entries(on: date) -> QuerySet[Entry]:
    """Return those that count on a date."""
    first = window_start(on, options.WINDOW_DAYS.get())
    return growth_entries().filter(counts_on__range=(first, on))


def growth_of(member_id: int, *, on: date) -> int:
    """Return the growth value that counts on a Shanghai date."""
    return growths_of([member_id], on=on).get(member_id, 0)


def growths_of(member_ids: Collection[int], *, on: date) -> dict[int, int]:
    """Return the growth value of each of the members who has any; one query."""
    mine = counting_entries(on).filter(account__owner_id__in=member_ids).order_by()
    return dict(mine.values_list("account__owner_id").annotate(total=Sum("amount")))

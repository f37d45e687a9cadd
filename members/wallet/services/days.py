"""Add up what all wallets did on each day; the ledger is the witness."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from kernel import clock
from members.wallet import kinds
from members.wallet.models import WalletDay
from members.wallet.selectors import DayMovement, first_day, movements_by_day, worth_before

# A posting carries the moment of its cause, and may be written a little later: the last days are counted again.
AGAIN: Final = timedelta(days=7)
# Which column a kind of posting adds to, and with which sign; whatever else there is, adjusted.
COLUMNS: Final = {
    kinds.TOP_UP: ("topped_up_fen", 1),
    kinds.GIFT_CARD: ("gift_cards_fen", 1),
    kinds.TAKE_BACK: ("taken_back_fen", -1),
    kinds.SPEND: ("spent_fen", -1),
    kinds.RETURN: ("returned_fen", 1),
}
OTHERS: Final = ("adjusted_fen", 1)
FIGURES: Final = (
    "opening_fen",
    *(column for column, _sign in COLUMNS.values()),
    OTHERS[0],
    "closing_fen",
    "closing_principal_fen",
)


@transaction.atomic
def count_days(*, at: datetime) -> int:
    """Write a row for every full day that has none, and count the last week again; return how many rows changed."""
    first, until = first_day(), clock.date_of(at)
    if first is None:
        return 0
    last = WalletDay.objects.order_by("-day").values_list("day", flat=True).first()
    since = max(first, min(last - AGAIN + timedelta(days=1), until)) if last else first
    # One counts at a time: what another has written meanwhile is seen under these locks.
    known = {row.day: row for row in WalletDay.objects.select_for_update().filter(day__gte=since).order_by("day")}
    changed = [row for row in counted_days(since, until, at) if not _is_known(row, known.get(row.day))]
    if changed:
        WalletDay.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["day"], update_fields=[*FIGURES, "counted_at"]
        )
    return len(changed)


def counted_days(since: date, until: date, at: datetime) -> Iterator[WalletDay]:
    """Yield the unsaved row of each day in [since, until), counted from the ledger; two queries."""
    worth = worth_before(clock.start_of(since))
    closing_fen, principal_fen = worth.total_fen, worth.principal_fen
    by_day: dict[date, list[DayMovement]] = defaultdict(list)
    for movement in movements_by_day(clock.start_of(since), clock.start_of(until)):
        by_day[movement.day].append(movement)
    for ahead in range((until - since).days):
        day = since + timedelta(days=ahead)
        row = WalletDay(day=day, opening_fen=closing_fen, counted_at=at)
        for movement in by_day[day]:
            column, sign = COLUMNS.get(movement.kind, OTHERS)
            setattr(row, column, getattr(row, column) + sign * movement.parts.total_fen)
            closing_fen += movement.parts.total_fen
            principal_fen += movement.parts.principal_fen
        row.closing_fen, row.closing_principal_fen = closing_fen, principal_fen
        yield row


def same_figures(left: WalletDay, right: WalletDay) -> bool:
    """Tell whether two rows say the same of their day."""
    return all(getattr(left, name) == getattr(right, name) for name in FIGURES)


def _is_known(row: WalletDay, known: WalletDay | None) -> bool:
    return known is not None and same_figures(known, row)

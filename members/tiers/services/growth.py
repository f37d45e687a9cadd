"""Growth value on the ledger, from a date in Shanghai; its causes are the transactions themselves (rules 10.3)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum

from kernel import clock
from kernel.errors import Invalid
from members.ledger.book import Asset
from members.ledger.models import Entry, Transaction
from members.ledger.services import SHOP, AccountRef, EntryIn, KeyReused, Owner, post
from members.tiers.selectors.growth import growth_entries
from members.tiers.services.moving import lock_standing, settle

ISSUED = AccountRef(SHOP, Asset.GROWTH.value, "issued")


class GrowthInvalid(Invalid):
    code, title = "growth_invalid", "成长值有误"


@transaction.atomic
def add_growth(
    *, member_id: int, amount: int, kind: str, key: str, reference: str, counts_on: date, at: datetime
) -> None:
    """Give growth value that counts from a Shanghai date, once per key; the tier goes up at once. 0 does nothing.

    :raises GrowthInvalid: below 0, or from a date that has not come.
    :raises KeyReused: the key stands for another amount.
    """
    if amount < 0 or counts_on > clock.date_of(at):
        raise GrowthInvalid
    if amount == 0:
        return
    row = lock_standing(member_id=member_id, at=at)
    given = _find_cause(key)
    if given is not None:
        if given.amount != amount:
            raise KeyReused
        return
    post(
        kind=f"growth.{kind}",
        key=_key(key),
        reference=reference,
        at=at,
        entries=_entries(row.member_id, amount, counts_on),
    )
    settle(row, at=at)


@transaction.atomic
def take_back_growth(*, key: str, amount: int, refund_key: str, reference: str, at: datetime) -> int:
    """Take back part of what a key gave, from the date it counted; once per `refund_key`. Return how much.

    Never more than is left of it: a cause that an operator reversed has nothing left, an unknown one gave nothing.

    :raises GrowthInvalid: below 0.
    """
    if amount < 0:
        raise GrowthInvalid
    cause = _find_cause(key)
    if cause is None:
        return 0
    row = lock_standing(member_id=cause.account.owner_id, at=at)
    back_key = f"growth_back:{key}:{refund_key}"
    if Transaction.objects.filter(key=back_key).exists():
        return 0
    taken = min(amount, cause.amount - _taken_back(cause))
    if taken <= 0:
        return 0
    post(
        kind="growth.take_back",
        key=back_key,
        reference=reference,
        at=at,
        entries=_entries(row.member_id, -taken, cause.counts_on),
        reverses_id=cause.transaction_id,
    )
    settle(row, at=at)
    return taken


def _key(key: str) -> str:
    return f"growth:{key}"


def _find_cause(key: str) -> Entry | None:
    """Return what a key gave: the member's entry of its transaction."""
    return growth_entries().filter(transaction__key=_key(key)).select_related("account").first()


def _taken_back(cause: Entry) -> int:
    back = growth_entries().filter(transaction__reverses=cause.transaction_id)
    return -(back.aggregate(total=Sum("amount"))["total"] or 0)


def _entries(member_id: int, amount: int, counts_on: date | None) -> list[EntryIn]:
    mine = AccountRef(Owner.member(member_id), Asset.GROWTH.value, "main")
    return [EntryIn(mine, amount, counts_on), EntryIn(ISSUED, -amount, counts_on)]

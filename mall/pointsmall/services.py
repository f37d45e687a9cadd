"""Redeem goods for points: taken with the order, used when it is paid, given back with a cancel or a refund."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from kernel.errors import Conflict, Invalid
from mall.pointsmall.models import Allowance, PointsItem, Redemption, RedemptionReturn
from mall.pointsmall.states import TRANSITIONS, RedemptionState


class PointsItemUnknown(Invalid):
    code, title = "points_item_unknown", "没有这个积分商品"


class PointsItemClosed(Conflict):
    code, title = "points_item_closed", "该积分商品不在兑换时间内"


class PointsItemSoldOut(Conflict):
    code, title = "points_item_sold_out", "该积分商品已兑完"


class RedemptionLimit(Conflict):
    code, title = "points_item_limit_reached", "已达到每人限兑件数"


def item_id_of(choice: Mapping[str, Any]) -> int:
    """Return the id of the item the client chose.

    :raises PointsItemUnknown: none was chosen.
    """
    item_id = choice.get("item_id")
    if not isinstance(item_id, int):
        raise PointsItemUnknown
    return item_id


def lock_item(*, item_id: int) -> PointsItem:
    """Lock an item, before the order that takes it.

    :raises PointsItemUnknown:
    """
    item = PointsItem.objects.locked().filter(pk=item_id).first()
    if item is None:
        raise PointsItemUnknown
    return item


def check_open(item: PointsItem, *, at: datetime) -> None:
    """Refuse an item that is not on offer at that moment.

    :raises PointsItemClosed:
    """
    is_early = item.starts_at is not None and at < item.starts_at
    is_late = item.ends_at is not None and at >= item.ends_at
    if not item.is_active or is_early or is_late:
        raise PointsItemClosed


def check_left(item: PointsItem, *, member_id: int, quantity: int) -> None:
    """Refuse what the quota or the member's limit does not leave; final only under the item's lock.

    :raises PointsItemSoldOut, RedemptionLimit:
    """
    if item.left is not None and quantity > item.left:
        raise PointsItemSoldOut
    if item.limit_per_member is not None:
        taken = Allowance.objects.filter(item=item, member_id=member_id).values_list("taken", flat=True).first() or 0
        if taken + quantity > item.limit_per_member:
            raise RedemptionLimit


@transaction.atomic
def take(*, item_id: int, member_id: int, quantity: int, order_id: int, at: datetime) -> Redemption:
    """Count pieces against quota and limit for an order; again for the same order is once.

    :raises PointsItemUnknown, PointsItemClosed, PointsItemSoldOut, RedemptionLimit:
    """
    item = lock_item(item_id=item_id)
    if (twin := Redemption.objects.filter(order_id=order_id).first()) is not None:
        return twin
    check_open(item, at=at)
    check_left(item, member_id=member_id, quantity=quantity)
    _count(item.pk, member_id, quantity)
    return Redemption.objects.create(
        order_id=order_id,
        item=item,
        member_id=member_id,
        quantity=quantity,
        points_each=item.points,
        taken_at=at,
    )


@transaction.atomic
def give_back(*, order_id: int, at: datetime) -> None:
    """Give back all that a cancelled order took. Nothing taken, or given back before: no error."""
    redemption = lock_redemption(order_id=order_id)
    if redemption is not None and redemption.state != RedemptionState.GIVEN_BACK:
        _return(redemption, redemption.live, at)


@transaction.atomic
def use(*, order_id: int, at: datetime) -> None:
    """Mark an order's redemption as used: it is paid. Again: no error."""
    redemption = lock_redemption(order_id=order_id)
    if redemption is not None and redemption.state == RedemptionState.TAKEN:
        _move(redemption, RedemptionState.USED, used_at=at)


@transaction.atomic
def return_pieces(*, order_id: int, pieces: int, key: str, at: datetime) -> None:
    """Give refunded pieces back to quota and limit, once per key."""
    redemption = lock_redemption(order_id=order_id)
    if redemption is None or not pieces or RedemptionReturn.objects.filter(key=key).exists():
        return
    RedemptionReturn.objects.create(redemption=redemption, key=key, quantity=pieces, at=at)
    _return(redemption, pieces, at)


def lock_redemption(*, order_id: int) -> Redemption | None:
    """Lock an order's redemption after its item (rules 4.4: the offer stands before the order)."""
    known = Redemption.objects.filter(order_id=order_id).only("item_id").first()
    if known is None:
        return None
    lock_item(item_id=known.item_id)
    return Redemption.objects.select_for_update().get(order_id=order_id)


def _return(redemption: Redemption, pieces: int, at: datetime) -> None:
    redemption.returned += pieces
    redemption.save(update_fields=["returned"])
    _count(redemption.item_id, redemption.member_id, -pieces)
    if not redemption.live:
        _move(redemption, RedemptionState.GIVEN_BACK, given_back_at=at)


def _count(item_id: int, member_id: int, pieces: int) -> None:
    """Change both counters; the CHECK of the quota is the last guard."""
    try:
        with transaction.atomic():
            PointsItem.objects.filter(pk=item_id).update(taken=F("taken") + pieces)
            Allowance.objects.get_or_create(item_id=item_id, member_id=member_id)
            Allowance.objects.filter(item_id=item_id, member_id=member_id).update(taken=F("taken") + pieces)
    except IntegrityError as fault:
        raise PointsItemSoldOut from fault


def _move(redemption: Redemption, to: RedemptionState, **fields: Any) -> None:
    if to not in TRANSITIONS[RedemptionState(redemption.state)]:
        raise AssertionError(f"redemption {redemption.pk} cannot go from {redemption.state} to {to}")
    redemption.state = to
    for name, value in fields.items():
        setattr(redemption, name, value)
    redemption.save(update_fields=["state", *fields])

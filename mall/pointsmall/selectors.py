"""Reads of the points mall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from mall.catalog.selectors import SellableSku, Viewer, sellable_skus
from mall.inventory.selectors import available
from mall.pointsmall.models import Allowance, PointsItem
from members.points.selectors import spendable_points


@dataclass(frozen=True)
class PointsCard:
    """An item as a member sees it; `why_not` says why it cannot be redeemed now, empty when it can."""

    id: int
    product_id: int
    sku_id: int
    name: str
    options: str
    cover_url: str
    points: int
    price_fen: int
    list_price_fen: int
    left: int
    limit_per_member: int | None
    taken: int
    why_not: str


def open_items(at: datetime) -> QuerySet[PointsItem]:
    """Return what is on offer at that moment."""
    return PointsItem.objects.open(at)


def cards(items: Sequence[PointsItem], *, member_id: int | None, at: datetime) -> list[PointsCard]:
    """Return the cards of a page of items; two queries for any number of them, two more for a member."""
    sku_ids = [item.sku_id for item in items]
    skus, stock = sellable_skus(sku_ids, viewer=Viewer(member_id, at)), available(sku_ids)
    taken: dict[int, int] = {}
    has: int | None = None
    if member_id is not None:
        mine = Allowance.objects.filter(member_id=member_id, item__in=items)
        taken, has = dict(mine.values_list("item_id", "taken")), spendable_points(member_id)
    return [_card(item, skus[item.sku_id], stock[item.sku_id], taken.get(item.pk, 0), has) for item in items]


def _card(item: PointsItem, sku: SellableSku, stock: int, taken: int, has: int | None) -> PointsCard:
    left = max(0, stock if item.left is None else min(item.left, stock))
    return PointsCard(
        id=item.pk,
        product_id=sku.product_id,
        sku_id=item.sku_id,
        name=sku.product_name,
        options=sku.options,
        cover_url=sku.cover_url,
        points=item.points,
        price_fen=item.price_fen,
        list_price_fen=sku.price_fen,
        left=left,
        limit_per_member=item.limit_per_member,
        taken=taken,
        why_not=sku.why_not or _why_not(item, left, taken, has),
    )


def _why_not(item: PointsItem, left: int, taken: int, has: int | None) -> str:
    if not left:
        return "已兑完"
    if item.limit_per_member is not None and taken >= item.limit_per_member:
        return "已达到每人限兑件数"
    if has is not None and has < item.points:
        return f"还差 {item.points - has} 积分"
    return ""

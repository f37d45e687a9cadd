"""What the points mall has of a member (port accounts.parts)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from mall.pointsmall.models import Allowance, Redemption


class PointsMallPart:
    """Redemptions, and how much of each item's limit they use up."""

    name = "mall.pointsmall"

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        return {"积分兑换": Redemption.objects.filter(member_id=source_id).count()}

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        moved = list(Redemption.objects.filter(member_id=source_id).order_by("pk").values_list("pk", flat=True))
        _reassign(moved, source_id, target_id)
        return {"redemptions": moved, "source_id": source_id, "target_id": target_id}

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        _reassign(journal["redemptions"], journal["target_id"], journal["source_id"])

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        rows = Redemption.objects.filter(member_id=member_id).select_related("item__sku__product").order_by("pk")
        return {
            "积分兑换": [
                {
                    "商品": row.item.sku.product.name,
                    "件数": row.quantity,
                    "每件积分": row.points_each,
                    "状态": row.get_state_display(),
                    "时间": row.taken_at.isoformat(),
                }
                for row in rows
            ]
        }

    def erase(self, *, member_id: int, at: datetime) -> None:
        """Redemptions name nobody by themselves: they are kept with the order's skeleton."""

    def blocks(self, *, member_id: int) -> list[str]:
        waiting = Redemption.objects.filter(member_id=member_id, state=Redemption.State.TAKEN).count()
        return [f"有 {waiting} 笔积分兑换未付款"] if waiting else []


def _reassign(ids: list[int], from_id: int, to_id: int) -> None:
    """Give redemptions to another member; what they use of the limits goes with them."""
    rows = Redemption.objects.filter(pk__in=ids, member_id=from_id).select_for_update().order_by("pk")
    for row in rows:
        if row.live:
            Allowance.objects.get_or_create(item_id=row.item_id, member_id=to_id)
            Allowance.objects.filter(item_id=row.item_id, member_id=from_id).update(taken=F("taken") - row.live)
            Allowance.objects.filter(item_id=row.item_id, member_id=to_id).update(taken=F("taken") + row.live)
        row.member_id = to_id
        row.save(update_fields=["member"])

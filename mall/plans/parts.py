"""What this room has of a member (port accounts.parts)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mall.plans.models import Purchase


class PlansPart:
    """What the member bought; memberships and wallet are other rooms' parts."""

    name = "mall.plans"

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        return {"会员与充值购买": Purchase.objects.filter(member_id=source_id).count()}

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        moved = list(Purchase.objects.filter(member_id=source_id).order_by("pk").values_list("pk", flat=True))
        Purchase.objects.filter(pk__in=moved).update(member_id=target_id)
        return {"purchases": moved, "source_id": source_id, "target_id": target_id}

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        mine = Purchase.objects.filter(pk__in=journal["purchases"], member_id=journal["target_id"])
        mine.update(member_id=journal["source_id"])

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        rows = Purchase.objects.filter(member_id=member_id).select_related("plan", "package").order_by("pk")
        return {
            "会员与充值购买": [
                {
                    "内容": str(row),
                    "金额（分）": row.paid_fen,
                    "状态": row.get_state_display(),
                    "时间": row.placed_at.isoformat(),
                }
                for row in rows
            ]
        }

    def erase(self, *, member_id: int, at: datetime) -> None:
        """Purchases name nobody by themselves: they are kept with the order's skeleton."""

    def blocks(self, *, member_id: int) -> list[str]:
        waiting = Purchase.objects.filter(member_id=member_id, state=Purchase.State.WAITING).count()
        return [f"有 {waiting} 笔会员或充值订单未付款"] if waiting else []

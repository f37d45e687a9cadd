"""What the room has of a member, for the port `accounts.parts`: the lines of the cart."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mall.carts.models import MAX_QUANTITY, CartLine


class CartsPart:
    name = "mall.carts"
    may_move_again = True

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        """Count the lines."""
        return {"购物车商品": CartLine.objects.filter(member_id=source_id).count()}

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        """Put the source's lines into the target's cart; a SKU that both have adds up, as far as a line goes."""
        theirs = {line.sku_id: line for line in _lines(target_id)}
        moved, added = [], []
        for line in _lines(source_id):
            twin = theirs.get(line.sku_id)
            if twin is None:
                moved.append(line.pk)
            else:
                added.append(_add_up(line, twin))
        CartLine.objects.filter(pk__in=moved).update(member_id=target_id)
        CartLine.objects.filter(member_id=source_id).delete()
        return {"source_id": source_id, "target_id": target_id, "moved": moved, "added": added}

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        """Take out what was put in, where it still lies in the cart."""
        source_id, target_id = journal["source_id"], journal["target_id"]
        CartLine.objects.filter(pk__in=journal["moved"], member_id=target_id).update(member_id=source_id)
        theirs = {line.sku_id: line for line in _lines(target_id)}
        for was in journal["added"]:
            twin = theirs.get(was["sku_id"])
            if twin is not None and twin.quantity > was["added"]:
                CartLine.objects.filter(pk=twin.pk).update(quantity=twin.quantity - was["added"])
                _put_back(source_id, was)

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        """Return what lies in the cart."""
        lines = CartLine.objects.filter(member_id=member_id).select_related("sku__product")
        return {"购物车": [{"商品": line.sku.product.name, "数量": line.quantity} for line in lines]}

    def erase(self, *, member_id: int, at: datetime) -> None:
        """Empty the cart."""
        CartLine.objects.filter(member_id=member_id).delete()

    def blocks(self, *, member_id: int) -> list[str]:
        """Nothing stands against it."""
        return []

    def traces(self, *, member_id: int) -> list[str]:
        """Say what an erased member has left behind."""
        return ["购物车"] if CartLine.objects.filter(member_id=member_id).exists() else []


def _lines(member_id: int) -> list[CartLine]:
    return list(CartLine.objects.select_for_update().filter(member_id=member_id).order_by("id"))


def _add_up(line: CartLine, twin: CartLine) -> dict[str, Any]:
    total = min(line.quantity + twin.quantity, MAX_QUANTITY)
    CartLine.objects.filter(pk=twin.pk).update(quantity=total, is_selected=line.is_selected or twin.is_selected)
    return {
        "sku_id": line.sku_id,
        "quantity": line.quantity,
        "added": total - twin.quantity,
        "is_selected": line.is_selected,
        "added_at": line.added_at.isoformat(),
    }


def _put_back(member_id: int, was: Mapping[str, Any]) -> None:
    CartLine.objects.create(
        member_id=member_id,
        sku_id=was["sku_id"],
        quantity=was["quantity"],
        is_selected=was["is_selected"],
        added_at=datetime.fromisoformat(was["added_at"]),
    )

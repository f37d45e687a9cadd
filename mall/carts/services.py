"""Write the cart. The member's row is the cart's lock: two phones of one member wait for each other."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict, Invalid, NotFound
from mall.carts.models import MAX_QUANTITY, CartLine
from mall.catalog.selectors import Viewer, sellable_skus
from members.accounts.services import lock_member

MAX_LINES = 100


class CartLineNotFound(NotFound):
    code, title = "cart_line_not_found", "购物车里没有这件商品"


class CartFull(Conflict):
    code, title = "cart_full", f"购物车最多放 {MAX_LINES} 种商品"


class SkuNotOnSale(Conflict):
    code, title = "sku_unavailable", "商品暂时无法购买"


class QuantityTooLarge(Invalid):
    code, title = "quantity_too_large", f"单种商品最多 {MAX_QUANTITY} 件"


@transaction.atomic
def add_to_cart(*, member_id: int, sku_id: int, quantity: int, at: datetime) -> CartLine:
    """Add pieces of a SKU, ticked; a SKU that is there already grows.

    :raises SkuNotOnSale: unknown, off the shelf or inactive.
    :raises CartFull, QuantityTooLarge:
    """
    lock_member(member_id=member_id)
    sku = sellable_skus([sku_id], viewer=Viewer(member_id, at)).get(sku_id)
    if sku is None or not sku.is_buyable:
        raise SkuNotOnSale(sku.why_not if sku else None)
    lines = {line.sku_id: line for line in CartLine.objects.filter(member_id=member_id)}
    line = lines.get(sku_id)
    if line is None:
        if len(lines) >= MAX_LINES:
            raise CartFull
        return CartLine.objects.create(member_id=member_id, sku_id=sku_id, quantity=quantity, added_at=at)
    if line.quantity + quantity > MAX_QUANTITY:
        raise QuantityTooLarge
    line.quantity += quantity
    line.is_selected = True
    line.save(update_fields=["quantity", "is_selected"])
    return line


@transaction.atomic
def change_line(
    *, member_id: int, line_id: int, quantity: int | None = None, is_selected: bool | None = None
) -> CartLine:
    """Set the quantity or the tick of a line.

    :raises CartLineNotFound: not in this member's cart.
    """
    lock_member(member_id=member_id)
    line = CartLine.objects.filter(member_id=member_id, pk=line_id).first()
    if line is None:
        raise CartLineNotFound
    line.quantity = line.quantity if quantity is None else quantity
    line.is_selected = line.is_selected if is_selected is None else is_selected
    line.save(update_fields=["quantity", "is_selected"])
    return line


@transaction.atomic
def remove_line(*, member_id: int, line_id: int) -> None:
    """Take a line out.

    :raises CartLineNotFound: not in this member's cart.
    """
    lock_member(member_id=member_id)
    gone, _ = CartLine.objects.filter(member_id=member_id, pk=line_id).delete()
    if not gone:
        raise CartLineNotFound


@transaction.atomic
def select_lines(*, member_id: int, line_ids: Sequence[int], is_selected: bool) -> None:
    """Tick or untick lines, all or none of them.

    :raises CartLineNotFound: one of them is not in this member's cart.
    """
    lock_member(member_id=member_id)
    wanted = set(line_ids)
    changed = CartLine.objects.filter(member_id=member_id, pk__in=wanted).update(is_selected=is_selected)
    if changed != len(wanted):
        raise CartLineNotFound


def selected_lines(*, member_id: int, lock: bool) -> list[tuple[int, int]]:
    """Return (sku_id, quantity) of the ticked lines; with `lock` they stay as they are until the transaction ends."""
    lines = CartLine.objects.filter(member_id=member_id, is_selected=True).order_by("id")
    if lock:
        lines = lines.select_for_update()
    return list(lines.values_list("sku_id", "quantity"))


def drop_lines(*, member_id: int, sku_ids: Sequence[int]) -> None:
    """Take ordered SKUs out of the cart, within the transaction that placed the order. One statement."""
    lines = CartLine.objects.filter(member_id=member_id, sku_id__in=sku_ids)
    # Nothing refers to a cart line: the raw delete spares the collector's SELECT at checkout.
    lines._raw_delete(lines.db)


@transaction.atomic
def put_back(*, member_id: int, pieces: Mapping[int, int], at: datetime) -> list[int]:
    """Put pieces, {sku_id: quantity}, into the cart as far as they can be bought; return the SKU ids left out.

    Left out is what is off the shelf, and what finds no room any more. Constant statements, however many SKUs.
    """
    lock_member(member_id=member_id)
    skus = sellable_skus(pieces, viewer=Viewer(member_id, at))
    lines = {line.sku_id: line for line in CartLine.objects.filter(member_id=member_id)}
    room = MAX_LINES - len(lines)
    wanted = [sku_id for sku_id in pieces if sku_id in skus and skus[sku_id].is_buyable]
    fresh = [sku_id for sku_id in wanted if sku_id not in lines][:room]
    known = [lines[sku_id] for sku_id in wanted if sku_id in lines]
    for line in known:
        line.quantity = min(line.quantity + pieces[line.sku_id], MAX_QUANTITY)
        line.is_selected = True
    CartLine.objects.bulk_update(known, ["quantity", "is_selected"])
    CartLine.objects.bulk_create(
        CartLine(member_id=member_id, sku_id=sku_id, quantity=min(pieces[sku_id], MAX_QUANTITY), added_at=at)
        for sku_id in fresh
    )
    put = {*fresh, *(line.sku_id for line in known)}
    return [sku_id for sku_id in pieces if sku_id not in put]

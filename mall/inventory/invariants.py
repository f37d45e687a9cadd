"""What must hold of stock (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterator

from django.db.models import F, Q, Sum

from mall.inventory.models import StockHold, StockItem, StockMovement


def held_within_on_hand() -> Iterator[str]:
    """0 <= held <= on_hand."""
    for item in StockItem.objects.exclude(Q(held__gte=0) & Q(held__lte=F("on_hand"))).iterator():
        yield f"库存 {item.pk}：占用 {item.held}，在库 {item.on_hand}"


def held_is_sum_of_holds() -> Iterator[str]:
    """What the item says is held is what orders hold of it."""
    promised = dict(StockHold.objects.values_list("item_id").annotate(total=Sum("quantity")))
    for pk, held in StockItem.objects.values_list("pk", "held").iterator():
        if held != promised.get(pk, 0):
            yield f"库存 {pk}：占用 {held}，各订单占用之和 {promised.get(pk, 0)}"


def stock_is_sum_of_movements() -> Iterator[str]:
    """On hand and held are each the sum of the movements."""
    moved = {
        pk: (on_hand, held)
        for pk, on_hand, held in StockMovement.objects.order_by()
        .values_list("item_id")
        .annotate(on_hand=Sum("on_hand_delta"), held=Sum("held_delta"))
    }
    for pk, on_hand, held in StockItem.objects.values_list("pk", "on_hand", "held").iterator():
        if (on_hand, held) != moved.get(pk, (0, 0)):
            yield f"库存 {pk}：在库 {on_hand}、占用 {held}，流水之和 {moved.get(pk, (0, 0))}"


CHECKS = (
    ("库存：占用不为负且不超过在库", held_within_on_hand),
    ("库存：占用等于各订单占用之和", held_is_sum_of_holds),
    ("库存：在库与占用等于流水之和", stock_is_sum_of_movements),
)

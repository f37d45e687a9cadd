"""What must hold of the points mall: each check yields a sentence per row that breaks it."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from mall.orders.models import Order
from mall.orders.states import Status
from mall.pointsmall.models import Allowance, PointsItem, Redemption
from mall.pointsmall.states import RedemptionState


def miscounted_items() -> Iterator[str]:
    """What an item says is taken is what live redemptions take, and within its quota."""
    live = Coalesce(Sum(F("redemptions__quantity") - F("redemptions__returned")), 0)
    for item in PointsItem.objects.annotate(live=live).exclude(taken=F("live")).order_by("pk").iterator():
        yield f"积分商品 {item.pk}：已兑 {item.taken}，兑换记录之和 {item.live}"
    for over in PointsItem.objects.filter(quota__isnull=False, taken__gt=F("quota")).order_by("pk").iterator():
        yield f"积分商品 {over.pk}：已兑 {over.taken}，超过可兑总数 {over.quota}"


def miscounted_allowances() -> Iterator[str]:
    """What a member has taken of an item is what the member's live redemptions take."""
    rows = Redemption.objects.values_list("item_id", "member_id").annotate(n=Sum(F("quantity") - F("returned")))
    live = {(item, member): n for item, member, n in rows.order_by() if n}
    said = Allowance.objects.exclude(taken=0).values_list("item_id", "member_id", "taken")
    counted = {(item, member): n for item, member, n in said.iterator()}
    for key in sorted(live.keys() | counted.keys()):
        if live.get(key, 0) != counted.get(key, 0):
            yield f"积分商品 {key[0]}、会员 {key[1]}：已兑 {counted.get(key, 0)}，兑换记录之和 {live.get(key, 0)}"


def redemptions_unlike_their_orders() -> Iterator[str]:
    """A redemption is as alive as its order: cancelled gives back, paid is used, unpaid is taken."""
    order = Order.objects.filter(pk=OuterRef("order_id"))
    cancelled = Exists(order.filter(status=Status.CANCELLED))
    waiting = Exists(order.filter(status__in=(Status.PENDING_PAYMENT, Status.CANCELLING)))
    wrong = (
        Q(~Exists(order))
        | Q(cancelled, ~Q(state=RedemptionState.GIVEN_BACK))
        | Q(waiting, ~Q(state=RedemptionState.TAKEN))
        | Q(~cancelled & ~waiting, state=RedemptionState.TAKEN)
    )
    for row in Redemption.objects.filter(wrong).order_by("pk").iterator():
        yield f"兑换 {row.pk}：{row.get_state_display()}，与订单 {row.order_id} 的状态不符"


CHECKS = (
    ("积分商城：已兑件数等于兑换记录之和且不超过总数", miscounted_items),
    ("积分商城：会员已兑件数等于兑换记录之和", miscounted_allowances),
    ("积分商城：兑换状态与订单一致", redemptions_unlike_their_orders),
)

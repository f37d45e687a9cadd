"""What must hold of plans and top-ups: each check yields a sentence per row that breaks it."""

from collections.abc import Iterator

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from mall.orders.models import Order
from mall.orders.states import UNPAID, PaymentState, Status
from mall.plans.models import Purchase
from mall.plans.services import TOP_UP, VIP_PLAN
from mall.plans.states import PurchaseState
from members.tiers.models import Membership
from members.wallet.models import TopUp


def purchases_unlike_their_orders() -> Iterator[str]:
    """What was bought is as alive as its order: waiting, delivered once paid, dropped when cancelled."""
    order = Order.objects.filter(pk=OuterRef("order_id"))
    waiting, cancelled = Exists(order.filter(status__in=UNPAID)), Exists(order.filter(status=Status.CANCELLED))
    unpaid = Exists(order.filter(payment_state=PaymentState.UNPAID))
    wrong = (
        Q(~Exists(order))
        | Q(waiting, ~Q(state=PurchaseState.WAITING))
        | Q(cancelled, ~Q(state=PurchaseState.DROPPED))
        | Q(~waiting & ~cancelled & ~unpaid, state__in=(PurchaseState.WAITING, PurchaseState.DROPPED))
    )
    for row in Purchase.objects.filter(wrong).order_by("pk").iterator():
        yield f"购买 {row.pk}：{row.get_state_display()}，与订单 {row.order_id} 的状态不符"


def orders_without_purchase() -> Iterator[str]:
    """Every order of a plan or a top-up says what it buys."""
    known = Exists(Purchase.objects.filter(order_id=OuterRef("pk")))
    for order in Order.objects.filter(~known, offer_kind__in=(VIP_PLAN, TOP_UP)).order_by("pk").iterator():
        yield f"订单 {order.number}：没有对应的会员或充值购买记录"


def undelivered_purchases() -> Iterator[str]:
    """What was delivered is there: a membership or a top-up under the purchase's key."""
    key = Concat(Value("purchase:"), Cast("order_id", CharField()), output_field=CharField())
    delivered = Purchase.objects.filter(delivered_at__isnull=False).annotate(known_as=key)
    there = Exists(Membership.objects.filter(key=OuterRef("known_as"))) | Exists(
        TopUp.objects.filter(key=OuterRef("known_as"))
    )
    for row in delivered.exclude(there).order_by("pk").iterator():
        yield f"购买 {row.pk}：已开通，但没有对应的会员时长或充值"


CHECKS = (
    ("会员与充值：购买状态与订单一致", purchases_unlike_their_orders),
    ("会员与充值：每个订单有购买记录", orders_without_purchase),
    ("会员与充值：已开通的都有会员时长或充值", undelivered_purchases),
)

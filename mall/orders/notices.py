"""What an order's member is told: paid, cancelled by the clock, completed, money back."""

from datetime import datetime

from kernel import money
from mall.orders.models import Order, OrderRefund
from mall.orders.states import Status
from members.messages.ports import MessageKind
from members.messages.services import send
from members.messages.wording import moment_text

PAGE = "pages/order/detail?number={number}"
_ORDER = {"number": "订单编号", "goods": "商品名称", "amount": "订单金额", "time": "时间"}
_SAMPLES = {
    "number": "20261121000000000042",
    "goods": "秋冬保暖加厚澳洲羊毛被等 2 件",
    "amount": "¥459.00",
    "time": "2026年11月21日 08:05",
}

ORDER_PAID = MessageKind(
    code="order.paid",
    label="订单支付成功",
    variables=_ORDER,
    title="订单支付成功",
    body="您已成功支付 {amount}，{goods}，订单 {number}。我们会尽快为您发货。",
    page=PAGE,
    group="order",
    is_optional=False,
    samples=_SAMPLES,
)
ORDER_TIMED_OUT = MessageKind(
    code="order.timed_out",
    label="订单超时取消",
    variables=_ORDER,
    title="订单已取消",
    body="订单 {number}（{goods}）超时未付款，已自动取消。如仍需要，请重新下单。",
    page=PAGE,
    group="order",
    is_optional=False,
    samples=_SAMPLES,
)
ORDER_COMPLETED = MessageKind(
    code="order.completed",
    label="订单完成",
    variables=_ORDER,
    title="订单已完成",
    body="订单 {number}（{goods}）已完成，感谢您的信任。欢迎写下您的评价。",
    page=PAGE,
    group="order",
    samples=_SAMPLES,
)
REFUND_ARRIVED = MessageKind(
    code="order.refund_arrived",
    label="退款到账",
    variables={"number": "订单编号", "goods": "商品名称", "amount": "退款金额", "time": "退款时间", "reason": "原因"},
    title="退款已到账",
    body="订单 {number} 的退款 {amount} 已原路退回，请留意到账通知。",
    page=PAGE,
    group="wallet",
    is_optional=False,
    samples={**_SAMPLES, "amount": "¥12.50", "reason": "包装破损"},
)

KINDS = (ORDER_PAID, ORDER_TIMED_OUT, ORDER_COMPLETED, REFUND_ARRIVED)


def tell_paid(*, order_id: int, at: datetime) -> None:
    """Tell that the order is paid; one that costs nothing or is paid on delivery has nothing to tell."""
    order = Order.objects.get(pk=order_id)
    if order.paid_at is not None and order.payable_fen:
        _tell(ORDER_PAID, order, moment=order.paid_at, at=at)


def tell_timed_out(*, order_id: int, at: datetime) -> None:
    """Tell that the clock cancelled the order; whoever cancelled it themselves knows."""
    order = Order.objects.get(pk=order_id)
    begun = order.events.filter(after=Status.CANCELLING).exclude(before=Status.CANCELLING).order_by("-id").first()
    if begun is not None and begun.actor_kind == "clock":
        _tell(ORDER_TIMED_OUT, order, moment=order.ended_at or at, at=at)


def tell_completed(*, order_id: int, at: datetime) -> None:
    """Tell that the order has run its course."""
    order = Order.objects.get(pk=order_id)
    _tell(ORDER_COMPLETED, order, moment=order.ended_at or at, at=at)


def tell_refunded(*, order_refund_id: int, at: datetime) -> None:
    """Tell that money has gone back: once per refund, whatever lines it touched."""
    refund = OrderRefund.objects.select_related("order").get(pk=order_refund_id)
    if not refund.amount_fen:
        return
    values = {
        "number": refund.order.number,
        "goods": goods_of(refund.order),
        "amount": money.display(refund.amount_fen),
        "time": moment_text(refund.succeeded_at or at),
        "reason": refund.reason or "退款",
    }
    key = f"order_refund:{refund.pk}"
    send(kind=REFUND_ARRIVED, member_id=refund.order.member_id, key=key, values=values, at=at)


def goods_of(order: Order) -> str:
    """Return what was bought, in a few words: the first line's name, and how many pieces in all."""
    lines = list(order.lines.order_by("id").values_list("name", "quantity"))
    pieces = sum(quantity for _, quantity in lines)
    name = lines[0][0] if lines else "商品"
    return name if pieces <= 1 else f"{name}等 {pieces} 件"


def _tell(kind: MessageKind, order: Order, *, moment: datetime, at: datetime) -> None:
    values = {
        "number": order.number,
        "goods": goods_of(order),
        "amount": money.display(order.payable_fen),
        "time": moment_text(moment),
    }
    send(kind=kind, member_id=order.member_id, key=f"order:{order.pk}", values=values, at=at)

"""Start a payment: record the intent, call the channel, record the answer (rules 5.2)."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kernel.errors import Conflict, Invalid
from mall.orders.models import Order
from mall.orders.services.moving import lock_order
from mall.orders.states import Status
from mall.payments import services as payments
from mall.payments.models import Payment
from mall.payments.selectors import live_payments, payments_of_order, succeeded_payments
from mall.payments.shapes import PayableOrder
from members.accounts.selectors import find_openid


class OrderNotPayable(Conflict):
    code, title = "order_not_payable", "订单当前不能付款"


class OrderAlreadyPaid(Conflict):
    code, title = "order_already_paid", "订单已付款"


class OrderExpired(Conflict):
    code, title = "order_expired", "付款时间已过，请重新下单"


class NoWechatIdentity(Invalid):
    code, title = "wechat_identity_missing", "请先通过微信登录"


@dataclass(frozen=True)
class StartedPayment:
    payment: Payment
    prepay_id: str


@dataclass(frozen=True)
class PaymentForClient:
    number: str
    channel: str
    state: str
    client_params: dict[str, str]


def start_payment(*, order_id: int, channel: str, at: datetime) -> StartedPayment:
    """Open a payment for an unpaid order and ask the channel for it. The caller records the answer by `finish_payment`.

    An attempt of the same amount that is still open is resumed with its own number; older ones are queried first
    (rules 5.4).

    :raises OrderNotPayable, OrderExpired, OrderAlreadyPaid, NoWechatIdentity:
    :raises mall.payments.services.ChannelUnavailable: no answer; the attempt is kept and resumed.
    """
    _ask_old_attempts(order_id=order_id, at=at)
    payment = _open(order_id=order_id, channel=channel, at=at)
    return StartedPayment(payment, payments.ask_prepay(payment_id=payment.pk, at=at))


def finish_payment(*, started: StartedPayment, at: datetime) -> PaymentForClient:
    """Record the channel's answer and return what the client's payment window takes. In the caller's transaction."""
    payment = payments.record_prepay(payment_id=started.payment.pk, prepay_id=started.prepay_id, at=at)
    return PaymentForClient(
        number=payment.number,
        channel=payment.channel,
        state=payment.state,
        client_params=payments.client_params(prepay_id=started.prepay_id),
    )


def ask_payment(*, order: Order, at: datetime) -> Payment | None:
    """Return the payment that decides an order, or None before the first; an undecided one is asked. Network.

    That is the money the order keeps, else the newest attempt.
    """
    for payment in live_payments(order_id=order.pk):
        payments.ask_channel(number=payment.number, at=at)
    kept = succeeded_payments(order_id=order.pk)
    return kept[0] if kept else next(iter(payments_of_order(order_id=order.pk)), None)


def _ask_old_attempts(*, order_id: int, at: datetime) -> None:
    order = Order.objects.only("payable_fen").get(pk=order_id)
    for payment in live_payments(order_id=order_id):
        if payment.amount_fen != order.payable_fen or payment.expires_at <= at:
            payments.ask_channel(number=payment.number, at=at)


@transaction.atomic
def _open(*, order_id: int, channel: str, at: datetime) -> Payment:
    order = lock_order(order_id)
    if succeeded_payments(order_id=order_id):
        raise OrderAlreadyPaid
    if order.status != Status.PENDING_PAYMENT:
        raise OrderNotPayable(f"订单{Status(order.status).label}，不能付款")
    if order.expires_at <= at:
        raise OrderExpired
    openid = find_openid(member_id=order.member_id, appid=settings.WECHAT_APPID)
    if not openid:
        raise NoWechatIdentity
    return payments.open_payment(
        order=PayableOrder(
            order_id=order.pk,
            number=order.number,
            member_id=order.member_id,
            amount_fen=order.payable_fen,
            description=_description(order),
            expires_at=order.expires_at,
            openid=openid,
        ),
        channel=channel,
        at=at,
    )


def _description(order: Order) -> str:
    """Return what the member reads on the bill: the first goods, and how many more kinds."""
    names = list(order.lines.values_list("name", flat=True))
    more = f" 等 {len(names)} 种商品" if len(names) > 1 else ""
    return f"{names[0][:40]}{more}"

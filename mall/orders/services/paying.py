"""Start a payment: record the intent, call the channel, record the answer; or take it from the wallet (rules 5.2)."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from kernel.audit.actors import Actor
from kernel.errors import Conflict, Invalid
from mall.orders.models import Order
from mall.orders.services.confirming import confirm
from mall.orders.services.moving import lock_order, lock_with_member
from mall.orders.states import Status
from mall.payments import services as payments
from mall.payments.models import Channel, Payment
from mall.payments.selectors import deciding_payment, live_payments, succeeded_payments, wallet_part_fen
from mall.payments.shapes import PayableOrder
from members.accounts.selectors import find_openid
from members.wallet.selectors import wallet_of


class OrderNotPayable(Conflict):
    code, title = "order_not_payable", "订单当前不能付款"


class OrderAlreadyPaid(Conflict):
    code, title = "order_already_paid", "订单已付款"


class OrderExpired(Conflict):
    code, title = "order_expired", "付款时间已过，请重新下单"


class NoWechatIdentity(Invalid):
    code, title = "wechat_identity_missing", "请先通过微信登录"


class WalletNotTaken(Conflict):
    code, title = "wallet_not_taken", "该订单不能使用余额支付"


@dataclass(frozen=True)
class StartedPayment:
    """An attempt and what its channel answered; without an attempt the wallet is to pay all."""

    order_id: int
    payment: Payment | None
    prepay_id: str = ""


@dataclass(frozen=True)
class PaymentForClient:
    """How a payment stands; `client_params` is what the payment window takes, None where the wallet has paid all."""

    number: str
    channel: str
    state: str
    amount_fen: int
    wallet_fen: int
    client_params: dict[str, str] | None


def start_payment(*, order_id: int, channel: str, at: datetime, use_wallet: bool = False) -> StartedPayment:
    """Open a payment for an unpaid order and ask the channel for it. The caller records the answer by `finish_payment`.

    With the wallet, its part is held beside; where it covers everything, `finish_payment` takes all from it. An attempt
    of the same kind that is still open is resumed with its own number; others are queried and closed (rules 5.4).

    :raises OrderNotPayable, OrderExpired, OrderAlreadyPaid, NoWechatIdentity, WalletNotTaken:
    :raises mall.payments.services.PaymentUndecided: an older attempt could not be closed.
    :raises mall.payments.services.ChannelUnavailable: no answer; the attempt is kept and resumed.
    """
    uses_wallet = use_wallet or channel == Channel.WALLET
    _end_other_attempts(order_id, channel, uses_wallet=uses_wallet, at=at)
    payment = _open(order_id, channel, uses_wallet=uses_wallet, at=at)
    if payment is None:
        return StartedPayment(order_id, None)
    return StartedPayment(order_id, payment, payments.ask_prepay(payment_id=payment.pk, at=at))


@transaction.atomic
def finish_payment(*, started: StartedPayment, at: datetime) -> PaymentForClient:
    """Record the channel's answer and return what the client's payment window takes; or let the wallet pay all.

    :raises OrderNotPayable, OrderExpired, OrderAlreadyPaid, WalletNotTaken:
    :raises members.wallet.services.NotEnoughWallet:
    """
    if started.payment is None:
        return _pay_from_wallet(started.order_id, at=at)
    payment = payments.record_prepay(payment_id=started.payment.pk, prepay_id=started.prepay_id, at=at)
    return PaymentForClient(
        number=payment.number,
        channel=payment.channel,
        state=payment.state,
        amount_fen=payment.amount_fen,
        wallet_fen=wallet_part_fen(payment),
        client_params=payments.client_params(prepay_id=started.prepay_id),
    )


def ask_payment(*, order: Order, at: datetime) -> Payment | None:
    """Return the payment that decides an order, or None before the first; an undecided one is asked. Network.

    That is the money the order keeps, else the newest attempt.
    """
    for payment in live_payments(order_id=order.pk):
        payments.ask_channel(number=payment.number, at=at)
    return deciding_payment(order_id=order.pk)


def _end_other_attempts(order_id: int, channel: str, *, uses_wallet: bool, at: datetime) -> None:
    """Ask about attempts that are not what is wanted now, and close those that are still open. Network."""
    order = Order.objects.only("payable_fen", "member_id").get(pk=order_id)
    for payment in live_payments(order_id=order_id):
        part_fen = wallet_part_fen(payment)
        is_old = payment.amount_fen + part_fen != order.payable_fen or payment.expires_at <= at
        if is_old or not _is_wanted(order, payment, part_fen, channel, uses_wallet=uses_wallet):
            payments.ask_channel(number=payment.number, at=at)
            payments.close_payment(payment_id=payment.pk, at=at)


def _is_wanted(order: Order, payment: Payment, part_fen: int, channel: str, *, uses_wallet: bool) -> bool:
    if payment.channel != channel or not uses_wallet:
        return payment.channel == channel and not part_fen
    return bool(part_fen) or not wallet_of(order.member_id).spendable_fen


@transaction.atomic
def _open(order_id: int, channel: str, *, uses_wallet: bool, at: datetime) -> Payment | None:
    order = lock_with_member(order_id) if uses_wallet else lock_order(order_id)
    _check_payable(order, uses_wallet=uses_wallet, at=at)
    live = live_payments(order_id=order_id)
    wallet_fen = 0
    if uses_wallet:
        own_fen = sum(wallet_part_fen(payment) for payment in live)
        wallet_fen = own_fen or min(wallet_of(order.member_id).spendable_fen, order.payable_fen)
    if channel == Channel.WALLET or wallet_fen == order.payable_fen:
        if live:
            raise payments.PaymentUndecided
        return None
    openid = find_openid(member_id=order.member_id, appid=settings.WECHAT_APPID)
    if not openid:
        raise NoWechatIdentity
    wanted = _payable(order, order.payable_fen - wallet_fen, openid=openid, wallet_fen=wallet_fen)
    return payments.open_payment(order=wanted, channel=channel, at=at)


def _pay_from_wallet(order_id: int, *, at: datetime) -> PaymentForClient:
    """Take all that an order costs from the wallet and let it go on, in one transaction."""
    order = lock_with_member(order_id)
    _check_payable(order, uses_wallet=True, at=at)
    if live_payments(order_id=order_id):
        raise payments.PaymentUndecided
    wanted = _payable(order, order.payable_fen)
    payment = payments.open_wallet_payment(order=wanted, amount_fen=order.payable_fen, at=at)
    confirm(order, payments.Attempt(payment), actor=Actor.member(order.member_id), at=at)
    return PaymentForClient(
        number=payment.number,
        channel=payment.channel,
        state=payment.state,
        amount_fen=payment.amount_fen,
        wallet_fen=payment.amount_fen,
        client_params=None,
    )


def _check_payable(order: Order, *, uses_wallet: bool, at: datetime) -> None:
    if succeeded_payments(order_id=order.pk):
        raise OrderAlreadyPaid
    if order.status != Status.PENDING_PAYMENT:
        raise OrderNotPayable(f"订单{Status(order.status).label}，不能付款")
    if order.expires_at <= at:
        raise OrderExpired
    if uses_wallet and not order.takes_wallet:
        raise WalletNotTaken


def _payable(order: Order, amount_fen: int, *, openid: str = "", wallet_fen: int = 0) -> PayableOrder:
    return PayableOrder(
        order_id=order.pk,
        number=order.number,
        member_id=order.member_id,
        amount_fen=amount_fen,
        description=_description(order),
        expires_at=order.expires_at,
        openid=openid,
        wallet_fen=wallet_fen,
    )


def _description(order: Order) -> str:
    """Return what the member reads on the bill: the first goods, and how many more kinds."""
    names = list(order.lines.values_list("name", flat=True))
    more = f" 等 {len(names)} 种商品" if len(names) > 1 else ""
    return f"{names[0][:40]}{more}"

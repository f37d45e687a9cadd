"""Open a payment: record the intent, call the channel, record the answer (rules 5.1, 5.2)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from kernel import clock
from kernel.errors import Conflict
from kernel.numbers import new_number
from mall.payments.gateways import ChannelRefused, ChannelUnavailable, gateway_of
from mall.payments.models import Payment
from mall.payments.selectors import wallet_part_fen
from mall.payments.services.moving import after, lock_payment, move_payment
from mall.payments.services.settling import ask_channel
from mall.payments.services.wallet import hold_for, open_wallet_payment, release_part
from mall.payments.shapes import Merchant, PayableOrder, PrepayCall
from mall.payments.states import PaymentState

# A prepay_id is good for two hours (protocols 4.4); near its end a fresh one is asked for.
PREPAY_GOOD_FOR = timedelta(minutes=110)


class PaymentUndecided(Conflict):
    code, title = "payment_undecided", "上一笔付款还没有结果，请稍后再试"


class PaymentAlreadySucceeded(Conflict):
    code, title = "payment_already_succeeded", "这笔付款已经成功"


class PaymentEnded(Conflict):
    code, title = "payment_ended", "这笔付款已经关闭，请重新发起"


class PaymentRefused(Conflict):
    code, title = "payment_refused", "支付渠道拒绝了这笔付款，请稍后重新发起"


@transaction.atomic
def open_payment(*, order: PayableOrder, channel: str, at: datetime) -> Payment:
    """Record the intent to pay, in the transaction that holds the order's lock; the same live attempt is resumed.

    The wallet's part is held beside it.

    :raises PaymentUndecided: an attempt with another amount or payer has not ended yet; close it first (rules 5.4).
    :raises members.wallet.services.NotEnoughWallet:
    :raises ChannelUnknown: no such channel.
    """
    merchant = gateway_of(channel).merchant()
    live = _find_live(order, channel)
    if live is None:
        try:
            with transaction.atomic():
                payment = _create(order, channel, merchant, at)
        except IntegrityError:
            # Somebody without the order's lock was faster; the database lets only one attempt live.
            live = _find_live(order, channel)
        else:
            if order.wallet_fen:
                hold_for(open_wallet_payment(order=order, amount_fen=order.wallet_fen, at=at, beside=payment), at=at)
            return payment
    if live is None or not _is_same(live, order):
        raise PaymentUndecided
    return live


def _is_same(live: Payment, order: PayableOrder) -> bool:
    asked = (order.amount_fen, order.wallet_fen, order.openid, order.expires_at)
    return asked == (live.amount_fen, wallet_part_fen(live), live.openid, live.expires_at)


def _find_live(order: PayableOrder, channel: str) -> Payment | None:
    return Payment.objects.live().locked().filter(order_id=order.order_id, channel=channel).first()


def _create(order: PayableOrder, channel: str, merchant: Merchant, at: datetime) -> Payment:
    return Payment.objects.create(
        number=new_number(clock.date_of(at)),
        order_id=order.order_id,
        order_number=order.number,
        member_id=order.member_id,
        channel=channel,
        appid=merchant.appid,
        mchid=merchant.mchid,
        openid=order.openid,
        description=order.description[:127],
        amount_fen=order.amount_fen,
        created_at=at,
        expires_at=order.expires_at,
        next_ask_at=after(1, at),
    )


def ask_prepay(*, payment_id: int, at: datetime) -> str:
    """Ask the channel to collect and return its prepay_id; one that is still good is returned without asking. Network.

    :raises ChannelUnavailable: no answer; the attempt is kept and resumed with its own number.
    :raises PaymentRefused: a definite no; the attempt has failed.
    :raises PaymentAlreadySucceeded: it is paid after all.
    :raises PaymentEnded: it was closed, perhaps while the channel was asked.
    """
    payment = _still_live(payment_id)
    if payment.prepaid_at and payment.prepaid_at > at - PREPAY_GOOD_FOR:
        return payment.prepay_id
    gateway = gateway_of(payment.channel)
    try:
        prepay_id = gateway.prepay(_call(payment))
    except ChannelRefused as refused:
        _refused(payment, refused.code, at)
        raise PaymentRefused from refused
    try:
        _still_live(payment_id)
    except PaymentEnded:
        # Cancelled while the channel was asked: what it has just opened must not be paid.
        gateway.close(payment.number)
        raise
    return prepay_id


def _still_live(payment_id: int) -> Payment:
    payment = Payment.objects.get(pk=payment_id)
    if payment.state == PaymentState.SUCCEEDED:
        raise PaymentAlreadySucceeded
    if not payment.is_live:
        raise PaymentEnded
    return payment


def _call(payment: Payment) -> PrepayCall:
    return PrepayCall(
        number=payment.number,
        description=payment.description,
        amount_fen=payment.amount_fen,
        openid=payment.openid,
        expires_at=payment.expires_at,
    )


def _refused(payment: Payment, code: str, at: datetime) -> None:
    """A refusal may mean "paid already": ask before the attempt is given up.

    :raises PaymentAlreadySucceeded: it was that.
    """
    asked = ask_channel(number=payment.number, at=at)
    if asked.state == PaymentState.SUCCEEDED:
        raise PaymentAlreadySucceeded
    if asked.last_error == ChannelUnavailable.code:
        raise ChannelUnavailable
    with transaction.atomic():
        locked = lock_payment(pk=payment.pk)
        if locked.is_live:
            move_payment(locked, PaymentState.FAILED, ended_at=at, next_ask_at=None, last_error=code[:200])
            release_part(locked, at=at)


@transaction.atomic
def record_prepay(*, payment_id: int, prepay_id: str, at: datetime) -> Payment:
    """Record the channel's answer in the caller's transaction.

    :raises PaymentAlreadySucceeded: :raises PaymentEnded: it ended while the channel was asked.
    """
    payment = lock_payment(pk=payment_id)
    if payment.state == PaymentState.SUCCEEDED:
        raise PaymentAlreadySucceeded
    if not payment.is_live:
        raise PaymentEnded
    if payment.prepay_id == prepay_id:
        return payment
    fields = {"prepay_id": prepay_id, "prepaid_at": at, "next_ask_at": after(0, at), "asks": 0, "last_error": ""}
    if payment.state == PaymentState.CREATED:
        move_payment(payment, PaymentState.PENDING, **fields)
    else:
        for name, value in fields.items():
            setattr(payment, name, value)
        payment.save(update_fields=list(fields))
    return payment


def client_params(*, prepay_id: str, channel: str = "wechat") -> dict[str, str]:
    """Return what the client's payment window takes; makes no call (protocols 4.5)."""
    return gateway_of(channel).client_params(prepay_id)

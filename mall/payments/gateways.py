"""The channels: one Protocol, and WeChat Pay behind it. Nothing here is called inside a transaction (rules 5.2)."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal, Protocol

from django.conf import settings

from kernel.errors import NotFound, NotSignedIn, Unavailable
from kernel.wechat import pay as wechat
from mall.payments.shapes import ChannelNotification, ChannelResult, Merchant, PrepayCall, RefundCall, RefundResult


class ChannelUnavailable(Unavailable):
    """No answer, or none that can be trusted: the outcome is unknown, and the same number is asked again."""

    code, title = "payment_channel_unknown", "支付渠道暂时没有明确答复，请稍后再试"


class ChannelUnknown(NotFound):
    code, title = "channel_not_found", "没有这个支付渠道"


class BadNotification(NotSignedIn):
    """Not from the channel, altered, too old, or unreadable."""

    code, title = "notification_refused", "通知验证失败"


class ChannelRefused(Exception):
    """A definite no of the channel; `code` is its own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PayGateway(Protocol):
    """What a channel can do. Every call may raise ChannelUnavailable; `missing` is an answer, not an error."""

    def merchant(self) -> Merchant:
        """Return whose money it collects; makes no call."""

    def prepay(self, call: PrepayCall) -> str:
        """Open a payment; the same call again is the same payment. :raises ChannelRefused:"""

    def client_params(self, prepay_id: str) -> dict[str, str]:
        """Return what the client's payment window takes; makes no call."""

    def query(self, number: str) -> ChannelResult:
        """Ask how a payment stands. :raises ChannelRefused:"""

    def close(self, number: str) -> bool:
        """Close an unpaid payment; False: refused, so ask how it stands."""

    def refund(self, call: RefundCall) -> RefundResult:
        """Give money back; the same number again is the same refund. :raises ChannelRefused:"""

    def query_refund(self, number: str) -> RefundResult:
        """Ask how a refund stands. :raises ChannelRefused:"""

    def read_notification(self, headers: Mapping[str, str], body: bytes, now: datetime) -> ChannelNotification:
        """Verify and read a notification. :raises BadNotification:"""


class WeChatGateway:
    """WeChat Pay v3 for the mini-program (protocols 4)."""

    def __init__(self, channel: wechat.PayChannel) -> None:
        self._channel = channel

    def merchant(self) -> Merchant:
        return Merchant(appid=settings.WECHAT_APPID, mchid=settings.WECHATPAY_MCHID)

    def prepay(self, call: PrepayCall) -> str:
        order = wechat.PrepayOrder(
            out_trade_no=call.number,
            description=call.description,
            amount_fen=call.amount_fen,
            openid=call.openid,
            expires_at=call.expires_at,
            notify_url=_notify_url("pay"),
        )
        with _translated():
            return self._channel.prepay(order)

    def client_params(self, prepay_id: str) -> dict[str, str]:
        return self._channel.client_params(prepay_id)

    def query(self, number: str) -> ChannelResult:
        with _translated():
            try:
                return result_of(self._channel.query(number))
            except wechat.PayOrderMissing:
                return ChannelResult(number=number, outcome="missing")

    def close(self, number: str) -> bool:
        with _translated():
            try:
                self._channel.close(number)
            except wechat.PayRefused:
                return False
        return True

    def refund(self, call: RefundCall) -> RefundResult:
        order = wechat.RefundOrder(
            out_refund_no=call.number,
            out_trade_no=call.payment_number,
            amount_fen=call.amount_fen,
            total_fen=call.total_fen,
            reason=call.reason,
            notify_url=_notify_url("refund"),
        )
        with _translated():
            return refund_result_of(self._channel.refund(order))

    def query_refund(self, number: str) -> RefundResult:
        with _translated():
            try:
                return refund_result_of(self._channel.query_refund(number))
            except wechat.PayRefundMissing:
                return RefundResult(number=number, outcome="missing")

    def read_notification(self, headers: Mapping[str, str], body: bytes, now: datetime) -> ChannelNotification:
        try:
            told = self._channel.read_notification(headers, body, now)
        except wechat.NotificationRefused as refused:
            raise BadNotification from refused
        return ChannelNotification(event_id=told.id, event_type=told.event_type, about=_about(told))


def _notify_url(topic: str) -> str:
    # No query string, and no redirect: APPEND_SLASH is off (protocols 4.4, 4.7).
    return f"{settings.PUBLIC_BASE_URL}/api/v1/notify/wechat/{topic}"


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except wechat.PayUnknown as unknown:
        raise ChannelUnavailable from unknown
    except wechat.PayRefused as refused:
        raise ChannelRefused(refused.code) from refused


def _about(told: wechat.PayNotification) -> ChannelResult | RefundResult | None:
    try:
        if told.event_type.startswith("TRANSACTION."):
            return result_of(wechat.trade_of(told.resource))
        if told.event_type.startswith("REFUND."):
            return refund_result_of(wechat.refund_of(told.resource))
    except wechat.PayUnknown as unreadable:
        raise BadNotification from unreadable
    return None


_TRADE: dict[str, Literal["paid", "open", "closed"]] = {
    "SUCCESS": "paid",
    "REFUND": "paid",  # also after a part refund: money did arrive
    "CLOSED": "closed",
    "REVOKED": "closed",
}
_REFUND: dict[str, Literal["succeeded", "processing", "closed", "abnormal"]] = {
    "SUCCESS": "succeeded",
    "PROCESSING": "processing",
    "CLOSED": "closed",
    "ABNORMAL": "abnormal",
}


def result_of(trade: wechat.Trade) -> ChannelResult:
    """Translate WeChat's words for a payment; a failed attempt of the payer leaves it open."""
    return ChannelResult(
        number=trade.out_trade_no,
        outcome=_TRADE.get(trade.state, "open"),
        transaction_id=trade.transaction_id,
        amount_fen=trade.amount_fen or 0,
        currency=trade.currency,
        merchant=Merchant(appid=trade.appid, mchid=trade.mchid),
        paid_at=trade.paid_at,
    )


def refund_result_of(refund: wechat.ChannelRefund) -> RefundResult:
    """Translate WeChat's words for a refund."""
    return RefundResult(
        number=refund.out_refund_no,
        outcome=_REFUND.get(refund.state, "processing"),
        channel_refund_id=refund.refund_id,
        amount_fen=refund.amount_fen,
        mchid=refund.mchid,
        succeeded_at=refund.succeeded_at,
    )


# A channel that is added is a line here; tests put a fake in its place.
GATEWAYS: dict[str, Callable[[], Any]] = {"wechat": lambda: WeChatGateway(wechat.get_channel())}


def gateway_of(channel: str) -> PayGateway:
    """Return the gateway of a channel.

    :raises ChannelUnknown: no such channel.
    """
    build = GATEWAYS.get(channel)
    if build is None:
        raise ChannelUnknown
    gateway: PayGateway = build()
    return gateway

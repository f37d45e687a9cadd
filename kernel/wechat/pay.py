"""WeChat Pay v3 for the mini-program, over `wechatpayv3`, with the checks that it lacks (protocols 4 and 8.1).

Nothing here is called inside a transaction (rules 5.2). Errors of the library never get out: see `pay_answers`.
"""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import requests
from django.conf import settings

from kernel import clock
from kernel.wechat.pay_answers import (
    ChannelRefund,
    NotificationRefused,
    PayNotification,
    PayOrderMissing,
    PayRefundMissing,
    PayRefused,
    PayUnknown,
    Trade,
    refund_of,
    trade_of,
)
from kernel.wechat.pay_transport import PayKeys, PayMisconfigured, ask, build

__all__ = [
    "ChannelRefund",
    "NotificationRefused",
    "PayChannel",
    "PayMisconfigured",
    "PayNotification",
    "PayOrderMissing",
    "PayRefundMissing",
    "PayRefused",
    "PayUnknown",
    "PrepayOrder",
    "RefundOrder",
    "Trade",
    "get_channel",
    "refund_of",
    "trade_of",
]

log = logging.getLogger(__name__)
FRESH_SECONDS = 300
DESCRIPTION_CHARS = 127
REASON_CHARS = 80


@dataclass(frozen=True, kw_only=True)
class PrepayOrder:
    """What is to be paid. The same number always comes with the same fields, or it is refused (protocols 4.4)."""

    out_trade_no: str
    description: str
    amount_fen: int
    openid: str
    expires_at: datetime
    notify_url: str


@dataclass(frozen=True, kw_only=True)
class RefundOrder:
    """What is to be given back; `out_refund_no` is the idempotent key (protocols 4.8)."""

    out_refund_no: str
    out_trade_no: str
    amount_fen: int
    total_fen: int
    reason: str = ""
    notify_url: str = ""


class PayChannel:
    """One merchant at WeChat Pay."""

    def __init__(self, keys: PayKeys) -> None:
        self._keys = keys
        self._library = build(keys)

    def prepay(self, order: PrepayOrder) -> str:
        """Open a payment and return its prepay_id, good for two hours. The same order again gives a fresh one.

        :raises PayRefused: a definite no.
        :raises PayUnknown: ask again with the same order.
        """
        answer = ask(
            lambda: self._library.pay(
                description=order.description[:DESCRIPTION_CHARS],
                out_trade_no=order.out_trade_no,
                amount={"total": order.amount_fen, "currency": "CNY"},
                payer={"openid": order.openid},
                time_expire=order.expires_at.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
                notify_url=order.notify_url,
            )
        )
        prepay_id = answer.get("prepay_id")
        if not (isinstance(prepay_id, str) and prepay_id):
            raise PayUnknown
        return prepay_id

    def client_params(self, prepay_id: str) -> dict[str, str]:
        """Return what `wx.requestPayment` takes, signed with the merchant's key (protocols 4.5)."""
        stamp, nonce, package = str(int(clock.now().timestamp())), uuid.uuid4().hex.upper(), f"prepay_id={prepay_id}"
        signature = self._library.sign([self._keys.appid, stamp, nonce, package])
        return {"timeStamp": stamp, "nonceStr": nonce, "package": package, "signType": "RSA", "paySign": signature}

    def query(self, out_trade_no: str) -> Trade:
        """Ask how a payment stands.

        :raises PayOrderMissing: the channel does not know it.
        :raises PayRefused: a definite no.
        :raises PayUnknown: ask again.
        """
        return trade_of(ask(lambda: self._library.query(out_trade_no=out_trade_no)))

    def close(self, out_trade_no: str) -> None:
        """Close an unpaid payment; may be repeated. A refusal means: query, it may be paid (protocols 4.6).

        :raises PayOrderMissing: the channel does not know it.
        :raises PayRefused: not closed.
        :raises PayUnknown: query, then close again.
        """
        ask(lambda: self._library.close(out_trade_no=out_trade_no), is_empty_fine=True)

    def refund(self, order: RefundOrder) -> ChannelRefund:
        """Give money back; accepted is normally PROCESSING, only SUCCESS is final. Retried with the same number.

        :raises PayRefused: a definite no; NOT_ENOUGH may be retried later with the same number.
        :raises PayUnknown: query, or ask again with the same number.
        """
        return refund_of(
            ask(
                lambda: self._library.refund(
                    out_refund_no=order.out_refund_no,
                    out_trade_no=order.out_trade_no,
                    amount={"refund": order.amount_fen, "total": order.total_fen, "currency": "CNY"},
                    reason=order.reason[:REASON_CHARS] or None,
                    notify_url=order.notify_url or None,
                )
            )
        )

    def query_refund(self, out_refund_no: str) -> ChannelRefund:
        """Ask how a refund stands.

        :raises PayRefundMissing: the channel does not know it.
        :raises PayRefused: a definite no.
        :raises PayUnknown: ask again.
        """
        try:
            return refund_of(ask(lambda: self._library.query_refund(out_refund_no=out_refund_no)))
        except PayRefused as refused:
            if refused.status == requests.codes.not_found:
                raise PayRefundMissing(refused.status, refused.code, refused.message) from refused
            raise

    def read_notification(self, headers: Mapping[str, str], body: bytes, now: datetime) -> PayNotification:
        """Verify and decrypt a notification (rules 5.3). App, merchant and amount are left to the caller.

        :raises NotificationRefused: wrong signature, unknown serial, more than 300 s off, or not readable.
        """
        low = {name.lower(): value for name, value in headers.items()}
        if not _is_fresh(low.get("wechatpay-timestamp", ""), now):
            raise NotificationRefused
        try:
            data = self._library.callback(headers=low, body=body)
        except Exception as error:  # noqa: BLE001 - the library raises bare Exception, TypeError, ValueError, InvalidTag
            log.warning("notification refused: %s", type(error).__name__)
            raise NotificationRefused from None
        return _notification(data)


def get_channel() -> PayChannel:
    """Return the shop's channel by settings; building it parses keys, so it is kept.

    :raises PayMisconfigured: settings are missing or the keys cannot be read.
    """
    return _channel(
        PayKeys(
            gateway=settings.WECHATPAY_BASE.rstrip("/"),
            mchid=settings.WECHATPAY_MCHID,
            serial=settings.WECHATPAY_SERIAL,
            appid=settings.WECHAT_APPID,
            apiv3_key=settings.WECHATPAY_APIV3_KEY,
            private_key=settings.WECHATPAY_PRIVATE_KEY,
            public_key=settings.WECHATPAY_PUBLIC_KEY,
            public_key_id=settings.WECHATPAY_PUBLIC_KEY_ID,
        )
    )


@lru_cache(maxsize=4)
def _channel(keys: PayKeys) -> PayChannel:
    return PayChannel(keys)


def _is_fresh(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        return False
    return abs(now.timestamp() - int(timestamp)) <= FRESH_SECONDS


def _notification(data: Any) -> PayNotification:
    if not isinstance(data, dict) or not isinstance(data.get("resource"), dict):
        raise NotificationRefused
    if not all(isinstance(data.get(name), str) and data[name] for name in ("id", "event_type")):
        raise NotificationRefused
    return PayNotification(id=data["id"], event_type=data["event_type"], resource=data["resource"])

"""What WeChat Pay tells us, and how it says no (protocols 4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kernel.errors import NotSignedIn, Unavailable


class PayUnknown(Unavailable):
    """The outcome is unknown: time-out, 5xx, 429, 202, an answer that is not signed, truncated or not understood.

    The same call with the same number again, or a query, settles it; never a new number (protocols 4.1).
    """

    code, title = "payment_channel_unknown", "支付渠道暂时没有明确答复，请稍后再试"


class PayRefused(Exception):
    """A definite no: nothing happened at the channel. `code` is WeChat's, `message` is for the log."""

    def __init__(self, status: int, code: str, message: str = "") -> None:
        super().__init__(f"{status} {code} {message}".strip())
        self.status = status
        self.code = code
        self.message = message


class PayOrderMissing(PayRefused):
    """The channel has never heard of this payment."""


class PayRefundMissing(PayRefused):
    """The channel has never heard of this refund."""


class NotificationRefused(NotSignedIn):
    """Not from WeChat Pay, altered on the way, too old, or signed with a key we do not know."""

    code, title = "notification_refused", "通知验证失败"


@dataclass(frozen=True, kw_only=True)
class Trade:
    """A payment as the channel sees it (protocols 4.6). The caller checks that app, merchant and amount are ours.

    `state` is SUCCESS, REFUND, NOTPAY, CLOSED, REVOKED, USERPAYING or PAYERROR; REFUND also after a part refund.
    """

    appid: str
    mchid: str
    out_trade_no: str
    state: str
    transaction_id: str = ""
    amount_fen: int | None = None
    currency: str = ""
    openid: str = ""
    paid_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ChannelRefund:
    """A refund as the channel sees it (protocols 4.8). `state`: PROCESSING, SUCCESS, CLOSED or ABNORMAL."""

    refund_id: str
    out_refund_no: str
    out_trade_no: str
    transaction_id: str
    state: str
    amount_fen: int
    total_fen: int
    mchid: str = ""
    succeeded_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PayNotification:
    """A verified and decrypted notification; `resource` is read by `trade_of` or `refund_of`."""

    id: str
    event_type: str
    resource: dict[str, Any] = field(repr=False)


def trade_of(answer: Mapping[str, Any]) -> Trade:
    """Read a query's answer or a TRANSACTION.SUCCESS resource.

    :raises PayUnknown: fields are missing or of another kind.
    """
    amount = _part(answer, "amount")
    return Trade(
        appid=_text(answer, "appid"),
        mchid=_text(answer, "mchid"),
        out_trade_no=_text(answer, "out_trade_no"),
        state=_text(answer, "trade_state"),
        transaction_id=_text(answer, "transaction_id", default=""),
        amount_fen=_fen(amount, "total") if "total" in amount else None,
        currency=_text(amount, "currency", default=""),
        openid=_text(_part(answer, "payer"), "openid", default=""),
        paid_at=_moment(answer, "success_time"),
    )


def refund_of(answer: Mapping[str, Any]) -> ChannelRefund:
    """Read a refund's answer (`status`) or a REFUND.* resource (`refund_status`; CLOSE is seen for CLOSED).

    :raises PayUnknown: fields are missing or of another kind.
    """
    amount = _part(answer, "amount")
    state = _text(answer, "refund_status" if "refund_status" in answer else "status")
    return ChannelRefund(
        refund_id=_text(answer, "refund_id"),
        out_refund_no=_text(answer, "out_refund_no"),
        out_trade_no=_text(answer, "out_trade_no"),
        transaction_id=_text(answer, "transaction_id"),
        state="CLOSED" if state == "CLOSE" else state,
        amount_fen=_fen(amount, "refund"),
        total_fen=_fen(amount, "total"),
        mchid=_text(answer, "mchid", default=""),
        succeeded_at=_moment(answer, "success_time"),
    )


def _part(answer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = answer.get(name, {})
    if not isinstance(part, Mapping):
        raise PayUnknown
    return part


def _text(answer: Mapping[str, Any], name: str, *, default: str | None = None) -> str:
    value = answer.get(name, default)
    if not isinstance(value, str) or (default is None and not value):
        raise PayUnknown
    return value


def _fen(amount: Mapping[str, Any], name: str) -> int:
    value = amount.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise PayUnknown
    return value


def _moment(answer: Mapping[str, Any], name: str) -> datetime | None:
    text = _text(answer, name, default="")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise PayUnknown from error
    if moment.tzinfo is None:
        raise PayUnknown
    return moment

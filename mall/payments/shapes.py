"""What rooms hand in and what channels tell, whichever channel it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class PayableOrder:
    """An order as a payment needs it. `amount_fen` is what the channel is to collect, at least 1; `wallet_fen` what the
    wallet adds to it."""

    order_id: int
    number: str
    member_id: int
    amount_fen: int
    description: str
    expires_at: datetime
    openid: str = ""
    wallet_fen: int = 0


@dataclass(frozen=True, kw_only=True)
class Merchant:
    """Whose money it is: the app and the merchant number."""

    appid: str
    mchid: str


@dataclass(frozen=True, kw_only=True)
class ChannelResult:
    """How a payment stands at its channel. `missing`: the channel has never heard of it. Amount in fen."""

    number: str
    outcome: Literal["paid", "open", "closed", "missing"]
    transaction_id: str = ""
    amount_fen: int = 0
    currency: str = ""
    merchant: Merchant | None = None
    paid_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RefundResult:
    """How a refund stands at its channel. `abnormal`: the payer's account cannot take it. Amount in fen."""

    number: str
    outcome: Literal["succeeded", "processing", "closed", "abnormal", "missing"]
    channel_refund_id: str = ""
    amount_fen: int = 0
    mchid: str = ""
    succeeded_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ChannelNotification:
    """A verified notification: about a payment, about a refund, or about something we do not know."""

    event_id: str
    event_type: str
    about: ChannelResult | RefundResult | None


@dataclass(frozen=True, kw_only=True)
class PrepayCall:
    """What a channel is asked to collect. The same number always comes with the same fields."""

    number: str
    description: str
    amount_fen: int
    openid: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class RefundCall:
    """What a channel is asked to give back: part of a payment, under the refund's own number."""

    number: str
    payment_number: str
    amount_fen: int
    total_fen: int
    reason: str

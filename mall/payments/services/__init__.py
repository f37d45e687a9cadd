"""What may be done with money. Services marked "Network" are never called inside a transaction (rules 5.2)."""

from mall.payments.gateways import BadNotification, ChannelUnavailable, ChannelUnknown
from mall.payments.services.by_hand import (
    NotForHands,
    NothingProposed,
    SecondPersonNeeded,
    approve_hand_settlement,
    can_be_proposed,
    propose_hand_settlement,
    reject_hand_settlement,
)
from mall.payments.services.exceptions import (
    ExceptionAlreadyDone,
    ExceptionNotFound,
    NoteRequired,
    resolve_exception,
)
from mall.payments.services.excess import return_excess
from mall.payments.services.keeping import Attempt, keep, lock_attempt
from mall.payments.services.moving import IllegalPaymentMove, PaymentNotFound, RefundNotFound
from mall.payments.services.notifications import process_notification, receive_notification
from mall.payments.services.opening import (
    PaymentAlreadySucceeded,
    PaymentEnded,
    PaymentRefused,
    PaymentUndecided,
    ask_prepay,
    client_params,
    open_payment,
    record_prepay,
)
from mall.payments.services.refunding import (
    RefundNotRetriable,
    ask_refund,
    retry_refund,
    send_refund,
    settle_refund,
)
from mall.payments.services.reserving import RefundExceedsPayment, create_refund
from mall.payments.services.settling import ask_channel, close_payment, settle
from mall.payments.services.splitting import create_refunds
from mall.payments.services.wallet import open_wallet_payment, pay_wallet_back

__all__ = [
    "Attempt",
    "BadNotification",
    "ChannelUnavailable",
    "ChannelUnknown",
    "ExceptionAlreadyDone",
    "ExceptionNotFound",
    "IllegalPaymentMove",
    "NotForHands",
    "NoteRequired",
    "NothingProposed",
    "PaymentAlreadySucceeded",
    "PaymentEnded",
    "PaymentNotFound",
    "PaymentRefused",
    "PaymentUndecided",
    "RefundExceedsPayment",
    "RefundNotFound",
    "RefundNotRetriable",
    "SecondPersonNeeded",
    "approve_hand_settlement",
    "ask_channel",
    "ask_prepay",
    "ask_refund",
    "can_be_proposed",
    "client_params",
    "close_payment",
    "create_refund",
    "create_refunds",
    "keep",
    "lock_attempt",
    "open_payment",
    "open_wallet_payment",
    "pay_wallet_back",
    "process_notification",
    "propose_hand_settlement",
    "receive_notification",
    "record_prepay",
    "reject_hand_settlement",
    "resolve_exception",
    "retry_refund",
    "return_excess",
    "send_refund",
    "settle",
    "settle_refund",
]

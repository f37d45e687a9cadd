"""Attempts to pay, money that goes back, what channels told us, and what an operator must look at (rules 5)."""

from mall.payments.models.exception import PaymentException
from mall.payments.models.notification import Notification
from mall.payments.models.payment import Channel, Payment
from mall.payments.models.refund import Refund

__all__ = ["Channel", "Notification", "Payment", "PaymentException", "Refund"]

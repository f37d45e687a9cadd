"""Reactions to facts: one service call each, idempotent."""

from kernel import clock
from mall.payments import services
from mall.payments.facts import NotificationReceived, RefundCreated


def apply_notification(fact: NotificationReceived) -> None:
    """Do what the notification is about, in the transaction that marks the delivery done."""
    services.process_notification(notification_id=fact.notification_id, at=clock.now())


def send_created_refund(fact: RefundCreated) -> None:
    """Ask the channel, outside a transaction; without an answer the clock asks again with the same number."""
    services.send_refund(refund_id=fact.refund_id, at=clock.now())

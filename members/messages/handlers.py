"""Reactions to facts: one service call each, idempotent."""

from kernel import clock
from kernel.wechat.facts import PushReceived
from members.messages import services
from members.messages.facts import DeliveryQueued


def deliver_queued_message(fact: DeliveryQueued) -> None:
    """Hand the message to its channel, outside a transaction; what is put off or fails, the clock takes up."""
    services.deliver(delivery_id=fact.delivery_id, at=clock.now())


def apply_wechat_push(fact: PushReceived) -> None:
    """Take what WeChat says of subscriptions by itself."""
    if fact.event in (services.TURNED, services.SENT):
        services.apply_push(receipt_id=fact.receipt_id, at=clock.now())

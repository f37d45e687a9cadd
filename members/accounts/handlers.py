"""Reactions of accounts to facts: one service call each."""

from kernel import clock
from kernel.wechat.facts import PushReceived
from members.accounts import services


def link_official_follower(fact: PushReceived) -> None:
    """Link who has just followed the official account."""
    if fact.event == services.FOLLOWED:
        services.link_follower(receipt_id=fact.receipt_id, at=clock.now())

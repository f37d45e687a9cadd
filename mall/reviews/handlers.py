"""Reactions to facts: one service call each, idempotent."""

from kernel import clock
from kernel.wechat.facts import PushReceived
from mall.reviews import services
from mall.reviews.facts import ReviewRejected, ReviewReplied, ReviewSubmitted


def check_submitted_review(fact: ReviewSubmitted) -> None:
    """Ask content security, outside a transaction; without an answer the clock asks again."""
    services.run_checks(review_id=fact.review_id, at=clock.now())


def apply_content_verdict(fact: PushReceived) -> None:
    """Take in what WeChat thinks of a picture."""
    services.apply_pushed_verdict(receipt_id=fact.receipt_id, at=clock.now())


def tell_about_rejection(fact: ReviewRejected) -> None:
    """Say why it was not let through."""
    services.tell_rejected(review_id=fact.review_id, is_follow_up=fact.is_follow_up, at=clock.now())


def tell_about_reply(fact: ReviewReplied) -> None:
    """Pass the shop's answer on."""
    services.tell_replied(review_id=fact.review_id, at=clock.now())

"""Tell members about their reviews, and remind those who have not written one."""

from datetime import datetime

from django.db import transaction

from mall.orders.models import Order
from mall.reviews.models import Review, ReviewReminder
from mall.reviews.notices import REVIEW_REJECTED, REVIEW_REPLIED, REVIEW_WAITING
from mall.reviews.selectors import said_reason, waiting_lines_of
from mall.reviews.services.moving import follow_up_of
from members.messages.services import send

SHOWN_REPLY = 60


@transaction.atomic
def remind_to_review(*, order_id: int, at: datetime) -> bool:
    """Remind the buyer of an order's lines that wait for a review; once per order, False if that was done before."""
    _, is_new = ReviewReminder.objects.get_or_create(order_id=order_id, defaults={"reminded_at": at})
    lines = waiting_lines_of(order_id) if is_new else []
    if not lines:
        return False
    values = {"product": lines[0].name, "count": str(len(lines))}
    member_id = Order.objects.only("member_id").get(pk=order_id).member_id
    send(kind=REVIEW_WAITING, member_id=member_id, key=f"order:{order_id}", values=values, at=at)
    return True


@transaction.atomic
def tell_rejected(*, review_id: int, is_follow_up: bool, at: datetime) -> None:
    """Say why a review, or its follow-up, was not let through; nothing if that has changed meanwhile."""
    review = Review.objects.select_related("line").get(pk=review_id)
    subject = follow_up_of(review) if is_follow_up else review
    if subject is None or not subject.reason:
        return
    part = "追评" if is_follow_up else "评价"
    values = {"product": review.line.name, "part": part, "reason": said_reason(subject)}
    key = f"review:{review_id}:{'follow_up' if is_follow_up else 'review'}:{subject.round}"
    send(kind=REVIEW_REJECTED, member_id=review.member_id, key=key, values=values, at=at)


@transaction.atomic
def tell_replied(*, review_id: int, at: datetime) -> None:
    """Pass the shop's answer on."""
    review = Review.objects.select_related("line").get(pk=review_id)
    if not review.reply:
        return
    values = {"product": review.line.name, "reply": review.reply[:SHOWN_REPLY]}
    send(kind=REVIEW_REPLIED, member_id=review.member_id, key=f"review:{review_id}", values=values, at=at)

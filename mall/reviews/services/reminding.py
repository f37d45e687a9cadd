"""Whom to remind of a review: once per order."""

from datetime import datetime

from django.db import transaction

from mall.reviews.models import ReviewReminder


@transaction.atomic
def note_reminder(*, order_id: int, at: datetime) -> bool:
    """Note that a buyer is reminded of an order; False if that was done before."""
    _, is_new = ReviewReminder.objects.get_or_create(order_id=order_id, defaults={"reminded_at": at})
    return is_new

"""What is still to be reviewed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet

from mall.orders.models import Order, OrderLine
from mall.orders.states import Status
from mall.reviews.models import Review, ReviewReminder
from mall.reviews.options import REVIEW_WITHIN_DAYS

# Received at last; an order never goes back from here to the road.
ARRIVED = (Status.RECEIVED, Status.COMPLETED)


def lines_to_review(member_id: int, *, at: datetime) -> QuerySet[OrderLine]:
    """Return the member's lines that may be reviewed now, with their orders, the newest first."""
    return _open_lines(at).filter(order__member_id=member_id).select_related("order").order_by("-id")


def orders_to_review(orders: Collection[Order], *, at: datetime) -> frozenset[int]:
    """Return the ids of those orders with a line that may be reviewed now: one query, none if nothing has arrived."""
    arrived = [order.pk for order in orders if order.status in ARRIVED]
    if not arrived:
        return frozenset()
    return frozenset(_open_lines(at).filter(order_id__in=arrived).values_list("order_id", flat=True))


def orders_to_remind(*, received_from: datetime, received_to: datetime, most: int) -> list[int]:
    """Return ids of orders received in that time with a line still to be reviewed, whose buyer was not reminded."""
    reminded = Exists(ReviewReminder.objects.filter(pk=OuterRef("pk")))
    waiting = Exists(_unreviewed().filter(order_id=OuterRef("pk")))
    orders = Order.objects.filter(received_at__gt=received_from, received_at__lte=received_to, status__in=ARRIVED)
    return list(orders.filter(waiting, ~reminded).order_by("id").values_list("pk", flat=True)[:most])


def review_until(order: Order) -> datetime | None:
    """Return when the time for reviewing an order's lines is over."""
    return order.received_at + timedelta(days=REVIEW_WITHIN_DAYS.get()) if order.received_at else None


def _open_lines(at: datetime) -> QuerySet[OrderLine]:
    since = at - timedelta(days=REVIEW_WITHIN_DAYS.get())
    return _unreviewed().filter(order__status__in=ARRIVED, order__received_at__gte=since)


def _unreviewed() -> QuerySet[OrderLine]:
    reviewed = Exists(Review.objects.filter(line=OuterRef("pk")))
    return OrderLine.objects.filter(~reviewed, refunded_quantity__lt=F("quantity"), is_stocked=True)


def waiting_lines_of(order_id: int) -> list[OrderLine]:
    """Return the lines of an order that nobody has reviewed, whatever the time."""
    return list(_unreviewed().filter(order_id=order_id).order_by("id"))

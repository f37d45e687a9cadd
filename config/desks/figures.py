"""The numbers on the operators' first page: one query each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate

from kernel import clock, money
from kernel.audit.models import Verification
from kernel.outbox.selectors import backlog
from mall.inventory.selectors import low_items
from mall.orders.models import Order
from mall.orders.states import Status
from mall.payments.models import PaymentException, Refund
from mall.payments.states import RefundState
from mall.reviews.models import Review
from members.accounts.models import Member
from members.wallet.models import Adjustment
from members.wallet.states import AdjustmentState


@dataclass(frozen=True)
class Figure:
    """A number as operators read it; `count` is what makes a to-do line stand out."""

    shown: str
    note: str = ""
    count: int = 0


@dataclass(frozen=True)
class DayOfSales:
    """Orders paid on a Shanghai date and what was paid for them, in fen."""

    day: date
    orders: int
    amount_fen: int


def sales(today: date, days: int) -> list[DayOfSales]:
    """Return the last days up to today, each of them, also those without a sale."""
    first = today - timedelta(days=days - 1)
    paid = (
        Order.objects.filter(paid_at__gte=clock.start_of(first), paid_at__lt=clock.bounds(today)[1])
        .annotate(day=TruncDate("paid_at", tzinfo=clock.SHANGHAI))
        .order_by("day")
        .values_list("day")
        .annotate(orders=Count("pk"), amount_fen=Sum("payable_fen"))
    )
    by_day = {day: DayOfSales(day, orders, amount_fen) for day, orders, amount_fen in paid}
    return [by_day.get(day, DayOfSales(day, 0, 0)) for day in (first + timedelta(days=n) for n in range(days))]


def sold_today(at: datetime) -> Figure:
    """Return what was paid today, beside yesterday."""
    yesterday, today = sales(clock.date_of(at), days=2)
    return Figure(money.display(today.amount_fen), f"昨日 {money.display(yesterday.amount_fen)}")


def orders_paid_today(at: datetime) -> Figure:
    """Return how many orders were paid today, beside yesterday."""
    yesterday, today = sales(clock.date_of(at), days=2)
    return Figure(f"{today.orders} 单", f"昨日 {yesterday.orders} 单")


def orders_placed_today(at: datetime) -> Figure:
    """Return how many orders were placed today and how many of them wait for payment."""
    start, end = clock.bounds(clock.date_of(at))
    counts = Order.objects.filter(placed_at__gte=start, placed_at__lt=end).aggregate(
        placed=Count("pk"), unpaid=Count("pk", filter=Q(status=Status.PENDING_PAYMENT))
    )
    return Figure(f"{counts['placed']} 单", f"待付款 {counts['unpaid']} 单")


def members_joined_today(at: datetime) -> Figure:
    """Return how many members are new today, and how many there are."""
    joined = Member.objects.filter(joined_at__gte=clock.start_of(clock.date_of(at))).count()
    return Figure(f"{joined} 人", f"共 {Member.objects.count()} 人")


def orders_to_ship(at: datetime) -> Figure:
    """Return how many orders wait for a parcel."""
    return _waiting(Order.objects.filter(status=Status.TO_SHIP).count(), "单")


def orders_cancelling(at: datetime) -> Figure:
    """Return how many cancels wait for the channel's answer."""
    return _waiting(Order.objects.filter(status=Status.CANCELLING).count(), "单")


def failed_refunds(at: datetime) -> Figure:
    """Return how many refunds the channel refused and nobody has replaced."""
    return _waiting(Refund.objects.current().filter(state=RefundState.FAILED).count(), "笔")


def payment_exceptions(at: datetime) -> Figure:
    """Return how many payments an operator must look at."""
    return _waiting(PaymentException.objects.filter(state=PaymentException.State.OPEN).count(), "笔")


def reviews_in_queue(at: datetime) -> Figure:
    """Return how many reviews wait for an operator."""
    return _waiting(Review.objects.in_queue().count(), "条")


def unhappy_reviews(at: datetime) -> Figure:
    """Return how many reviews of one or two stars nobody has answered."""
    return _waiting(Review.objects.published().filter(rating__lte=2, reply="").count(), "条")


def waiting_adjustments(at: datetime) -> Figure:
    """Return how many adjustments of wallets wait for a second person."""
    return _waiting(Adjustment.objects.filter(state=AdjustmentState.PROPOSED).count(), "笔")


def low_stock(at: datetime) -> Figure:
    """Return how many SKUs are at or under their threshold."""
    return _waiting(low_items().count(), "个规格")


def broken_invariants(at: datetime) -> Figure:
    """Return how many checks of the last night do not hold."""
    last = Verification.objects.first()
    return _waiting(last.broken if last else 0, "项")


def dead_letters(at: datetime) -> Figure:
    """Return how many deliveries were given up."""
    return _waiting(backlog(at).dead, "条")


def orders_by_status() -> list[tuple[str, str, int]]:
    """Return (code, label, count) for every status, also the empty ones."""
    counts = dict(Order.objects.order_by().values_list("status").annotate(count=Count("pk")))
    return [(status.value, str(status.label), counts.get(status.value, 0)) for status in Status]


def _waiting(count: int, unit: str) -> Figure:
    return Figure(f"{count} {unit}", count=count)

"""Reads of plans and top-ups."""

from datetime import datetime

from kernel import money
from mall.plans.models import Plan, Purchase
from mall.plans.shapes import PlanPrice
from members.tiers.models import Membership

HALF_BPS = 5_000


def price_of(plan: Plan, *, is_newcomer: bool, at: datetime) -> PlanPrice:
    """Return the lowest price of a plan: shelf, early-bird, or half the full price for a newcomer."""
    shelf = plan.shelf_price_fen(at)
    early = shelf < plan.price_fen
    best = PlanPrice(shelf, "early", "早鸟价") if early else PlanPrice(shelf, "shelf", "")
    if plan.has_newcomer_half and is_newcomer:
        half = PlanPrice(money.at_rate(plan.price_fen, HALF_BPS), "newcomer", "新人半价")
        return min(best, half, key=lambda price: price.price_fen)
    return best


def unused_days(purchase: Purchase, *, at: datetime) -> int:
    """Return how many whole days of a bought span are left; a day that has begun is used."""
    span = Membership.objects.filter(key=purchase.key).first()
    if span is None or span.ended_at is not None:
        return 0
    left = span.ends_at - max(span.starts_at, at)
    return max(0, min(purchase.days, left.days))

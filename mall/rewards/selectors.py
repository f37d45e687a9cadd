"""Reads of orders as this room needs them: how far they came, what goes back, what may be earned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Sum

from kernel import clock
from kernel.money import BPS
from mall.catalog.models import Product
from mall.catalog.selectors.categories import branch_ids
from mall.orders.models import OrderAdjustment, OrderEvent, OrderLine, OrderRefund, OrderRefundLine
from mall.orders.states import Status
from mall.rewards.models import EarningRule
from mall.rewards.options import GROWTH_PER_YUAN, MULTIPLIERS
from mall.rewards.terms import Campaign, Terms, earned
from members.accounts.models import Member
from members.points.options import BIRTHDAY_MULTIPLIER_BPS, EARN_POINTS_PER_YUAN
from members.tiers.selectors import standing_of

# The lane and the source under which a paid card's price stands (rules 2, lane 1).
UNIT_PRICE_LANE, CARD_SOURCE = 1, "vip"


@dataclass(frozen=True)
class Course:
    """When an order was confirmed, completed, or ended otherwise, by its own history."""

    confirmed_at: datetime | None
    completed_at: datetime | None
    ended_at: datetime | None


def course_of(order_id: int) -> Course:
    """Return how far an order came. Its history, not its state, says whether it was ever completed."""
    moves = OrderEvent.objects.filter(order_id=order_id).exclude(before=F("after")).order_by("id")
    at: dict[str, datetime] = {}
    for status, moment in moves.values_list("after", "at"):
        at.setdefault(status, moment)
    completed_at = at.get(Status.COMPLETED)
    ended_at = at.get(Status.CANCELLED) or at.get(Status.CLOSED)
    return Course(at.get(Status.TO_SHIP), completed_at, None if completed_at else ended_at)


def refund_lines_of(order_id: int) -> list[OrderRefundLine]:
    """Return what has been paid back of an order's lines, refund by refund."""
    done = OrderRefundLine.objects.filter(
        refund__order_id=order_id, refund__state=OrderRefund.State.SUCCEEDED
    ).select_related("refund")
    return list(done.order_by("refund_id", "id"))


def terms_of(member: Member, *, at: datetime) -> Terms:
    """Return what a member's purchase earns now: on the birthday (Shanghai) at least by its multiplier."""
    bps = standing_of(member.pk, at=at).points_multiplier_bps
    today, born = clock.date_of(at), member.birthday_on
    if born and (born.month, born.day) == (today.month, today.day):
        bps = max(bps, BIRTHDAY_MULTIPLIER_BPS.get())
    return Terms(EARN_POINTS_PER_YUAN.get(), GROWTH_PER_YUAN.get(), bps, MULTIPLIERS.get() == "multiplied")


def campaigns_for(lines: Iterable[OrderLine], *, at: datetime) -> Mapping[int, list[Campaign]]:
    """Return the campaigns that fit each product of the lines."""
    product_ids = {line.product_id for line in lines}
    found: dict[int, list[Campaign]] = {product_id: [] for product_id in product_ids}
    rules = list(EarningRule.objects.running(at).prefetch_related("products").order_by("id"))
    if not rules:
        return found
    categories = dict(Product.objects.filter(pk__in=product_ids).values_list("pk", "category_id"))
    for rule in rules:
        for product_id in _fitting(rule, categories):
            found[product_id].append(_campaign(rule))
    return found


def saved_by_card(order_id: int) -> dict[int, int]:
    """Return what a paid card's price saved on each line of an order, in fen."""
    rows = OrderAdjustment.objects.filter(order_id=order_id, lane=UNIT_PRICE_LANE, source=CARD_SOURCE)
    sums = rows.order_by().values_list("line_id").annotate(sum=Sum("amount_fen"))
    return {line_id: max(0, -amount) for line_id, amount in sums if line_id is not None}


def example_of(rule: EarningRule | None) -> int:
    """Return what a plain member earns for one piece at 100 yuan, by a rule or without one."""
    terms = Terms(EARN_POINTS_PER_YUAN.get(), GROWTH_PER_YUAN.get(), BPS)
    return earned(paid_fen=10_000, quantity=1, terms=terms, campaigns=[_campaign(rule)] if rule else []).points


def _fitting(rule: EarningRule, categories: Mapping[int, int]) -> list[int]:
    if rule.scope == EarningRule.Scope.PRODUCTS:
        chosen = {product.pk for product in rule.products.all()}
        return [product_id for product_id in categories if product_id in chosen]
    if rule.scope == EarningRule.Scope.CATEGORY and rule.category_id is not None:
        branch = set(branch_ids(rule.category_id))
        return [product_id for product_id, category_id in categories.items() if category_id in branch]
    return list(categories)


def _campaign(rule: EarningRule) -> Campaign:
    if rule.gives == EarningRule.Gives.FIXED:
        return Campaign(rule.pk, points_per_piece=rule.fixed_points)
    return Campaign(rule.pk, multiplier_bps=rule.multiplier_bps)

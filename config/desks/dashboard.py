"""The operators' first page: which numbers, in which order, for whom. A new card is a new line here."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from config.desks import figures
from config.desks.figures import Figure
from kernel import clock, money

ORDERS = "mall_orders.view_order"
REFUNDS = "mall_payments.view_refund"
EXCEPTIONS = "mall_payments.view_paymentexception"
ADJUSTMENTS = "members_wallet.view_adjustment"
STOCK = "mall_inventory.view_stockitem"
REVIEWS = "mall_reviews.view_review"
MEMBERS = "members_accounts.view_member"
FACTS = "kernel_outbox.view_delivery"
CHECKS = "kernel_audit.view_verification"
CHART_DAYS = 14


@dataclass(frozen=True)
class Card:
    """`page` is the admin page it leads to, with its filter; who lacks the permission does not see it."""

    title: str
    permission: str
    figure: Callable[[datetime], Figure]
    page: str = ""
    filters: str = ""


TODAY = (
    Card("今日成交额", ORDERS, figures.sold_today),
    Card("今日付款订单", ORDERS, figures.orders_paid_today),
    Card("今日下单", ORDERS, figures.orders_placed_today),
    Card("今日新会员", MEMBERS, figures.members_joined_today),
)
TO_DO = (
    Card("待发货", ORDERS, figures.orders_to_ship, "mall_orders_order", "status__exact=to_ship"),
    Card("取消待确认", ORDERS, figures.orders_cancelling, "mall_orders_order", "status__exact=cancelling"),
    Card("退款失败", REFUNDS, figures.failed_refunds, "mall_payments_refund", "state__exact=failed"),
    Card("资金异常", EXCEPTIONS, figures.payment_exceptions, "mall_payments_paymentexception", "state__exact=open"),
    Card("待审核评价", REVIEWS, figures.reviews_in_queue, "mall_reviews_review", "work=queue"),
    Card("差评未回复", REVIEWS, figures.unhappy_reviews, "mall_reviews_review", "work=unhappy"),
    Card(
        "待审批余额调整", ADJUSTMENTS, figures.waiting_adjustments, "members_wallet_adjustment", "state__exact=proposed"
    ),
    Card("低库存", STOCK, figures.low_stock, "mall_inventory_stockitem", "level=low"),
    Card("数据不一致", CHECKS, figures.broken_invariants, "kernel_audit_verification"),
    Card("死信", FACTS, figures.dead_letters, "kernel_outbox_delivery", "state__exact=dead"),
)


def context(request: HttpRequest) -> dict[str, Any]:
    """Return what the page shows to this operator now."""
    at = clock.now()
    shown: dict[str, Any] = {"today": _cards(request, TODAY, at), "to_do": _cards(request, TO_DO, at)}
    if request.user.has_perm(ORDERS):
        shown["chart"] = sales_chart(at)
        shown["statuses"] = [
            {"label": label, "count": count, "link": _link("mall_orders_order", f"status__exact={code}")}
            for code, label, count in figures.orders_by_status()
        ]
    return shown


def sales_chart(at: datetime) -> str:
    """Return the bars of the last 14 days as Chart.js reads them; amounts in yuan, as texts."""
    days = figures.sales(clock.date_of(at), CHART_DAYS)
    bars = {
        "label": "成交额（元）",
        "data": [money.yuan(day.amount_fen) for day in days],
        "backgroundColor": "var(--color-primary-600)",
        "maxBarThickness": 28,
        "borderRadius": 4,
        "displayYAxis": True,
        "suffixYAxis": "元",
    }
    return json.dumps({"labels": [f"{day.day:%m-%d}" for day in days], "datasets": [bars]}, ensure_ascii=False)


def _cards(request: HttpRequest, cards: tuple[Card, ...], at: datetime) -> list[dict[str, Any]]:
    return [
        {"title": card.title, "figure": card.figure(at), "link": _link(card.page, card.filters)}
        for card in cards
        if request.user.has_perm(card.permission)
    ]


def _link(page: str, filters: str) -> str:
    try:
        url = reverse(f"admin:{page}_changelist") if page else ""
    except NoReverseMatch:
        return ""  # the room has no page: the number stands alone
    return f"{url}?{filters}" if url and filters else url

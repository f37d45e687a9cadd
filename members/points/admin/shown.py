"""A member's points as operators see them: tables that are only read, and the bars of what ends when."""

import json
from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.db.models import Sum
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kernel import clock
from kernel.audit.desk import show_moment
from members.points.kinds import cause_label, label_of
from members.points.models import Lot, Spend
from members.points.selectors import lots_of, statement_of

SHOWN_ROWS = 50
SHOWN_MONTHS = 13
_BUCKETS = {"main": "可用", "pending": "待生效", "debt": "欠分"}


def lots_table(member_id: int) -> SafeString | str:
    """Return the lots with something left, the one that ends first in front."""
    lots = lots_of(member_id).select_related("earning", "given_back_by__spend")[:SHOWN_ROWS]
    rows = [
        (_origin(lot), show_moment(lot.made_at), f"{lot.points:,}", f"{lot.remaining:,}", show_moment(lot.ends_at))
        for lot in lots
    ]
    return _table(("来源", "生效", "原有", "剩余", "失效"), rows)


def statement_table(member_id: int) -> SafeString | str:
    """Return the newest entries of the statement."""
    rows = [
        (
            show_moment(entry.transaction.at),
            label_of(entry.transaction.kind),
            _BUCKETS[entry.account.bucket],
            f"{entry.amount:+,}",
            entry.transaction.reference or "—",
        )
        for entry in statement_of(member_id)[:SHOWN_ROWS]
    ]
    return _table(("时间", "事由", "账户", "变动", "单据"), rows)


def spends_table(member_id: int) -> SafeString | str:
    """Return the newest spends, each with the lots it took from."""
    spends = Spend.objects.filter(member=member_id).prefetch_related("uses__lot").order_by("-id")[:SHOWN_ROWS]
    rows = [
        (
            show_moment(spend.at),
            cause_label(spend.kind),
            f"{spend.points:,}",
            f"{spend.returned:,}",
            "；".join(f"{use.points}（{show_moment(use.lot.ends_at)} 失效）" for use in spend.uses.all()),
            spend.note or "—",
        )
        for spend in spends
    ]
    return _table(("时间", "事由", "使用", "已退回", "所用批次", "说明"), rows)


def ending_chart() -> str:
    """Return how many points of all members end in each of the next months, as Chart.js reads it; one query."""
    by_end = Lot.objects.filled().order_by("ends_at").values_list("ends_at").annotate(left=Sum("remaining"))
    months: dict[str, int] = defaultdict(int)
    for ends_at, left in by_end:
        months[f"{clock.date_of(ends_at - timedelta(seconds=1)):%Y-%m}"] += left
    shown = sorted(months.items())[:SHOWN_MONTHS]
    bars = {
        "label": "到期积分",
        "data": [points for _month, points in shown],
        "backgroundColor": "var(--color-primary-600)",
        "maxBarThickness": 28,
        "borderRadius": 4,
        "displayYAxis": True,
    }
    return json.dumps({"labels": [month for month, _points in shown], "datasets": [bars]}, ensure_ascii=False)


def _origin(lot: Lot) -> str:
    if lot.earning is not None:
        return cause_label(lot.earning.kind)
    return f"{cause_label(lot.given_back_by.spend.kind)}退回" if lot.given_back_by else "—"


def _table(titles: tuple[str, ...], rows: list[tuple[Any, ...]]) -> SafeString | str:
    if not rows:
        return "—"
    head = format_html_join("", "<th class='pr-6 text-left font-medium'>{}</th>", ((title,) for title in titles))
    body = format_html_join("", "<tr>{}</tr>", ((_cells(row),) for row in rows))
    return format_html('<table class="w-full text-sm"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', head, body)


def _cells(row: tuple[Any, ...]) -> SafeString:
    return format_html_join("", "<td class='pr-6'>{}</td>", ((cell,) for cell in row))

"""The totals of each day, with what moved and what is left as charts."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from kernel import money
from kernel.audit.desk import ReadOnlyDesk, csv_export, fen_column, moment_column
from members.wallet.models import WalletDay

CHART_DAYS = 30
_COLUMNS = (
    ("opening", "opening_fen", "期初"),
    ("topped_up", "topped_up_fen", "充值"),
    ("gift_cards", "gift_cards_fen", "礼品卡"),
    ("taken_back", "taken_back_fen", "充值退款"),
    ("spent", "spent_fen", "消费"),
    ("returned", "returned_fen", "退回"),
    ("adjusted", "adjusted_fen", "调整"),
    ("closing", "closing_fen", "期末"),
    ("closing_principal", "closing_principal_fen", "其中本金"),
)


@admin.register(WalletDay)
class DayDesk(ReadOnlyDesk):
    list_display = ["day", *(name for name, _field, _title in _COLUMNS)]
    date_hierarchy = "day"
    ordering = ["-day"]
    list_before_template = "desk/wallet/days.html"
    actions = ["export_wallet_days"]
    opening, topped_up, gift_cards, taken_back, spent, returned, adjusted, closing, closing_principal = (
        fen_column(field, title) for _name, field, title in _COLUMNS
    )
    counted = moment_column("counted_at", "统计时间")
    fields = readonly_fields = [*list_display, "counted"]
    export_wallet_days = csv_export(
        label="导出余额日报",
        permission="members_wallet.view_walletday",
        name="wallet_days",
        fields=[
            ("日期", lambda row: row.day),
            *(
                (f"{title}（元）", lambda row, field=field: money.yuan(getattr(row, field)))
                for _n, field, title in _COLUMNS
            ),
        ],
    )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Draw the charts above the list."""
        days = list(WalletDay.objects.order_by("-day")[:CHART_DAYS])[::-1]
        charts = {"movements_chart": _movements(days), "closing_chart": _closing(days)} if days else {}
        shown: HttpResponse = super().changelist_view(request, {**charts, **(extra_context or {})})
        return shown


def _movements(days: list[WalletDay]) -> str:
    came = [day.topped_up_fen + day.gift_cards_fen + day.returned_fen for day in days]
    went = [day.spent_fen + day.taken_back_fen for day in days]
    return _chart(
        days, [("流入（元）", came, "var(--color-primary-600)"), ("流出（元）", went, "var(--color-base-400)")]
    )


def _closing(days: list[WalletDay]) -> str:
    return _chart(days, [("期末余额（元）", [day.closing_fen for day in days], "var(--color-primary-600)")])


def _chart(days: list[WalletDay], rows: list[tuple[str, list[int], str]]) -> str:
    datasets = [
        {
            "label": label,
            "data": [money.yuan(amount) for amount in amounts],
            "backgroundColor": colour,
            "borderColor": colour,
            "maxBarThickness": 20,
            "displayYAxis": True,
            "suffixYAxis": "元",
        }
        for label, amounts, colour in rows
    ]
    return json.dumps({"labels": [f"{day.day:%m-%d}" for day in days], "datasets": datasets}, ensure_ascii=False)

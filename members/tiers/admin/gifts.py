"""What tiers and cards have given: read only."""

from django.contrib import admin

from kernel.audit.desk import ReadOnlyDesk, link_column, moment_column, text_column
from members.tiers.models import BenefitGrant
from members.tiers.ports import find_benefit


def _kind(kind: str) -> str:
    benefit = find_benefit(kind)
    return benefit.label if benefit else kind


def _period(period: str) -> str:
    """Return the year, month or card month it was for; an upgrade's period is its tier, which stands beside it."""
    return period if any(sign.isdigit() for sign in period) else "一次"


@admin.register(BenefitGrant)
class GrantDesk(ReadOnlyDesk):
    list_display = ["moment", "member_name", "tier", "occasion", "once_per", "what", "amount"]
    list_filter = ["occasion", ("tier", admin.RelatedOnlyFieldListFilter), "at"]
    list_select_related = ["member", "tier"]
    search_fields = ["member__nickname", "member__number", "period"]
    search_help_text = "会员昵称、会员号或周期"
    ordering = ["-id"]
    fields = readonly_fields = list_display
    moment = moment_column("at", "发放时间")
    member_name = link_column("member", "会员")
    once_per = text_column("period", "周期", _period)
    what = text_column("kind", "种类", _kind)

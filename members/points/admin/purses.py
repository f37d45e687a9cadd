"""The members' points: figures, lots, statement; and the two buttons that give and take."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from kernel import clock
from kernel.audit.desk import DeskForm, ReadOnlyDesk, desk_action, link_column
from members.accounts import phones
from members.ledger.book import Asset, OwnerKind
from members.ledger.models import Account
from members.points import services
from members.points.accounts import DEBT, MAIN, PENDING
from members.points.admin import shown
from members.points.models import Adjustment, Purse
from members.points.services.purses import MOST_POINTS
from members.points.states import AdjustmentState


class AdjustForm(DeskForm):
    points = forms.IntegerField(label="积分", min_value=1, max_value=MOST_POINTS)
    reason = forms.CharField(label="原因", max_length=200, help_text="例如：客诉补偿、活动补发；会员看不到")


def said(adjustment: Adjustment) -> str:
    """Return what the operator hears of an adjustment."""
    if adjustment.state == AdjustmentState.WAITING:
        return "已提交，须由另一位员工在“积分调整”中复核后生效"
    return f"积分已调整 {adjustment.points:+,}"


def operator_id(request: HttpRequest) -> int:
    """Return who is signed in."""
    return int(request.user.pk or 0)


@admin.register(Purse)
class PurseDesk(ReadOnlyDesk):
    list_display = ["whose", "number", "available", "pending", "held", "debt"]
    list_select_related = ["member"]
    list_before_template = "desk/points_overview.html"
    search_fields = ["member__nickname", "member__number"]
    search_help_text = "昵称、会员号，或完整手机号"
    ordering = ["-member_id"]
    actions_detail = ["give", "take"]
    whose = link_column("member", "会员")
    fieldsets = [
        ("概况", {"fields": [("whose", "number"), ("available", "pending", "held", "debt"), "moved_to"]}),
        ("批次", {"fields": ["lots"]}),
        ("使用", {"fields": ["spends"]}),
        ("明细", {"fields": ["statement"]}),
    ]
    readonly_fields = ["whose", "number", "available", "pending", "held", "debt", "lots", "spends", "statement"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Purse]:
        rows: QuerySet[Purse] = super().get_queryset(request)
        return rows.annotate(
            main_points=_figure(MAIN, "balance"),
            held_points=_figure(MAIN, "held"),
            pending_points=_figure(PENDING, "balance"),
            debt_points=_figure(DEBT, "balance"),
        ).annotate(available_points=F("main_points") - F("held_points"))

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[QuerySet[Purse], bool]:
        """A whole phone number finds its owner by digest."""
        term = search_term.strip()
        try:
            digest = phones.digest(term)
        except ValueError:
            return super().get_search_results(request, queryset, search_term)
        found = Q(member__phone_digest=digest) | Q(member__number__contains=term) | Q(member__nickname__icontains=term)
        return queryset.filter(found), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        accounts = Account.objects.filter(owner_kind=OwnerKind.MEMBER, asset=Asset.POINTS)
        totals = dict(accounts.order_by().values_list("bucket").annotate(points=Sum("balance")))
        overview = {
            "cards": [
                ("会员可用积分", totals.get(MAIN, 0)),
                ("待生效积分", totals.get(PENDING, 0)),
                ("会员欠分", -totals.get(DEBT, 0)),
            ],
            "chart": shown.ending_chart(),
        }
        answer: HttpResponse = super().changelist_view(request, {"overview": overview, **(extra_context or {})})
        return answer

    @admin.display(description="会员号", ordering="member__number")
    def number(self, purse: Purse) -> str:
        return purse.member.number

    @admin.display(description="可用", ordering="available_points")
    def available(self, purse: Any) -> str:
        return f"{purse.available_points:,}"

    @admin.display(description="待生效", ordering="pending_points")
    def pending(self, purse: Any) -> str:
        return f"{purse.pending_points:,}"

    @admin.display(description="占用", ordering="held_points")
    def held(self, purse: Any) -> str:
        return f"{purse.held_points:,}"

    @admin.display(description="欠分", ordering="debt_points")
    def debt(self, purse: Any) -> str:
        return f"{-purse.debt_points:,}"

    @admin.display(description="有剩余的批次")
    def lots(self, purse: Purse) -> SafeString | str:
        return shown.lots_table(purse.member_id)

    @admin.display(description="最近使用")
    def spends(self, purse: Purse) -> SafeString | str:
        return shown.spends_table(purse.member_id)

    @admin.display(description="最近明细")
    def statement(self, purse: Purse) -> SafeString | str:
        return shown.statement_table(purse.member_id)

    @desk_action(
        label="增加积分",
        permission="members_points.adjust_purse",
        form=AdjustForm,
        confirm="超过免复核上限时，须由另一位员工复核后生效。会员会收到通知。",
        icon="add",
    )
    def give(self, request: HttpRequest, purse: Purse, data: dict[str, Any]) -> str:
        return said(_propose(request, purse, data["points"], data["reason"]))

    @desk_action(
        label="扣减积分",
        permission="members_points.adjust_purse",
        form=AdjustForm,
        confirm="只能扣减可用积分。超过免复核上限时，须由另一位员工复核后生效。会员会收到通知。",
        icon="remove",
        variant="danger",
    )
    def take(self, request: HttpRequest, purse: Purse, data: dict[str, Any]) -> str:
        return said(_propose(request, purse, -data["points"], data["reason"]))


def _propose(request: HttpRequest, purse: Purse, points: int, reason: str) -> Adjustment:
    return services.propose_adjustment(
        member_id=purse.member_id, points=points, reason=reason, operator_id=operator_id(request), at=clock.now()
    )


def _figure(bucket: str, field: str) -> Any:
    accounts = Account.objects.filter(
        owner_kind=OwnerKind.MEMBER, owner_id=OuterRef("member_id"), asset=Asset.POINTS, bucket=bucket
    )
    return Coalesce(Subquery(accounts.values(field)), 0)

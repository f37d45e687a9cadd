"""Members on the ladder: held by hand until a date, growth value given with a reason; history and reviews to read."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.html import format_html_join

from kernel import clock
from kernel.audit.desk import (
    DeskAdmin,
    DeskForm,
    ReadOnlyDesk,
    actor_of,
    desk_action,
    link_column,
    moment_column,
    show_moment,
    state_column,
)
from members.tiers.models import MemberTier, Tier, TierEvent, TierReview
from members.tiers.models.ladder import Ladder
from members.tiers.selectors.growth import counting_entries
from members.tiers.services import add_growth
from members.tiers.services.holding import HoldDateWrong, hold_tier, release_tier
from members.tiers.services.moving import ensure_ladder

HOLD = "members_tiers.hold_membertier"
KIND_COLOURS = {"up": "success", "down": "danger", "notice": "warning", "recovered": "info", "held": "primary"}
MOST_GROWTH = 10**6
SHOWN_EVENTS = 20


def live_tiers() -> QuerySet[Tier]:
    return Tier.objects.live().of(Ladder.GROWTH)


class HoldForm(DeskForm):
    tier = forms.ModelChoiceField(label="保级为", queryset=Tier.objects.none(), help_text="不低于此等级")
    until_on = forms.DateField(label="保级到", widget=forms.DateInput, help_text="含当日，之后按成长值评定")
    reason = forms.CharField(label="原因", max_length=150)

    def prepare(self, subject: Any) -> None:
        tiers: Any = self.fields["tier"]
        tiers.queryset = live_tiers()


class ReasonForm(DeskForm):
    reason = forms.CharField(label="原因", max_length=150)


class GrowthForm(DeskForm):
    # Sent again by a double click, the same page gives once.
    key = forms.CharField(widget=forms.HiddenInput)
    amount = forms.IntegerField(label="成长值", min_value=1, max_value=MOST_GROWTH, help_text="从今天起计入")
    reason = forms.CharField(label="原因", max_length=60)


class NewHoldForm(forms.ModelForm):
    """Hold a member who has no place on the ladder yet."""

    class Meta:
        model = MemberTier
        fields = ["member", "held_tier", "held_until_on", "hold_reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("held_tier", "held_until_on", "hold_reason"):
            if name in self.fields:
                self.fields[name].required = True
        if "held_tier" in self.fields:
            ensure_ladder()
            tiers: Any = self.fields["held_tier"]
            tiers.queryset = live_tiers()

    def clean_held_until_on(self) -> Any:
        until_on = self.cleaned_data["held_until_on"]
        if until_on < clock.today():
            raise forms.ValidationError(HoldDateWrong.title)
        return until_on


class NoticeFilter(admin.SimpleListFilter):
    title, parameter_name = "状态", "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("noticed", "已预告降级"), ("held", "人工保级")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[MemberTier]:
        if self.value() == "noticed":
            return queryset.filter(down_on__isnull=False)
        return queryset.filter(held_until_on__gte=clock.today()) if self.value() == "held" else queryset


@admin.register(MemberTier)
class StandingDesk(DeskAdmin):
    form = NewHoldForm
    list_display = ["member_name", "tier", "growth", "since", "down_on", "held_tier", "held_until_on"]
    list_filter = [("tier", admin.RelatedOnlyFieldListFilter), NoticeFilter, "down_on"]
    list_select_related = ["member", "tier", "held_tier"]
    search_fields = ["member__nickname", "member__number"]
    search_help_text = "会员昵称或会员号"
    ordering = ["-id"]
    autocomplete_fields = ["member"]
    actions_detail = ["hold", "let_go", "give"]
    member_name = link_column("member", "会员")
    since = moment_column("since_at", "开始时间")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(HOLD)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: MemberTier | None = None) -> Any:
        if obj is None:
            return [("人工保级", {"fields": ["member", "held_tier", "held_until_on", "hold_reason"]})]
        return [
            ("等级", {"fields": ["member_name", "tier", "growth", "since", "keep_until_on"]}),
            ("降级预告", {"fields": ["noticed_on", "down_on"]}),
            ("人工保级", {"fields": ["held_tier", "held_until_on", "hold_reason"]}),
            ("变更记录", {"fields": ["history"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: MemberTier | None = None) -> Any:
        return [] if obj is None else ["member_name", "growth", "since", "history"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MemberTier]:
        mine = counting_entries(clock.today()).filter(account__owner_id=OuterRef("member_id")).order_by()
        total = mine.values("account__owner_id").annotate(total=Sum("amount")).values("total")
        rows: QuerySet[MemberTier] = super().get_queryset(request)
        return rows.annotate(counted=Coalesce(Subquery(total, output_field=BigIntegerField()), 0))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Adding a row is holding a member: the service does it, the page writes the log."""
        row = hold_tier(
            member_id=obj.member_id,
            tier_id=obj.held_tier_id,
            until_on=obj.held_until_on,
            reason=obj.hold_reason,
            actor=actor_of(request),
            at=clock.now(),
        )
        obj.pk, obj.tier, obj.since_at, form.desk_before = row.pk, row.tier, row.since_at, None

    @admin.display(description="有效成长值", ordering="counted")
    def growth(self, row: Any) -> str:
        return f"{row.counted:,}"

    @admin.display(description="最近变更")
    def history(self, row: MemberTier) -> str:
        events = TierEvent.objects.filter(member=row.member_id).select_related("before", "after").order_by("-id")
        lines = (
            (show_moment(event.at), event.get_kind_display(), event.before, event.after, event.reason)
            for event in events[:SHOWN_EVENTS]
        )
        return format_html_join("", "<p>{} · {} · {} → {} · {}</p>", lines) or self.empty_value_display

    @desk_action(label="人工保级", permission=HOLD, form=HoldForm, icon="lock")
    def hold(self, request: HttpRequest, row: MemberTier, data: dict[str, Any]) -> str:
        hold_tier(
            member_id=row.member_id,
            tier_id=data["tier"].pk,
            until_on=data["until_on"],
            reason=data["reason"],
            actor=actor_of(request),
            at=clock.now(),
        )
        return f"已保级为“{data['tier']}”"

    @desk_action(
        label="解除保级",
        permission=HOLD,
        form=ReasonForm,
        confirm="解除后按成长值评定，不足者先收到降级预告。",
        when=lambda row: row.held_tier_id is not None,
        icon="lock_open",
    )
    def let_go(self, request: HttpRequest, row: MemberTier, data: dict[str, Any]) -> str:
        release_tier(member_id=row.member_id, reason=data["reason"], actor=actor_of(request), at=clock.now())
        return "已解除保级"

    @desk_action(
        label="补发成长值",
        permission=HOLD,
        form=GrowthForm,
        initial=lambda row: {"key": uuid4().hex},
        confirm="成长值从今天起计入，达到条件立即升级。发错时在账务交易中冲正。",
        icon="trending_up",
    )
    def give(self, request: HttpRequest, row: MemberTier, data: dict[str, Any]) -> str:
        add_growth(
            member_id=row.member_id,
            amount=data["amount"],
            kind="operator",
            key=f"operator:{data['key'][:32]}",
            reference=data["reason"],
            counts_on=clock.today(),
            at=clock.now(),
        )
        return f"已补发 {data['amount']:,} 成长值"


@admin.register(TierEvent)
class EventDesk(ReadOnlyDesk):
    list_display = ["moment", "member_name", "kind_badge", "before", "after", "growth", "reason"]
    list_filter = ["kind", "at"]
    list_select_related = ["member", "before", "after"]
    search_fields = ["member__nickname", "member__number"]
    search_help_text = "会员昵称或会员号"
    ordering = ["-id"]
    fields = readonly_fields = list_display
    moment = moment_column("at", "时间")
    member_name = link_column("member", "会员")
    kind_badge = state_column("kind", "变更", KIND_COLOURS)


@admin.register(TierReview)
class ReviewDesk(ReadOnlyDesk):
    list_display = ["reviewed_on", "window_days", "notice_days", "looked_at", "ups", "notices", "recoveries", "downs"]
    ordering = ["-id"]
    fields = [*list_display, "started", "finished"]
    readonly_fields = ["started", "finished"]
    started = moment_column("started_at", "开始时间")
    finished = moment_column("finished_at", "完成时间")

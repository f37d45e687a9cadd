"""Paid membership: days given by hand, ended early with a reason; what was paid back is decided where it was sold."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from kernel import clock
from kernel.audit.desk import DeskAdmin, DeskForm, badge, desk_action, link_column, moment_column, text_column
from members.tiers.models import Membership
from members.tiers.services import end_membership, extend_membership

END = "members_tiers.end_membership"
MOST_DAYS = 3650


class EndForm(DeskForm):
    reason = forms.CharField(label="原因", max_length=200)


class GiveDaysForm(forms.ModelForm):
    """Give a member paid days; they follow what the member has."""

    days = forms.IntegerField(label="赠送天数", min_value=1, max_value=MOST_DAYS)
    key = forms.CharField(label="防重复标记", widget=forms.HiddenInput, initial=lambda: uuid4().hex)

    class Meta:
        model = Membership
        fields = ["member", "days", "key"]

    def clean_key(self) -> str:
        return f"operator:{self.cleaned_data['key'].removeprefix('operator:')[:32]}"

    def clean(self) -> Any:
        if Membership.objects.filter(key=self.cleaned_data.get("key")).exists():
            raise forms.ValidationError("这些天数已经赠送过了。")
        return super().clean()


class RunningFilter(admin.SimpleListFilter):
    title, parameter_name = "状态", "span"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("running", "使用中"), ("ahead", "未开始"), ("over", "已结束")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Membership]:
        at = clock.now()
        if self.value() == "running":
            return queryset.running(at)
        if self.value() == "ahead":
            return queryset.filter(starts_at__gt=at, ends_at__gt=at)
        return queryset.filter(ends_at__lte=at) if self.value() == "over" else queryset


@admin.register(Membership)
class MembershipDesk(DeskAdmin):
    form = GiveDaysForm
    list_display = ["member_name", "source", "state", "starts", "ends", "days"]
    list_filter = [RunningFilter, "ends_at"]
    list_select_related = ["member"]
    search_fields = ["member__nickname", "member__number"]
    search_help_text = "会员昵称或会员号"
    ordering = ["-id"]
    autocomplete_fields = ["member"]
    actions_detail = ["end"]
    member_name = link_column("member", "会员")
    source = text_column("plan_code", "来源", lambda code: "商城赠送" if code == "operator" else "购买")
    starts = moment_column("starts_at", "开始时间")
    ends = moment_column("ends_at", "到期时间")
    opened = moment_column("opened_at", "开通时间")
    ended = moment_column("ended_at", "提前结束")
    reminded = moment_column("reminded_at", "到期提醒")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(END)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Membership | None = None) -> Any:
        if obj is None:
            return ["member", "days", "key"]
        return ["member_name", "source", "state", "days", "opened", "starts", "ends", "ended", "reminded"]

    def get_readonly_fields(self, request: HttpRequest, obj: Membership | None = None) -> Any:
        return [] if obj is None else self.get_fields(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Adding a row is giving days: the service does it, the page writes the log."""
        span = extend_membership(member_id=obj.member_id, days=obj.days, key=obj.key, at=clock.now())
        form.instance = obj
        for field in Membership._meta.concrete_fields:
            setattr(obj, field.attname, getattr(span, field.attname))
        form.desk_before = None

    @admin.display(description="状态")
    def state(self, span: Membership) -> str:
        at = clock.now()
        if span.ends_at <= at:
            return badge("已退" if span.ended_at else "已结束")
        if span.starts_at > at:
            return badge("未开始", "info")
        return badge("即将到期" if span.ends_at - at < timedelta(days=7) else "使用中", "success")

    @desk_action(
        label="提前结束",
        permission=END,
        form=EndForm,
        confirm="会员权益立即停止，之后的卡提前开始。这里不退款。",
        when=lambda span: span.ends_at > clock.now(),
        icon="event_busy",
        variant="danger",
    )
    def end(self, request: HttpRequest, span: Membership, data: dict[str, Any]) -> str:
        end_membership(key=span.key, at=clock.now())
        return "已提前结束"

"""Members and regions for operators. Phones are masked; nothing here is typed over, bans go through the service."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest

from kernel import clock
from kernel.audit.desk import (
    DeskForm,
    ReadOnlyDesk,
    ReadOnlyInline,
    desk_action,
    moment_column,
    phone_column,
    state_column,
    text_column,
)
from members.accounts import phones
from members.accounts.models import Address, Identity, Member, Region, Session
from members.accounts.services import ban_member, lift_ban


def _ending(subject: str) -> str:
    """Show the end of an identifier: enough to compare, too little to use."""
    return f"…{subject[-6:]}"


class IdentityInline(ReadOnlyInline):
    model = Identity
    fields = readonly_fields = ["provider", "appid", "ending", "linked"]
    verbose_name_plural = "登录身份"
    ending = text_column("subject", "标识", _ending)
    linked = moment_column("linked_at", "关联时间")


class AddressInline(ReadOnlyInline):
    model = Address
    fields = readonly_fields = ["name", "masked_phone", "region", "detail", "is_default"]
    masked_phone = phone_column("phone", "电话")
    region = text_column("region_names", "地区", " ".join)


class BanForm(DeskForm):
    reason = forms.CharField(label="停用原因", max_length=200, widget=forms.Textarea)


class LiftForm(DeskForm):
    reason = forms.CharField(label="恢复原因", max_length=200, widget=forms.Textarea)


@admin.register(Member)
class MemberDesk(ReadOnlyDesk):
    list_display = [
        "number",
        "nickname",
        "masked_phone",
        "state_badge",
        "joined",
        "last_seen",
        "first_paid",
        "signed_in",
    ]
    list_display_links = ["number", "nickname"]
    list_filter = ["state", "gender", "joined_at"]
    search_fields = ["number", "nickname"]
    search_help_text = "会员号、昵称，或完整手机号"
    ordering = ["-joined_at", "-id"]
    inlines = [IdentityInline, AddressInline]
    actions_detail = ["ban", "lift"]
    masked_phone = phone_column("phone", "手机号")
    state_badge = state_column("state", "状态", {"active": "success", "banned": "danger"})
    joined = moment_column("joined_at", "注册时间")
    last_seen = moment_column("last_seen_at", "最近登录")
    first_paid = moment_column("first_paid_at", "首次支付")
    banned = moment_column("banned_at", "停用时间")
    readonly_fields = ["masked_phone", "state_badge", "joined", "last_seen", "first_paid", "banned", "signed_in"]
    fieldsets = [
        ("会员", {"fields": ["number", "nickname", "masked_phone", "gender", "birthday_on"]}),
        ("状态", {"fields": ["state_badge", "banned", "ban_reason", "signed_in"]}),
        ("来往", {"fields": ["joined", "last_seen", "first_paid", "first_scene", "first_visitor_id"]}),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Member], bool]:
        """A whole phone number finds its owner by digest: the numbers themselves are not readable in the database."""
        term = search_term.strip()
        try:
            digest = phones.digest(term)
        except ValueError:
            return super().get_search_results(request, queryset, search_term)
        # Part of a member number may look like a phone as well.
        found = Q(phone_digest=digest) | Q(number__contains=term) | Q(nickname__icontains=term)
        return queryset.filter(found), False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        current = Session.objects.live().filter(member=OuterRef("pk"), rotated_at=None).order_by().values("member")
        sessions = Subquery(current.annotate(count=Count("pk")).values("count"))
        queryset: QuerySet[Member] = super().get_queryset(request).annotate(current_sessions=sessions)
        return queryset

    @admin.display(description="登录设备")
    def signed_in(self, member: Any) -> int:
        return member.current_sessions or 0

    @desk_action(
        label="停用",
        permission="members_accounts.ban_member",
        form=BanForm,
        confirm="该会员将立即退出登录，且不能再次登录。",
        when=lambda member: member.state == Member.State.ACTIVE,
        variant="danger",
    )
    def ban(self, request: HttpRequest, member: Member, data: dict[str, Any]) -> str:
        ban_member(member_id=member.pk, reason=data["reason"], at=clock.now())
        return "会员已停用。"

    @desk_action(
        label="恢复",
        permission="members_accounts.ban_member",
        form=LiftForm,
        confirm="该会员可以重新登录。",
        when=lambda member: member.state == Member.State.BANNED,
    )
    def lift(self, request: HttpRequest, member: Member, data: dict[str, Any]) -> str:
        lift_ban(member_id=member.pk)
        return "会员已恢复。"


@admin.register(Region)
class RegionDesk(ReadOnlyDesk):
    list_display = ["code", "name", "level", "parent_code"]
    list_filter = ["level"]
    search_fields = ["name", "code"]
    ordering = ["code", "level"]

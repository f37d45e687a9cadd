"""Members for operators. Phones are masked and who looks is written down; nothing is typed over."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from kernel import clock
from kernel.audit.desk import (
    DeskForm,
    PickerField,
    ReadOnlyDesk,
    ReadOnlyInline,
    actor_of,
    desk_action,
    link_column,
    moment_column,
    phone_column,
    state_column,
    text_column,
)
from members.accounts import phones
from members.accounts.models import Address, Identity, Member, MergeCase, PersonalAccess, Session
from members.accounts.services import ban_member, lift_ban, note_access, propose_merge, survivor_of


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


class MergedFilter(admin.SimpleListFilter):
    """Who became somebody else stands in no list, unless asked for."""

    title = "状态"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*Member.State.choices, ("all", "全部")]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield {**first, "display": "未合并的会员"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        wanted = self.value()
        if wanted == "all":
            return queryset
        return queryset.filter(state=wanted) if wanted else queryset.exclude(state=Member.State.MERGED)


class BanForm(DeskForm):
    reason = forms.CharField(label="停用原因", max_length=200, widget=forms.Textarea)


class LiftForm(DeskForm):
    reason = forms.CharField(label="恢复原因", max_length=200, widget=forms.Textarea)


class RevealForm(DeskForm):
    reason = forms.CharField(label="查看原因", max_length=200, help_text="记入个人信息访问记录")


class MergeForm(DeskForm):
    """Who else this member is, and who of the two stays."""

    other = PickerField(
        MergeCase._meta.get_field("source"), label="另一位会员", help_text="按会员号、昵称或完整手机号搜索"
    )
    keeps = forms.ChoiceField(
        label="保留哪一位",
        choices=[("rule", "按规则：有过付款者优先，其次先注册者"), ("this", "本会员"), ("other", "另一位会员")],
        widget=forms.RadioSelect,
        initial="rule",
    )
    note = forms.CharField(label="依据", max_length=200, widget=forms.Textarea)

    def clean(self) -> dict[str, Any]:
        """Add `pair`: source and target."""
        data: dict[str, Any] = super().clean() or {}
        this, other = self.subject, data.get("other")
        if other is not None:
            stays = {"this": this, "other": other}.get(data.get("keeps", "")) or survivor_of(this, other)
            data["pair"] = (other, this) if stays.pk == this.pk else (this, other)
        return data


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
    list_filter = [MergedFilter, "gender", "joined_at"]
    search_fields = ["number", "nickname"]
    search_help_text = "会员号、昵称，或完整手机号"
    ordering = ["-joined_at", "-id"]
    inlines = [IdentityInline, AddressInline]
    actions_detail = ["reveal", "merge", "ban", "lift"]
    masked_phone = phone_column("phone", "手机号")
    state_badge = state_column("state", "状态", {"active": "success", "banned": "danger", "merged": "info"})
    joined = moment_column("joined_at", "注册时间")
    last_seen = moment_column("last_seen_at", "最近登录")
    first_paid = moment_column("first_paid_at", "首次支付")
    banned = moment_column("banned_at", "停用时间")
    became = link_column("merged_into", "合并到")
    readonly_fields = [
        "masked_phone",
        "state_badge",
        "joined",
        "last_seen",
        "first_paid",
        "banned",
        "signed_in",
        "became",
    ]
    fieldsets = [
        ("会员", {"fields": ["number", "nickname", "masked_phone", "gender", "birthday_on"]}),
        ("状态", {"fields": ["state_badge", "became", "banned", "ban_reason", "signed_in"]}),
        ("来往", {"fields": ["joined", "last_seen", "first_paid", "first_scene", "first_visitor_id"]}),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Member], bool]:
        """A whole phone number finds its owner by digest: the numbers themselves are not readable in the database."""
        term = search_term.strip()
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.exclude(state__in=(Member.State.MERGED, Member.State.ERASED))
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

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        """Show the page, and write down who saw it."""
        response = super().change_view(request, object_id, *args, **kwargs)
        if response.status_code == 200 and request.method == "GET":
            what = PersonalAccess.What.PAGE
            note_access(member_id=int(object_id), what=what, reason="", actor=actor_of(request), at=clock.now())
        return response

    @admin.display(description="登录设备")
    def signed_in(self, member: Any) -> int:
        return member.current_sessions or 0

    @desk_action(
        label="查看手机号",
        permission="members_accounts.reveal_phone",
        form=RevealForm,
        confirm="显示完整手机号，并记录是谁、为何查看。",
        when=lambda member: member.has_phone,
    )
    def reveal(self, request: HttpRequest, member: Member, data: dict[str, Any]) -> str:
        what = PersonalAccess.What.PHONE
        note_access(member_id=member.pk, what=what, reason=data["reason"], actor=actor_of(request), at=clock.now())
        return f"手机号：{member.phone}"

    @desk_action(
        label="合并会员",
        permission="members_accounts.merge_member",
        form=MergeForm,
        confirm="提出合并后，请在合并单上核对将迁移的内容，再确认。",
        when=lambda member: member.state in (Member.State.ACTIVE, Member.State.BANNED),
    )
    def merge(self, request: HttpRequest, member: Member, data: dict[str, Any]) -> str:
        source, target = data["pair"]
        case = propose_merge(
            source_id=source.pk,
            target_id=target.pk,
            evidence=MergeCase.Evidence.OPERATOR,
            note=data["note"],
            actor=actor_of(request),
            at=clock.now(),
        )
        page = reverse("admin:members_accounts_mergecase_change", args=[case.pk])
        return format_html('已提出合并，请到 <a href="{}" class="underline">合并单</a> 核对并确认。', page)

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

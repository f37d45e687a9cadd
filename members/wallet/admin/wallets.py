"""Whose wallet holds what, its statement, and the button to adjust it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RangeDateFilter

from kernel import clock
from kernel.audit.desk import (
    DeskForm,
    FenField,
    ReadOnlyDesk,
    ReadOnlyInline,
    actor_of,
    desk_action,
    fen_column,
    moment_column,
    phone_column,
    state_column,
    text_column,
)
from members.accounts import phones
from members.accounts.models import Member
from members.ledger.book import Asset, OwnerKind
from members.ledger.models import Account
from members.wallet import services
from members.wallet.kinds import LABELS, label_of
from members.wallet.models import GiftCard, Spending, TopUp, Wallet, WalletEntry
from members.wallet.selectors import BONUS, PRINCIPAL
from members.wallet.shapes import WalletParts
from members.wallet.states import AdjustmentState

SPENDING_COLOURS = {"held": "warning", "captured": "success", "released": "default"}


class AdjustForm(DeskForm):
    direction = forms.ChoiceField(label="方向", choices=[("add", "增加"), ("take", "扣减")])
    principal_fen = FenField(label="本金（元）", required=False)
    bonus_fen = FenField(label="赠金（元）", required=False)
    reason = forms.CharField(label="原因", max_length=200, widget=forms.Textarea)


class HasMoneyFilter(admin.SimpleListFilter):
    title, parameter_name = "余额", "money"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("some", "有余额"), ("held", "有冻结")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Wallet]:
        mine = Account.objects.filter(owner_kind=OwnerKind.MEMBER, owner_id=OuterRef("pk"), asset=Asset.WALLET)
        if self.value() == "some":
            return queryset.filter(Exists(mine.filter(balance__gt=0)))
        return queryset.filter(Exists(mine.filter(held__gt=0))) if self.value() == "held" else queryset


class TopUpRows(ReadOnlyInline):
    model = TopUp
    fk_name = "member"
    fields = readonly_fields = ["moment", "kind", "reference", "principal", "bonus", "taken"]
    ordering = ["-id"]
    per_page = 20
    moment = moment_column("at", "时间")
    principal = fen_column("principal_fen", "本金")
    bonus = fen_column("bonus_fen", "赠金")
    taken = fen_column("taken_principal_fen", "已退本金")


class SpendingRows(ReadOnlyInline):
    model = Spending
    fk_name = "member"
    fields = readonly_fields = ["moment", "reference", "state_badge", "principal", "bonus", "came_back"]
    ordering = ["-id"]
    per_page = 20
    moment = moment_column("at", "时间")
    state_badge = state_column("state", "状态", SPENDING_COLOURS)
    principal = fen_column("principal_fen", "本金")
    bonus = fen_column("bonus_fen", "赠金")
    came_back = fen_column("returned__total_fen", "已退回")


class GiftCardRows(ReadOnlyInline):
    model = GiftCard
    fk_name = "member"
    fields = readonly_fields = ["title", "tail", "face", "redeemed"]
    ordering = ["-id"]
    per_page = 20
    title = text_column("batch__title", "批次")
    face = fen_column("batch__face_fen", "面值")
    redeemed = moment_column("redeemed_at", "兑换时间")

    def get_queryset(self, request: HttpRequest) -> QuerySet[GiftCard]:
        return super().get_queryset(request).select_related("batch")


@admin.register(Wallet)
class WalletDesk(ReadOnlyDesk):
    list_display = ["nickname", "number", "masked_phone", "principal", "bonus", "held", "spendable"]
    list_display_links = ["nickname", "number"]
    list_filter = [HasMoneyFilter]
    search_fields = ["number", "nickname"]
    search_help_text = "会员号、昵称，或完整手机号"
    ordering = ["-id"]
    inlines = [TopUpRows, SpendingRows, GiftCardRows]
    actions_detail = ["adjust"]
    masked_phone = phone_column("phone", "手机号")
    principal = fen_column("principal_fen", "本金")
    bonus = fen_column("bonus_fen", "赠金")
    held = fen_column("held_fen", "冻结")
    spendable = fen_column("spendable_fen", "可用")
    readonly_fields = ["masked_phone", "principal", "bonus", "held", "spendable", "statement"]
    fieldsets = [
        ("会员", {"fields": ["nickname", "number", "masked_phone"]}),
        ("余额", {"fields": ["principal", "bonus", "held", "spendable", "statement"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Wallet]:
        queryset: QuerySet[Wallet] = super().get_queryset(request)
        return queryset.annotate(
            principal_fen=_of_accounts("balance", PRINCIPAL),
            bonus_fen=_of_accounts("balance", BONUS),
            held_fen=_of_accounts("held"),
        ).annotate(spendable_fen=F("principal_fen") + F("bonus_fen") - F("held_fen"))

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[Wallet], bool]:
        """A whole phone number finds its owner by digest: the numbers themselves are not readable in the database."""
        term = search_term.strip()
        try:
            digest = phones.digest(term)
        except ValueError:
            return super().get_search_results(request, queryset, search_term)
        found = Q(phone_digest=digest) | Q(number__contains=term) | Q(nickname__icontains=term)
        return queryset.filter(found), False

    @admin.display(description="流水")
    def statement(self, wallet: Wallet) -> SafeString:
        page = reverse("admin:members_wallet_walletentry_changelist")
        return format_html('<a href="{}?q={}" class="text-primary-600">查看全部流水</a>', page, wallet.number)

    @desk_action(
        label="调整余额",
        permission="members_wallet.adjust_wallet",
        form=AdjustForm,
        initial=lambda wallet: {"direction": "add"},
        confirm="一天内合计超过单人限额的，提交后须由另一位员工审批。",
        icon="exposure",
    )
    def adjust(self, request: HttpRequest, wallet: Wallet, data: dict[str, Any]) -> str:
        sign = 1 if data["direction"] == "add" else -1
        parts = WalletParts(sign * (data["principal_fen"] or 0), sign * (data["bonus_fen"] or 0))
        change = services.NewAdjustment(wallet.pk, parts, data["reason"])
        made = services.adjust_wallet(change=change, operator_id=operator_id_of(request), at=clock.now())
        return "余额已调整" if made.state == AdjustmentState.APPLIED else "已提交，等待另一位员工审批"


class KindFilter(admin.SimpleListFilter):
    title, parameter_name = "类型", "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(LABELS.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[WalletEntry]:
        return queryset.filter(transaction__kind=self.value()) if self.value() else queryset


@admin.register(WalletEntry)
class StatementDesk(ReadOnlyDesk):
    list_display = ["moment", "whose", "kind", "bucket", "amount_shown", "reference"]
    list_filter = [KindFilter, ("transaction__at", RangeDateFilter)]
    list_select_related = ["transaction", "account"]
    search_fields = ["transaction__reference"]
    search_help_text = "会员号、昵称或单据号"
    ordering = ["-id"]
    fields = readonly_fields = ["moment", "whose", "kind", "bucket", "amount_shown", "reference", "note"]
    moment = moment_column("transaction__at", "时间")
    kind = text_column("transaction__kind", "类型", label_of)
    reference = text_column("transaction__reference", "单据")
    note = text_column("transaction__note", "说明")
    amount_shown = fen_column("amount", "金额")

    def get_queryset(self, request: HttpRequest) -> QuerySet[WalletEntry]:
        names = Member.objects.filter(pk=OuterRef("account__owner_id")).values("nickname")
        queryset: QuerySet[WalletEntry] = super().get_queryset(request)
        return queryset.annotate(owner_name=Subquery(names))

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet[WalletEntry], bool]:
        """A member's number or name finds what is theirs, a document's number what was written for it."""
        term = search_term.strip()
        if not term:
            return queryset, False
        members = Member.objects.filter(Q(number__contains=term) | Q(nickname__icontains=term)).values("pk")
        return queryset.filter(Q(account__owner_id__in=members) | Q(transaction__reference__contains=term)), False

    @admin.display(description="会员")
    def whose(self, entry: Any) -> SafeString:
        url = reverse("admin:members_wallet_wallet_change", args=[entry.account.owner_id])
        return format_html('<a href="{}" class="text-primary-600">{}</a>', url, entry.owner_name)

    @admin.display(description="科目", ordering="account__bucket")
    def bucket(self, entry: WalletEntry) -> str:
        return entry.account.bucket_label()


def operator_id_of(request: HttpRequest) -> int:
    """Return who is signed in."""
    operator_id = actor_of(request).id
    assert operator_id is not None, "an operator has an id"
    return operator_id


def _of_accounts(figure: str, bucket: str = "") -> Coalesce:
    accounts = Account.objects.filter(owner_kind=OwnerKind.MEMBER, owner_id=OuterRef("pk"), asset=Asset.WALLET)
    if bucket:
        accounts = accounts.filter(bucket=bucket)
    return Coalesce(Subquery(accounts.order_by().values("owner_id").annotate(n=Sum(figure)).values("n")), 0)

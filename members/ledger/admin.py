"""The book for operators: read only, but for a reversal with a reason."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from kernel import clock, money
from kernel.audit.desk import DeskForm, ReadOnlyDesk, ReadOnlyInline, desk_action, link_column, moment_column
from members.accounts.models import Member
from members.ledger import services
from members.ledger.book import ITEMISED_KINDS, Asset, OwnerKind
from members.ledger.models import Account, Entry, Hold, Transaction

_COUNTED = {Asset.POINTS, Asset.GROWTH}


def show_amount(asset: str, amount: int) -> str:
    """Return an amount as operators read it: points as they are, fen as yuan."""
    return f"{amount:,}" if asset in _COUNTED else money.display(amount)


class ReverseForm(DeskForm):
    reason = forms.CharField(label="原因", max_length=200)


class EntryRows(ReadOnlyInline):
    model = Entry
    fields = ["account_name", "shown", "counts_on"]
    readonly_fields = ["account_name", "shown"]
    account_name = link_column("account", "账户")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return super().get_queryset(request).select_related("account")

    @admin.display(description="金额")
    def shown(self, entry: Entry) -> str:
        return show_amount(entry.account.asset, entry.amount)


class AccountEntryRows(ReadOnlyInline):
    model = Entry
    fields = ["moment", "transaction_name", "shown", "counts_on"]
    readonly_fields = ["moment", "transaction_name", "shown"]
    ordering = ["-id"]
    per_page = 20
    moment = moment_column("transaction__at", "时间")
    transaction_name = link_column("transaction", "交易")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return super().get_queryset(request).select_related("transaction", "account")

    @admin.display(description="金额")
    def shown(self, entry: Entry) -> str:
        return show_amount(entry.account.asset, entry.amount)


class HoldRows(ReadOnlyInline):
    model = Hold
    fields = ["moment", "reference", "shown", "state"]
    readonly_fields = ["moment", "shown"]
    ordering = ["-id"]
    per_page = 20
    moment = moment_column("at", "冻结时间")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Hold]:
        return super().get_queryset(request).select_related("account")

    @admin.display(description="金额")
    def shown(self, hold: Hold) -> str:
        return show_amount(hold.account.asset, hold.amount)


@admin.register(Account)
class AccountDesk(ReadOnlyDesk):
    list_display = ["owner", "bucket_name", "balance_shown", "held_shown", "available_shown"]
    list_filter = ["owner_kind", "asset"]
    search_fields = ["owner_name"]
    search_help_text = "会员昵称"
    ordering = ["owner_kind", "owner_id", "asset", "bucket"]
    fields = ["owner", "bucket_name", "balance_shown", "held_shown", "available_shown", "is_guarded"]
    readonly_fields = fields[:5]
    inlines = [AccountEntryRows, HoldRows]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        names = Member.objects.filter(pk=OuterRef("owner_id")).values("nickname")
        return super().get_queryset(request).annotate(owner_name=Subquery(names))

    @admin.display(description="所属", ordering="owner_id")
    def owner(self, account: Any) -> str:
        if account.owner_kind == OwnerKind.SHOP:
            return f"商城（分户 {account.owner_id}）"
        return account.owner_name or f"会员 {account.owner_id}"

    @admin.display(description="科目", ordering="bucket")
    def bucket_name(self, account: Account) -> str:
        return account.bucket_label()

    @admin.display(description="余额", ordering="balance")
    def balance_shown(self, account: Account) -> str:
        return show_amount(account.asset, account.balance)

    @admin.display(description="冻结", ordering="held")
    def held_shown(self, account: Account) -> str:
        return show_amount(account.asset, account.held)

    @admin.display(description="可用")
    def available_shown(self, account: Account) -> str:
        return show_amount(account.asset, account.available)


@admin.register(Transaction)
class TransactionDesk(ReadOnlyDesk):
    list_display = ["moment", "kind", "reference", "note", "original"]
    list_filter = ["kind", "at"]
    list_select_related = ["reverses"]
    search_fields = ["reference", "key"]
    search_help_text = "单据号或幂等键"
    ordering = ["-id"]
    fields = ["moment", "kind", "key", "reference", "note", "original"]
    readonly_fields = ["moment", "original"]
    inlines = [EntryRows]
    actions_detail = ["settle"]
    moment = moment_column("at", "时间")
    original = link_column("reverses", "冲正对象")

    @desk_action(
        label="冲正",
        permission="members_ledger.settle_transaction",
        form=ReverseForm,
        confirm="将写入一笔方向相反的交易，原交易保留。",
        when=lambda row: (
            row.reverses_id is None and not row.kind.startswith(ITEMISED_KINDS) and not row.reversals.exists()
        ),
        icon="undo",
        variant="danger",
    )
    def settle(self, request: HttpRequest, row: Transaction, data: dict[str, Any]) -> str:
        services.reverse(transaction_id=row.pk, reason=data["reason"], at=clock.now())
        return "已冲正"

"""Double entry, written once: accounts, transactions, entries; and what is held for later (rules 9)."""

from django.db import models
from django.db.models import F, Q

from kernel.audit.append_only import protect
from members.ledger.book import Asset, OwnerKind, find_bucket


class Account(models.Model):
    """Balance and held are kept beside the entries so that they can be read, guarded and locked in one row."""

    owner_kind = models.CharField("所属", max_length=10, choices=OwnerKind.choices)
    owner_id = models.PositiveBigIntegerField("所属编号")
    asset = models.CharField("资产", max_length=12, choices=Asset.choices)
    bucket = models.CharField("科目", max_length=12)
    is_guarded = models.BooleanField("不可为负")
    balance = models.BigIntegerField("余额", default=0)
    held = models.BigIntegerField("冻结", default=0)
    # How many entries there are: with it, one pass over the book shows that none is lost or foreign.
    entry_count = models.PositiveBigIntegerField("分录数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "账户"
        constraints = [
            models.UniqueConstraint(name="ledger_account_once", fields=["owner_kind", "owner_id", "asset", "bucket"]),
            models.CheckConstraint(
                name="ledger_guarded_not_below_zero", condition=Q(is_guarded=False) | Q(balance__gte=0)
            ),
            models.CheckConstraint(
                name="ledger_held_within_balance",
                condition=Q(is_guarded=False, held=0) | Q(is_guarded=True, held__gte=0, held__lte=F("balance")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_owner_kind_display()} {self.owner_id} {self.bucket_label()}"

    @property
    def available(self) -> int:
        return self.balance - self.held

    def bucket_label(self) -> str:
        bucket = find_bucket(self.owner_kind, self.asset, self.bucket)
        return bucket.label if bucket else f"{self.asset}/{self.bucket}"


@protect
class Transaction(models.Model):
    """One event in the book. `key` says what it is of, so that doing it twice is doing it once (rules 9.3)."""

    kind = models.CharField("类型", max_length=40)
    key = models.CharField("幂等键", max_length=120, unique=True)
    reference = models.CharField("单据", max_length=64, blank=True, db_index=True)
    note = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    line_count = models.PositiveSmallIntegerField("分录数")
    reverses = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="reversals", verbose_name="冲正对象", db_index=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "账务交易"
        permissions = [("settle_transaction", "可以冲正账务交易")]
        constraints = [models.CheckConstraint(name="ledger_transaction_two_lines", condition=Q(line_count__gte=2))]
        indexes = [models.Index(name="ledger_reversals", fields=["reverses"], condition=Q(reverses__isnull=False))]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


@protect
class Entry(models.Model):
    """One line of a transaction: `amount` is added to the account."""

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="entries", verbose_name="交易")
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries", verbose_name="账户", db_index=False)
    # The account's, kept here so that the book is proved without looking up every account.
    asset = models.CharField("资产", max_length=12, choices=Asset.choices)
    amount = models.BigIntegerField("金额")
    counts_on = models.DateField("计入日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "账务分录"
        constraints = [models.CheckConstraint(name="ledger_entry_not_zero", condition=~Q(amount=0))]
        indexes = [
            models.Index(name="ledger_entry_of_account", fields=["account", "-id"]),
            models.Index(
                name="ledger_entry_counts_on", fields=["account", "counts_on"], condition=Q(counts_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount:+d}"


class Hold(models.Model):
    """An amount kept for later. It is no entry: it becomes entries when captured, or disappears (rules 9.4)."""

    class State(models.TextChoices):
        HELD = "held", "冻结中"
        CAPTURED = "captured", "已扣款"
        RELEASED = "released", "已释放"

    key = models.CharField("幂等键", max_length=120)
    account = models.ForeignKey(Account, models.PROTECT, related_name="holds", verbose_name="账户", db_index=False)
    amount = models.BigIntegerField("金额")
    reference = models.CharField("单据", max_length=64, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.HELD)
    at = models.DateTimeField("冻结时间")
    ended_at = models.DateTimeField("结束时间", null=True)
    transaction = models.ForeignKey(
        Transaction, models.PROTECT, null=True, related_name="holds", verbose_name="扣款交易", db_index=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "账户冻结"
        constraints = [
            models.UniqueConstraint(name="ledger_hold_once", fields=["key", "account"]),
            models.CheckConstraint(name="ledger_hold_above_zero", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="ledger_hold_ends_once",
                condition=Q(state="held", ended_at=None, transaction=None)
                | Q(state="released", ended_at__isnull=False, transaction=None)
                | Q(state="captured", ended_at__isnull=False, transaction__isnull=False),
            ),
        ]
        indexes = [models.Index(name="ledger_hold_live", fields=["account"], condition=Q(state="held"))]

    def __str__(self) -> str:
        return f"{self.account} {self.amount} {self.get_state_display()}"

"""What must hold of wallets (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from kernel import clock
from members.ledger.book import Asset, OwnerKind
from members.ledger.models import Entry, Hold, Transaction
from members.wallet import kinds
from members.wallet.models import (
    Adjustment,
    GiftCard,
    GiftCardBatch,
    Spending,
    SpendingReturn,
    TopUp,
    TopUpReturn,
    WalletDay,
)
from members.wallet.selectors import BONUS, PRINCIPAL, first_day
from members.wallet.services.days import counted_days, same_figures
from members.wallet.states import AdjustmentState, CardState, SpendingState

# Counted at half past midnight; until then yesterday has no row.
DAY_COUNTED_WITHIN = timedelta(hours=3)


def top_ups_are_booked() -> Iterator[str]:
    """A top-up stands in the ledger, to the fen of principal and bonus."""
    key = Concat(Value(f"{kinds.TOP_UP}:"), OuterRef("key"))
    for row in _unbooked(TopUp.objects.all(), key, sign=1):
        yield f"充值 {row.pk}（{row.key}）：记 {_parts(row)}，账上 {_booked(row)}"


def take_backs_are_booked() -> Iterator[str]:
    """What was taken back of top-ups left the wallet, to the fen."""
    key = Concat(Value(f"{kinds.TAKE_BACK}:"), OuterRef("refund_key"))
    for row in _unbooked(TopUpReturn.objects.all(), key, sign=-1):
        yield f"充值退款 {row.pk}（{row.refund_key}）：记 {_parts(row)}，账上 {_booked(row)}"


def spendings_are_booked() -> Iterator[str]:
    """What was captured left the wallet, to the fen; what was not, did not."""
    key = Concat(Value("capture:wallet:"), OuterRef("key"))
    for row in _unbooked(Spending.objects.filter(state=SpendingState.CAPTURED), key, sign=-1):
        yield f"余额支付 {row.pk}（{row.key}）：记 {_parts(row)}，账上 {_booked(row)}"
    others = Spending.objects.exclude(state=SpendingState.CAPTURED)
    for row in others.filter(Exists(_entries(key))).order_by("pk").iterator():
        yield f"余额支付 {row.pk}（{row.key}）：{row.get_state_display()}，账上却已扣款"


def returns_are_booked() -> Iterator[str]:
    """What came back of a payment is in the wallet, to the fen."""
    key = Concat(Value(f"{kinds.RETURN}:"), OuterRef("refund_key"))
    for row in _unbooked(SpendingReturn.objects.all(), key, sign=1):
        yield f"余额退回 {row.pk}（{row.refund_key}）：记 {_parts(row)}，账上 {_booked(row)}"


def adjustments_are_booked() -> Iterator[str]:
    """An applied adjustment stands in the ledger, to the fen; another one does not."""
    key = Concat(Value(f"{kinds.ADJUST}:"), Cast(OuterRef("pk"), CharField()))
    for row in _unbooked(Adjustment.objects.filter(state=AdjustmentState.APPLIED), key, sign=1):
        yield f"余额调整 {row.pk}：记 {_parts(row)}，账上 {_booked(row)}"
    others = Adjustment.objects.exclude(state=AdjustmentState.APPLIED)
    for row in others.filter(Exists(_entries(key))).order_by("pk").iterator():
        yield f"余额调整 {row.pk}：{row.get_state_display()}，账上却已入账"


def spendings_hold_what_they_say() -> Iterator[str]:
    """An open payment holds exactly its amount in the ledger; an ended one holds nothing."""
    holds = Hold.objects.filter(key=Concat(Value("wallet:"), OuterRef("key")), state=Hold.State.HELD).order_by()
    kept = Coalesce(Subquery(holds.values("key").annotate(total=Sum("amount")).values("total")), 0)
    rows = Spending.objects.annotate(kept=kept)
    is_open = Q(state=SpendingState.HELD)
    wrong = rows.filter(is_open & ~Q(kept=F("principal_fen") + F("bonus_fen")) | ~is_open & ~Q(kept=0))
    for row in wrong.order_by("pk").iterator():
        yield f"余额支付 {row.pk}（{row.key}）：{row.get_state_display()} {_parts(row)}，账上冻结 {row.kept}"


def holds_have_their_spending() -> Iterator[str]:
    """Whatever is held in a wallet is held for a payment that is known, and of the same member."""
    mine = Spending.objects.filter(member_id=OuterRef("account__owner_id")).annotate(
        hold_key=Concat(Value("wallet:"), F("key"))
    )
    live = Hold.objects.filter(state=Hold.State.HELD, account__asset=Asset.WALLET)
    for row in live.filter(~Exists(mine.filter(hold_key=OuterRef("key")))).order_by("pk").iterator():
        yield f"冻结 {row.pk}（{row.key}）：没有对应的余额支付"


def returns_add_up() -> Iterator[str]:
    """What a payment says has come back is the sum of its returns."""
    rows = Spending.objects.annotate(
        principal=Coalesce(Sum("returns__principal_fen"), 0), bonus=Coalesce(Sum("returns__bonus_fen"), 0)
    )
    wrong = rows.exclude(returned_principal_fen=F("principal"), returned_bonus_fen=F("bonus"))
    for row in wrong.order_by("pk").iterator():
        said = f"{row.returned_principal_fen}+{row.returned_bonus_fen}"
        yield f"余额支付 {row.pk}（{row.key}）：已退 {said}，退回记录之和 {row.principal}+{row.bonus}"


def take_backs_add_up() -> Iterator[str]:
    """What a top-up says was taken back is the sum of its take-backs."""
    rows = TopUp.objects.annotate(
        principal=Coalesce(Sum("returns__principal_fen"), 0), bonus=Coalesce(Sum("returns__bonus_fen"), 0)
    )
    wrong = rows.exclude(taken_principal_fen=F("principal"), taken_bonus_fen=F("bonus"))
    for row in wrong.order_by("pk").iterator():
        said = f"{row.taken_principal_fen}+{row.taken_bonus_fen}"
        yield f"充值 {row.pk}（{row.key}）：已收回 {said}，退款记录之和 {row.principal}+{row.bonus}"


def gift_cards_are_credited_once() -> Iterator[str]:
    """A redeemed card has its top-up, with its face value, of its member; another card has none."""
    key = Concat(Value("gift_card:"), Cast(OuterRef("pk"), CharField()))
    credited = TopUp.objects.filter(key=key, kind=TopUp.Kind.GIFT_CARD)
    right = credited.filter(member_id=OuterRef("member_id"), principal_fen=OuterRef("batch__face_fen") - F("bonus_fen"))
    used = Q(state=CardState.REDEEMED)
    wrong = GiftCard.objects.filter(used & ~Exists(right) | ~used & Exists(credited))
    for card in wrong.order_by("pk").iterator():
        yield f"礼品卡 {card.pk}：{card.get_state_display()}，与充值记录不符"


def batches_have_their_cards() -> Iterator[str]:
    """An issued batch has as many cards as it says, another one none."""
    rows = GiftCardBatch.objects.annotate(cards_there=Count("cards"))
    wrong = rows.filter(Q(issued_at=None) & ~Q(cards_there=0) | ~Q(issued_at=None) & ~Q(cards_there=F("count")))
    for batch in wrong.order_by("pk").iterator():
        yield f"礼品卡批次 {batch.pk}：应有 {batch.count} 张，实有 {batch.cards_there} 张"


def postings_have_their_cause() -> Iterator[str]:
    """No wallet posting of this room stands in the ledger without the row that caused it."""
    causes: dict[str, tuple[QuerySet[Any], str, Any]] = {
        kinds.TOP_UP: (TopUp.objects.all(), f"{kinds.TOP_UP}:", F("key")),
        kinds.GIFT_CARD: (TopUp.objects.all(), f"{kinds.TOP_UP}:", F("key")),
        kinds.TAKE_BACK: (TopUpReturn.objects.all(), f"{kinds.TAKE_BACK}:", F("refund_key")),
        kinds.SPEND: (Spending.objects.all(), "capture:wallet:", F("key")),
        kinds.RETURN: (SpendingReturn.objects.all(), f"{kinds.RETURN}:", F("refund_key")),
        kinds.ADJUST: (Adjustment.objects.all(), f"{kinds.ADJUST}:", Cast("pk", CharField())),
    }
    for kind, (rows, prefix, key) in causes.items():
        cause = rows.annotate(posted_key=Concat(Value(prefix), key)).filter(posted_key=OuterRef("key"))
        for posted in Transaction.objects.filter(kind=kind).filter(~Exists(cause)).order_by("pk").iterator():
            yield f"交易 {posted.pk}（{posted.key}）：没有对应的{kinds.label_of(kind)}记录"


def days_are_the_ledgers() -> Iterator[str]:
    """The totals of every counted day are what the ledger says, and no day before the last one is missing."""
    first, at = first_day(), clock.now()
    rows = {row.day: row for row in WalletDay.objects.order_by("day")}
    until = clock.date_of(at - DAY_COUNTED_WITHIN)
    if first is None:
        yield from (f"余额日报 {day}：账上没有余额流水" for day in rows)
        return
    for counted in counted_days(first, max([until, *(day + timedelta(days=1) for day in rows)]), at):
        row = rows.get(counted.day)
        if row is None and counted.day < until:
            yield f"余额日报 {counted.day}：缺少"
        elif row is not None and not same_figures(row, counted):
            yield f"余额日报 {counted.day}：期末 {row.closing_fen}，账上 {counted.closing_fen}，或当日发生额不符"


def _unbooked(rows: QuerySet[Any], key: Any, *, sign: int) -> Iterator[Any]:
    """Yield rows whose transaction, found by its key, does not carry their principal and bonus of their sign."""
    booked = rows.annotate(booked_principal=_booked_as(key, PRINCIPAL), booked_bonus=_booked_as(key, BONUS))
    wrong = booked.exclude(booked_principal=sign * F("principal_fen"), booked_bonus=sign * F("bonus_fen"))
    return wrong.order_by("pk").iterator()


def _booked_as(key: Any, bucket: str) -> Coalesce:
    entries = _entries(key).filter(account__bucket=bucket).order_by()
    return Coalesce(Subquery(entries.values("transaction_id").annotate(total=Sum("amount")).values("total")), 0)


def _entries(key: Any) -> QuerySet[Entry]:
    return Entry.objects.filter(transaction__key=key, account__owner_kind=OwnerKind.MEMBER)


def _parts(row: Any) -> str:
    return f"{row.principal_fen}+{row.bonus_fen}"


def _booked(row: Any) -> str:
    return f"{abs(row.booked_principal)}+{abs(row.booked_bonus)}"


CHECKS = (
    ("余额：充值已入账", top_ups_are_booked),
    ("余额：充值退款已入账", take_backs_are_booked),
    ("余额：余额支付已入账", spendings_are_booked),
    ("余额：余额退回已入账", returns_are_booked),
    ("余额：余额调整已入账", adjustments_are_booked),
    ("余额：未结束的支付恰好冻结其金额", spendings_hold_what_they_say),
    ("余额：每笔冻结都有对应的支付", holds_have_their_spending),
    ("余额：已退金额等于退回记录之和", returns_add_up),
    ("余额：已收回金额等于充值退款之和", take_backs_add_up),
    ("余额：礼品卡兑换一次且入账", gift_cards_are_credited_once),
    ("余额：已制卡批次的张数", batches_have_their_cards),
    ("余额：余额流水都有来源", postings_have_their_cause),
    ("余额：日报与账务一致", days_are_the_ledgers),
)

"""What must hold of points (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from members.ledger.book import Asset, OwnerKind
from members.ledger.models import Account
from members.points import accounts
from members.points.models import Earning, Lot, LotUse, Spend, SpendReturn, TakeBack
from members.points.states import EarningState


def unlike_lots() -> Iterator[str]:
    """The main balance is the sum of what is left in the lots."""
    return _unlike(accounts.MAIN, Lot.objects.filled(), "remaining", "批次剩余之和")


def unlike_pending() -> Iterator[str]:
    """The pending balance is the sum of the earnings that are pending."""
    pending = Earning.objects.filter(state=EarningState.PENDING).annotate(rest=F("points") - F("taken_back"))
    return _unlike(accounts.PENDING, pending, "rest", "待生效记录之和")


def debts_above_zero() -> Iterator[str]:
    """What is owed is 0 or below."""
    debts = Account.objects.filter(owner_kind=OwnerKind.MEMBER, asset=Asset.POINTS, bucket=accounts.DEBT)
    for account in debts.filter(balance__gt=0).order_by("pk").iterator():
        yield f"会员 {account.owner_id}：欠分账户为正 {account.balance}"


def wrong_lots() -> Iterator[str]:
    """A lot has left what was neither used, nor given back into it, nor ended."""
    used = _sum(LotUse, "lot", "points")
    restored = _sum(LotUse, "lot", "restored")
    lots = Lot.objects.annotate(used=used, restored=restored).exclude(
        remaining=F("points") - F("expired") - F("used") + F("restored")
    )
    for lot in lots.order_by("pk").iterator():
        yield f"批次 {lot.pk}：剩余 {lot.remaining}，按使用、退回与过期应为 {_due(lot)}"
    for below in Lot.objects.filter(Q(remaining__lt=0) | Q(expired__lt=0)).order_by("pk").iterator():
        yield f"批次 {below.pk}：剩余 {below.remaining}，过期 {below.expired}"


def wrong_spends() -> Iterator[str]:
    """A spend is the sum of what it took from lots, and what came back of it the sum of its returns."""
    spends = Spend.objects.annotate(
        used=_sum(LotUse, "spend", "points"),
        back=_sum(LotUse, "spend", "returned"),
        given=_sum(SpendReturn, "spend", "points"),
    )
    unlike = spends.exclude(points=F("used"), returned=F("back")) | spends.exclude(returned=F("given"))
    for spend in unlike.order_by("pk").iterator():
        yield f"使用 {spend.pk}（{spend.key}）：{spend.points}，批次 {spend.used}；退回 {spend.returned}/{spend.given}"


def wrong_take_backs() -> Iterator[str]:
    """What is taken back of an earning is the sum of its parts, and what came from lots is written down there."""
    earnings = Earning.objects.annotate(parts=_sum(TakeBack, "earning", "points")).exclude(taken_back=F("parts"))
    for earning in earnings.order_by("pk").iterator():
        yield f"获得 {earning.pk}（{earning.key}）：已收回 {earning.taken_back}，收回记录之和 {earning.parts}"
    takes = TakeBack.objects.annotate(used=_sum(LotUse, "take_back", "points")).exclude(from_lots=F("used"))
    for taken in takes.order_by("pk").iterator():
        yield f"收回 {taken.pk}：来自批次 {taken.from_lots}，批次记录 {taken.used}"


def wrong_earnings() -> Iterator[str]:
    """A final earning is the debt it filled, its lot, and what was taken back while it was pending."""
    final = Earning.objects.exclude(confirmed_at=None).annotate(
        early=_sum(TakeBack, "earning", "from_pending"), made=Coalesce(F("lot__points"), 0)
    )
    for earning in final.exclude(points=F("filled_debt") + F("made") + F("early")).order_by("pk").iterator():
        parts = f"抵欠分 {earning.filled_debt}，批次 {earning.made}，生效前收回 {earning.early}"
        yield f"获得 {earning.pk}（{earning.key}）：{earning.points}，{parts}"


def _unlike(bucket: str, rows: QuerySet[Any], field: str, name: str) -> Iterator[str]:
    """Compare an account of each member with the sum of the rows that explain it; two scans, whatever there is."""
    told = dict(rows.order_by().values_list("member_id").annotate(total=Sum(field)).iterator())
    booked = Account.objects.filter(owner_kind=OwnerKind.MEMBER, asset=Asset.POINTS, bucket=bucket)
    for owner_id, balance in booked.order_by("owner_id").values_list("owner_id", "balance").iterator():
        if balance != (total := told.pop(owner_id, 0)):
            yield f"会员 {owner_id}：账本 {balance}，{name} {total}"
    for owner_id, total in sorted(told.items()):
        yield f"会员 {owner_id}：账本 0，{name} {total}"


def _sum(model: Any, parent: str, field: str) -> Any:
    rows = model.objects.filter(**{parent: OuterRef("pk")}).order_by().values(parent)
    return Coalesce(Subquery(rows.annotate(total=Sum(field)).values("total")), 0)


def _due(lot: Any) -> int:
    return int(lot.points - lot.expired - lot.used + lot.restored)


CHECKS: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
    ("积分：可用积分等于批次剩余之和", unlike_lots),
    ("积分：待生效积分等于待生效记录之和", unlike_pending),
    ("积分：欠分不为正", debts_above_zero),
    ("积分：批次剩余与使用记录一致", wrong_lots),
    ("积分：使用与批次、退回记录一致", wrong_spends),
    ("积分：收回记录一致", wrong_take_backs),
    ("积分：获得与批次一致", wrong_earnings),
)

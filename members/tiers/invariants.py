"""What must hold of tiers (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from kernel import clock
from members.ledger.book import OwnerKind
from members.ledger.entries import REVERSAL
from members.ledger.models import Account, Entry
from members.tiers import options
from members.tiers.models import BenefitGrant, Membership, MemberTier, Tier, TierEvent, TierReview
from members.tiers.models.ladder import Ladder
from members.tiers.rules import window_start
from members.tiers.selectors.growth import MAIN, growth_entries


def tiers_below_growth() -> Iterator[str]:
    """Nobody stands below what their growth value reaches: up is at once."""
    review = _last_review()
    if review is None:
        return
    for row in _counted(review, clock.today(), after=False).filter(earned__gt=F("tier__threshold")).iterator():
        yield f"会员 {row.member_id}：成长值 {row.growth} 已达 {row.earned}，现等级“{row.tier}”"


def tiers_above_growth() -> Iterator[str]:
    """Who stands above their growth value has been told so, or is held by hand."""
    review = _last_review()
    if review is None:
        return
    is_free = Q(held_tier=None) | Q(held_until_on__lt=review.reviewed_on)
    unheld = _counted(review, clock.today(), after=True).filter(is_free)
    for row in unheld.filter(down_on=None, earned__lt=F("tier__threshold")).iterator():
        yield f"会员 {row.member_id}：成长值 {row.growth} 不足“{row.tier}”的 {row.tier.threshold}，没有降级预告"


def notices_past_their_day() -> Iterator[str]:
    """A notice whose day has come was carried out by the review of that day."""
    review = _last_review()
    if review is None:
        return
    for row in MemberTier.objects.filter(down_on__lte=review.reviewed_on).order_by("pk").iterator():
        yield f"会员 {row.member_id}：应于 {row.down_on} 降级，{review.reviewed_on} 评定后仍未处理"


def holds_not_honoured() -> Iterator[str]:
    """Whoever an operator holds at a tier stands on it, or above."""
    held = MemberTier.objects.filter(held_tier__isnull=False, held_until_on__gte=clock.today())
    for row in (
        held.filter(tier__threshold__lt=F("held_tier__threshold")).select_related("tier", "held_tier").iterator()
    ):
        yield f"会员 {row.member_id}：人工保级为“{row.held_tier}”，现为“{row.tier}”"


def tiers_unlike_history() -> Iterator[str]:
    """A tier is where the history ends: every move has left its line."""
    moved = TierEvent.objects.filter(member=OuterRef("member"), kind__in=["up", "down"]).order_by("-id")
    rows = MemberTier.objects.annotate(told=Subquery(moved.values("after")[:1])).exclude(told=None)
    for row in rows.exclude(told=F("tier")).order_by("pk").iterator():
        yield f"会员 {row.member_id}：现等级 {row.tier_id}，最后一次变更为 {row.told}"


def growth_taken_back_beyond() -> Iterator[str]:
    """A cause of growth value was not taken back beyond what it gave, and never from another date."""
    given = growth_entries().filter(transaction=OuterRef("transaction__reverses")).values("amount")[:1]
    back = growth_entries().filter(transaction__reverses__isnull=False).order_by("transaction__reverses")
    sums = back.values("transaction__reverses").annotate(total=Sum("amount"), given=Subquery(given))
    for row in sums.filter(total__lt=-F("given")):
        yield f"成长值交易 {row['transaction__reverses']}：给出 {row['given']}，收回 {-row['total']}"
    original = growth_entries().filter(transaction=OuterRef("transaction__reverses"), counts_on=OuterRef("counts_on"))
    for entry in back.exclude(Exists(original)).iterator():
        yield f"成长值交易 {entry.transaction_id}：收回的计入日期 {entry.counts_on} 与原交易不同"


def undated_growth() -> Iterator[str]:
    """All growth value counts from a date, and adds up to its account."""
    for entry in growth_entries().filter(counts_on=None).order_by("pk").iterator():
        yield f"成长值分录 {entry.pk}：没有计入日期"
    accounts = Account.objects.filter(owner_kind=OwnerKind.MEMBER, asset="growth", balance__lt=0)
    for account in accounts.order_by("pk").iterator():
        yield f"会员 {account.owner_id}：成长值 {account.balance}"


def ladders_out_of_order() -> Iterator[str]:
    """The live ladder begins at 0, and no two tiers ask for the same."""
    live = Tier.objects.live().filter(ladder=Ladder.GROWTH)
    if live.exists() and not live.filter(threshold=0).exists():
        yield "会员等级：没有成长值为 0 的等级"
    for row in live.values("threshold").annotate(times=Count("pk")).filter(times__gt=1).order_by("threshold"):
        yield f"会员等级：{row['times']} 个等级都要求成长值 {row['threshold']}"


def benefits_given_twice() -> Iterator[str]:
    """A benefit was given once per member, kind and period."""
    twice = BenefitGrant.objects.values("member_id", "ladder", "occasion", "kind", "period")
    for row in twice.annotate(times=Count("pk")).filter(times__gt=1).order_by("member_id", "period"):
        yield f"会员 {row['member_id']}：{row['occasion']} {row['kind']} {row['period']} 发放了 {row['times']} 次"


def overlapping_memberships() -> Iterator[str]:
    """What a member has left of paid membership is in spans that follow each other."""
    before = Membership.objects.filter(member=OuterRef("member"), starts_at__lt=OuterRef("starts_at")).order_by()
    # Accounts that became one may both have had a card in the past.
    reaches = before.filter(ends_at__gt=OuterRef("starts_at")).filter(ends_at__gt=clock.now())
    spans = Membership.objects.exclude(ends_at=F("starts_at")).annotate(
        until=Subquery(reaches.values("member").annotate(end=Max("ends_at")).values("end"))
    )
    for span in spans.exclude(until=None).order_by("pk").iterator():
        yield f"会员 {span.member_id}：付费会员 {span.pk} 与更早的一段重叠"


def _last_review() -> TierReview | None:
    """Return the last review, if its rules are still the present ones: before the next one nothing can be said."""
    review = TierReview.objects.last()
    if review is None or Tier.objects.filter(changed_at__gt=review.started_at).exists():
        return None
    present = (options.WINDOW_DAYS.get(), options.NOTICE_DAYS.get())
    return review if (review.window_days, review.notice_days) == present else None


def _counted(review: TierReview, today: date, *, after: bool) -> QuerySet[Any]:
    """Return the standings with their growth value and the threshold it reaches, by the rules of the last review.

    A window that has moved on since gives too little: whoever is judged by it may be told only tonight. `after` counts
    from the window of the review up to today, so that only what the review should have seen is found.
    """
    first = window_start(review.reviewed_on if after else today, review.window_days)
    entries = Entry.objects.filter(**MAIN, counts_on__range=(first, today), account__owner_id=OuterRef("member_id"))
    if after:
        # An operator's reversal in the ledger is looked at by the next review.
        entries = entries.exclude(transaction__kind=REVERSAL, transaction__at__gt=review.started_at)
    total = entries.order_by().values("account__owner_id").annotate(total=Sum("amount")).values("total")
    rungs = Tier.objects.live().filter(ladder=Ladder.GROWTH).order_by("-threshold")
    reached = rungs.filter(Q(threshold__lte=OuterRef("growth")) | Q(threshold=0)).values("threshold")[:1]
    rows: QuerySet[Any] = MemberTier.objects.select_related("tier").order_by("pk")
    return rows.annotate(growth=Coalesce(Subquery(total, output_field=BigIntegerField()), 0)).annotate(
        earned=Subquery(reached)
    )


CHECKS = (
    ("等级：成长值达到即升级", tiers_below_growth),
    ("等级：成长值不足者已获预告或人工保级", tiers_above_growth),
    ("等级：降级预告到期已处理", notices_past_their_day),
    ("等级：人工保级生效", holds_not_honoured),
    ("等级：现等级与变更记录一致", tiers_unlike_history),
    ("等级：收回的成长值不超过给出的且日期相同", growth_taken_back_beyond),
    ("等级：成长值都有计入日期且不为负", undated_growth),
    ("等级：等级阶梯从零开始且不重复", ladders_out_of_order),
    ("等级：权益每个周期只发一次", benefits_given_twice),
    ("等级：付费会员时间不重叠", overlapping_memberships),
)

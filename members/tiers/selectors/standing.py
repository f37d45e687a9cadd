"""What a member's tier and card give right now: two queries, because every quote asks (rules 2, lanes 1 and 5)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Exists, F, Max, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from kernel import clock
from members.accounts.models import Member
from members.tiers.models import Membership, MemberTier, Tier
from members.tiers.models.ladder import PLAIN_BPS
from members.tiers.selectors.growth import counting_entries
from members.tiers.selectors.ladder import all_tiers, card_tier, growth_ladder


@dataclass(frozen=True)
class Standing:
    """A member's tier and what it gives together with the paid card, if that runs.

    `discount_bps` is the tier's own, `vip_discount_bps` the card's: they compete in lane 1, the lower price wins.
    The other benefits are the better of both.
    """

    tier_code: str
    tier_label: str
    growth: int
    next_threshold: int | None
    vip_until: datetime | None
    discount_bps: int
    discount_label: str
    vip_discount_bps: int
    vip_label: str
    has_free_shipping: bool
    points_multiplier_bps: int
    early_access_minutes: int
    sees_exclusive: bool
    adviser: str
    has_fast_refund: bool
    tier_id: int | None = None
    next_label: str = ""


def standing_of(member_id: int, *, at: datetime) -> Standing:
    """Return a member's standing; who never gained any growth value stands on the lowest tier. Two queries."""
    tiers = all_tiers()
    row = _row_of(member_id, at=at)
    ladder = growth_ladder(tiers)
    tier = next((each for each in tiers if each.pk and each.pk == row.get("tier_id")), ladder[0])
    # What comes next is decided by growth value alone, wherever a notice or an operator keeps the member today.
    growth = max(row.get("growth", 0), 0)
    above = next((each for each in ladder if each.threshold > max(growth, tier.threshold)), None)
    vip_until = row.get("vip_until") if row.get("is_vip") else None
    return _standing(tier, card_tier(tiers) if vip_until else None, above, growth=growth, vip_until=vip_until)


def tier_codes_of(member_ids: Collection[int]) -> dict[int, str]:
    """Return the tier's code of each member; two queries."""
    base = growth_ladder()[0].code
    rows = MemberTier.objects.filter(member_id__in=member_ids).values_list("member_id", "tier__code")
    return {**dict.fromkeys(member_ids, base), **dict(rows)}


def _row_of(member_id: int, *, at: datetime) -> dict[str, Any]:
    entries = counting_entries(clock.date_of(at)).filter(account__owner_id=OuterRef("pk")).order_by()
    growth = entries.values("account__owner_id").annotate(total=Sum("amount")).values("total")
    spans = Membership.objects.filter(member=OuterRef("pk"))
    until = spans.filter(ends_at__gt=at).order_by().values("member").annotate(end=Max("ends_at")).values("end")
    rows: Any = Member.objects.filter(pk=member_id).values(
        tier_id=F("tier_standing__tier_id"),
        growth=Coalesce(Subquery(growth, output_field=BigIntegerField()), Value(0)),
        vip_until=Subquery(until),
        is_vip=Exists(spans.running(at)),
    )
    found: dict[str, Any] = rows.first() or {}
    return found


def _standing(
    tier: Tier, card: Tier | None, above: Tier | None, *, growth: int, vip_until: datetime | None
) -> Standing:
    both = [tier, card] if card else [tier]
    return Standing(
        tier_id=tier.pk,
        tier_code=tier.code,
        tier_label=tier.label,
        growth=growth,
        next_threshold=above.threshold if above else None,
        next_label=above.label if above else "",
        vip_until=vip_until,
        discount_bps=tier.discount_bps,
        discount_label=f"{tier.label}价" if tier.discount_bps < PLAIN_BPS else "",
        vip_discount_bps=card.discount_bps if card else PLAIN_BPS,
        vip_label=f"{card.label}价" if card and card.discount_bps < PLAIN_BPS else "",
        has_free_shipping=any(each.has_free_shipping for each in both),
        points_multiplier_bps=max(each.points_multiplier_bps for each in both),
        early_access_minutes=max(each.early_access_minutes for each in both),
        sees_exclusive=any(each.sees_exclusive for each in both),
        adviser=next((each.adviser for each in both if each.adviser), ""),
        has_fast_refund=any(each.has_fast_refund for each in both),
    )

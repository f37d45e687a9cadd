"""The ladder and what it gives, saved as a whole: tiers that are gone are archived, never deleted (rules 1.5)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from kernel.audit.actors import Actor
from kernel.audit.services import record
from kernel.errors import Invalid
from members.tiers.models import Tier, TierGift
from members.tiers.models.ladder import PLAIN_BPS, Ladder, Occasion
from members.tiers.ports import find_benefit
from members.tiers.services.moving import ensure_ladder

MOST_TIERS: Final = 12
MOST_GIFT: Final = 10**6
# Lifts every threshold out of the way of the new ones while they are written.
AWAY: Final = 10**12
OCCASIONS: Final = {
    Ladder.GROWTH: (Occasion.UPGRADE, Occasion.BIRTHDAY, Occasion.MONTHLY),
    Ladder.VIP: (Occasion.OPENING, Occasion.BIRTHDAY, Occasion.MONTHLY),
}


class LadderInvalid(Invalid):
    """`errors` names the tier by its place and the field: `tiers.1.threshold`, `card.discount_bps`."""

    code, title = "ladder_invalid", "等级设置有误"


@dataclass(frozen=True)
class GiftDesign:
    """How much of a registered kind is given on an occasion."""

    occasion: str
    kind: str
    amount: int


@dataclass(frozen=True)
class TierDesign:
    """A tier as it shall be. Without a code it is a new one; `threshold` means nothing for the card."""

    code: str
    label: str
    threshold: int = 0
    discount_bps: int = PLAIN_BPS
    has_free_shipping: bool = False
    points_multiplier_bps: int = PLAIN_BPS
    early_access_minutes: int = 0
    sees_exclusive: bool = False
    adviser: str = ""
    has_fast_refund: bool = False
    gifts: tuple[GiftDesign, ...] = ()


@transaction.atomic
def save_ladder(*, tiers: Sequence[TierDesign], card: TierDesign, actor: Actor, at: datetime) -> None:
    """Replace the ladder by growth value and the design of the card; the next review moves who has to move.

    Thresholds ascend from 0. A tier that is left out is archived; who stands on it gets the usual notice.

    :raises LadderInvalid: names each field.
    """
    ensure_ladder()
    known = {tier.code: tier for tier in Tier.objects.select_for_update().order_by("id").prefetch_related("gifts")}
    _check(tiers, card, known)
    before = [_designed(tier) for tier in known.values() if tier.archived_at is None]
    live = Tier.objects.live().filter(ladder=Ladder.GROWTH)
    for tier in live.order_by("-threshold"):
        Tier.objects.filter(pk=tier.pk).update(threshold=tier.threshold + AWAY)
    kept = {design.code for design in tiers}
    for code, tier in known.items():
        if tier.ladder == Ladder.GROWTH and tier.archived_at is None and code not in kept:
            Tier.objects.filter(pk=tier.pk).update(threshold=tier.threshold, archived_at=at, changed_at=at)
    for design in tiers:
        _write(design, Ladder.GROWTH, known, at=at)
    _write(card, Ladder.VIP, known, at=at)
    record(
        actor=actor,
        action="members.tiers.save_ladder",
        label="修改会员等级与权益",
        target=Tier._meta.label_lower,
        before={"tiers": before},
        after={"tiers": [asdict(design) for design in (*tiers, card)]},
    )


def _designed(tier: Tier) -> dict[str, Any]:
    names = [name for name in TierDesign.__dataclass_fields__ if name != "gifts"]
    gifts = [{"occasion": gift.occasion, "kind": gift.kind, "amount": gift.amount} for gift in tier.gifts.all()]
    return {**{name: getattr(tier, name) for name in names}, "gifts": gifts}


def _write(design: TierDesign, ladder: Ladder, known: dict[str, Tier], *, at: datetime) -> None:
    tier = known.get(design.code) or Tier(ladder=ladder, code=_new_code(known))
    known[tier.code] = tier
    _filled(tier, design).changed_at = at
    tier.save()
    # What was given is remembered by the grants; the gifts of a tier are only what will be given.
    TierGift.objects.filter(tier=tier).delete()
    TierGift.objects.bulk_create(
        TierGift(tier=tier, occasion=gift.occasion, kind=gift.kind, amount=gift.amount) for gift in design.gifts
    )


def _filled(tier: Tier, design: TierDesign) -> Tier:
    for name in TierDesign.__dataclass_fields__:
        if name not in ("code", "gifts"):
            setattr(tier, name, getattr(design, name))
    tier.label = tier.label.strip()
    return tier


def _new_code(known: dict[str, Tier]) -> str:
    number = len(known) + 1
    while f"tier{number}" in known:
        number += 1
    return f"tier{number}"


def _check(tiers: Sequence[TierDesign], card: TierDesign, known: dict[str, Tier]) -> None:
    problems = [*_ladder_problems(tiers), *_design_problems(card, "card", Ladder.VIP, known)]
    for place, design in enumerate(tiers):
        problems += _design_problems(design, f"tiers.{place}", Ladder.GROWTH, known)
    if problems:
        raise LadderInvalid(
            "；".join(dict.fromkeys(said for _field, said in problems)),
            errors=[{"field": field, "code": "invalid", "message": said} for field, said in problems],
        )


def _ladder_problems(tiers: Sequence[TierDesign]) -> list[tuple[str, str]]:
    if not 1 <= len(tiers) <= MOST_TIERS:
        return [("tiers", f"等级应有 1 至 {MOST_TIERS} 个")]
    problems = [] if tiers[0].threshold == 0 else [("tiers.0.threshold", "第一级的成长值必须为 0")]
    problems += [
        (f"tiers.{place}.threshold", "所需成长值必须逐级递增")
        for place in range(1, len(tiers))
        if tiers[place].threshold <= tiers[place - 1].threshold
    ]
    labels = [design.label for design in tiers]
    repeated = [place for place, label in enumerate(labels) if label in labels[:place]]
    codes = [design.code for design in tiers if design.code]
    if len(set(codes)) < len(codes):
        problems.append(("tiers", "同一等级出现了两次"))
    return problems + [(f"tiers.{place}.label", "等级名称不能重复") for place in repeated]


def _design_problems(design: TierDesign, field: str, ladder: Ladder, known: dict[str, Tier]) -> list[tuple[str, str]]:
    problems = []
    present = known.get(design.code)
    if design.code and (present is None or present.ladder != ladder or present.archived_at is not None):
        problems.append((f"{field}.code", "该等级不存在或已停用"))
    try:
        _filled(Tier(ladder=ladder), design).clean_fields(exclude=["code"])
    except ValidationError as fault:
        problems += [(f"{field}.{name}", said) for name, texts in fault.message_dict.items() for said in texts]
    return problems + [(f"{field}.gifts", said) for said in _gift_problems(design, ladder)]


def _gift_problems(design: TierDesign, ladder: Ladder) -> list[str]:
    problems = []
    places = [(gift.occasion, gift.kind) for gift in design.gifts]
    if len(set(places)) < len(places):
        problems.append("同一时机的同一种礼只能设置一次")
    for gift in design.gifts:
        if gift.occasion not in OCCASIONS[ladder]:
            problems.append("该时机不适用")
        if find_benefit(gift.kind) is None:
            problems.append(f"没有这种权益：{gift.kind}")
        if not 1 <= gift.amount <= MOST_GIFT:
            problems.append(f"数量应在 1 与 {MOST_GIFT:,} 之间")
    return problems

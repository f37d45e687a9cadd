"""An operator holds a member at a tier until a date, lets go again, or gives growth value by hand."""

from datetime import date, datetime

from django.db import transaction

from kernel import clock
from kernel.audit.actors import Actor
from kernel.errors import Conflict, Invalid
from members.tiers.models import MemberTier, Tier, TierEvent
from members.tiers.models.ladder import Ladder
from members.tiers.selectors.growth import growth_of
from members.tiers.services.moving import ensure_ladder, lock_standing, settle


class TierNotOnLadder(Invalid):
    code, title = "tier_not_on_ladder", "该等级不存在或已停用"


class HoldDateWrong(Invalid):
    code, title = "hold_date_wrong", "保级日期不能早于今天"


class HoldReasonMissing(Invalid):
    code, title = "hold_reason_missing", "请填写原因"


class NotHeld(Conflict):
    code, title = "tier_not_held", "该会员没有人工保级"


@transaction.atomic
def hold_tier(*, member_id: int, tier_id: int, until_on: date, reason: str, actor: Actor, at: datetime) -> MemberTier:
    """Keep a member at least on a tier up to a Shanghai date, that one included; growth value may lift them higher.

    Held anew, the new tier and date replace the old ones.

    :raises TierNotOnLadder: :raises HoldDateWrong: the date is over. :raises HoldReasonMissing:
    """
    ensure_ladder()
    tier = Tier.objects.live().filter(ladder=Ladder.GROWTH, pk=tier_id).first()
    if tier is None:
        raise TierNotOnLadder
    if until_on < clock.date_of(at):
        raise HoldDateWrong
    if not reason.strip():
        raise HoldReasonMissing
    row = lock_standing(member_id=member_id, at=at)
    row.held_tier, row.held_until_on, row.hold_reason = tier, until_on, reason.strip()
    row.save(update_fields=["held_tier", "held_until_on", "hold_reason"])
    _remember(row, TierEvent.Kind.HELD, tier, f"保级到 {until_on}：{reason.strip()}", actor, at=at)
    settle(row, at=at)
    return row


@transaction.atomic
def release_tier(*, member_id: int, reason: str, actor: Actor, at: datetime) -> MemberTier:
    """Let go of a member held by hand: from now on growth value decides, with the usual notice.

    :raises NotHeld: :raises HoldReasonMissing:
    """
    if not reason.strip():
        raise HoldReasonMissing
    row = lock_standing(member_id=member_id, at=at)
    if row.held_tier is None:
        raise NotHeld
    row.held_tier, row.held_until_on, row.hold_reason = None, None, ""
    row.save(update_fields=["held_tier", "held_until_on", "hold_reason"])
    _remember(row, TierEvent.Kind.RELEASED, row.tier, reason.strip(), actor, at=at)
    settle(row, at=at)
    return row


def _remember(row: MemberTier, kind: str, tier: Tier, reason: str, actor: Actor, *, at: datetime) -> None:
    TierEvent.objects.create(
        member_id=row.member_id,
        kind=kind,
        before=row.tier,
        after=tier,
        growth=growth_of(row.member_id, on=clock.date_of(at)),
        reason=reason[:200],
        operator_id=actor.id if actor.kind == "operator" else None,
        at=at,
    )

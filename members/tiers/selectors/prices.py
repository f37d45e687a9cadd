"""What a member's tier and card take off prices: one query, because every order asks (rules 2, lanes 1 and 5)."""

from datetime import datetime

from django.db.models import Exists, Q

from members.tiers.models import Membership, MemberTier, Tier
from members.tiers.models.ladder import Ladder


def rungs_of(member_id: int, *, at: datetime) -> tuple[Tier | None, Tier | None]:
    """Return the tier a member stands on, and the card's rung while the card runs.

    Who has no standing yet stands on the lowest live tier; a shop that has not saved its ladder gives nothing.
    """
    mine = MemberTier.objects.filter(member_id=member_id).values("tier_id")
    running = Exists(Membership.objects.owned_by(member_id).running(at))
    lowest = Q(ladder=Ladder.GROWTH, threshold=0, archived_at=None)
    found = Tier.objects.filter(Q(pk__in=mine) | lowest | (Q(ladder=Ladder.VIP) & running))
    rungs = {tier.ladder: tier for tier in found.order_by("threshold", "id")}
    return rungs.get(Ladder.GROWTH), rungs.get(Ladder.VIP)

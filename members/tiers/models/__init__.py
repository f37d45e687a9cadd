"""Tables of the room: the ladder, where members stand on it, what was given, paid membership."""

from members.tiers.models.gifts import BenefitGrant
from members.tiers.models.ladder import Tier, TierGift
from members.tiers.models.memberships import Membership, Saving
from members.tiers.models.standing import MemberTier, TierEvent, TierReview

__all__ = ["BenefitGrant", "MemberTier", "Membership", "Saving", "Tier", "TierEvent", "TierGift", "TierReview"]

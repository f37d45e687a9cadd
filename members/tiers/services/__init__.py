"""Writes of the room, as other rooms call them: growth value, the ladder, standings, gifts, paid membership."""

from members.tiers.services.cards import add_savings, end_membership, extend_membership, open_membership
from members.tiers.services.gifts import grant_gifts
from members.tiers.services.growth import add_growth, take_back_growth
from members.tiers.services.holding import hold_tier, release_tier
from members.tiers.services.ladder import GiftDesign, TierDesign, save_ladder
from members.tiers.services.moving import ensure_ladder
from members.tiers.services.reviewing import review_standings

__all__ = [
    "GiftDesign",
    "TierDesign",
    "add_growth",
    "add_savings",
    "end_membership",
    "ensure_ladder",
    "extend_membership",
    "grant_gifts",
    "hold_tier",
    "open_membership",
    "release_tier",
    "review_standings",
    "save_ladder",
    "take_back_growth",
]

"""Writes of the room, as other rooms call them: growth value, paid membership; the ladder for who sets up a shop."""

from members.tiers.services.cards import add_savings, end_membership, extend_membership, open_membership
from members.tiers.services.growth import add_growth, take_back_growth
from members.tiers.services.ladder import GiftDesign, TierDesign, save_ladder
from members.tiers.services.reviewing import review_standings

__all__ = [
    "GiftDesign",
    "TierDesign",
    "add_growth",
    "add_savings",
    "end_membership",
    "extend_membership",
    "open_membership",
    "review_standings",
    "save_ladder",
    "take_back_growth",
]

"""Reads of tiers, growth value, cards."""

from members.tiers.selectors.cards import MembershipNotFound, get_membership, saved_fen, unused_days, vip_until_of
from members.tiers.selectors.growth import growth_entries, growth_of, growths_of
from members.tiers.selectors.ladder import all_tiers, card_tier, growth_ladder, terms
from members.tiers.selectors.standing import Standing, standing_of, tier_codes_of

__all__ = [
    "MembershipNotFound",
    "Standing",
    "all_tiers",
    "card_tier",
    "get_membership",
    "growth_entries",
    "growth_ladder",
    "growth_of",
    "growths_of",
    "saved_fen",
    "standing_of",
    "terms",
    "tier_codes_of",
    "unused_days",
    "vip_until_of",
]

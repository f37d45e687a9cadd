"""Reads of tiers, growth value, cards, as other rooms call them."""

from members.tiers.selectors.cards import saved_fen, unused_days, vip_until_of
from members.tiers.selectors.growth import growth_of
from members.tiers.selectors.standing import Standing, standing_of, tier_codes_of

__all__ = ["Standing", "growth_of", "saved_fen", "standing_of", "tier_codes_of", "unused_days", "vip_until_of"]

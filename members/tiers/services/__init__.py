"""Writes of the room: growth value, the ladder, standings, gifts, paid membership."""

from members.tiers.services.cards import (
    MembershipDatesWrong,
    add_savings,
    end_membership,
    extend_membership,
    open_membership,
)
from members.tiers.services.growth import GrowthInvalid, add_growth, take_back_growth

__all__ = [
    "GrowthInvalid",
    "MembershipDatesWrong",
    "add_growth",
    "add_savings",
    "end_membership",
    "extend_membership",
    "open_membership",
    "take_back_growth",
]

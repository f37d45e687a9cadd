"""Writes of the room: growth value, the ladder, standings, gifts, paid membership."""

from members.tiers.services.cards import (
    MembershipDatesWrong,
    add_savings,
    close_gaps,
    close_membership,
    end_membership,
    extend_membership,
    open_membership,
    remind_of_end,
)
from members.tiers.services.gifts import (
    birthdays_on,
    card_month,
    grant_card_month,
    grant_gifts,
    grant_opening_gifts,
    grant_upgrade_gifts,
    month_of,
)
from members.tiers.services.growth import GrowthInvalid, add_growth, take_back_growth
from members.tiers.services.holding import (
    HoldDateWrong,
    HoldReasonMissing,
    NotHeld,
    TierNotOnLadder,
    hold_tier,
    release_tier,
)
from members.tiers.services.ladder import GiftDesign, LadderInvalid, TierDesign, save_ladder
from members.tiers.services.moving import ensure_ladder
from members.tiers.services.reviewing import is_review_due, review_standings
from members.tiers.services.telling import tell_card_opened, tell_tier_event

__all__ = [
    "GiftDesign",
    "GrowthInvalid",
    "HoldDateWrong",
    "HoldReasonMissing",
    "LadderInvalid",
    "MembershipDatesWrong",
    "NotHeld",
    "TierDesign",
    "TierNotOnLadder",
    "add_growth",
    "add_savings",
    "birthdays_on",
    "card_month",
    "close_gaps",
    "close_membership",
    "end_membership",
    "ensure_ladder",
    "extend_membership",
    "grant_card_month",
    "grant_gifts",
    "grant_opening_gifts",
    "grant_upgrade_gifts",
    "hold_tier",
    "is_review_due",
    "month_of",
    "open_membership",
    "release_tier",
    "remind_of_end",
    "review_standings",
    "save_ladder",
    "take_back_growth",
    "tell_card_opened",
    "tell_tier_event",
]

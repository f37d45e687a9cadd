"""Reactions to the room's own facts: what follows from a move is done one member at a time."""

from kernel import clock
from members.tiers.facts import MembershipOpened, TierChanged, TierLossAnnounced
from members.tiers.services import gifts, telling


def tell_tier_change(fact: TierChanged) -> None:
    telling.tell_tier_event(event_id=fact.event_id, at=clock.now())


def tell_tier_loss(fact: TierLossAnnounced) -> None:
    telling.tell_tier_event(event_id=fact.event_id, at=clock.now())


def give_upgrade_gifts(fact: TierChanged) -> None:
    gifts.grant_upgrade_gifts(event_id=fact.event_id, at=clock.now())


def tell_card_opened(fact: MembershipOpened) -> None:
    telling.tell_card_opened(membership_id=fact.membership_id, at=clock.now())


def give_opening_gifts(fact: MembershipOpened) -> None:
    gifts.grant_opening_gifts(membership_id=fact.membership_id, at=clock.now())

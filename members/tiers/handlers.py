"""Reactions to the room's own facts: what follows from a move is done one member at a time."""

from kernel import clock
from members.tiers import services
from members.tiers.facts import MembershipOpened, TierChanged, TierLossAnnounced


def tell_tier_change(fact: TierChanged) -> None:
    services.tell_tier_event(event_id=fact.event_id, at=clock.now())


def tell_tier_loss(fact: TierLossAnnounced) -> None:
    services.tell_tier_event(event_id=fact.event_id, at=clock.now())


def give_upgrade_gifts(fact: TierChanged) -> None:
    services.grant_upgrade_gifts(event_id=fact.event_id, at=clock.now())


def tell_card_opened(fact: MembershipOpened) -> None:
    services.tell_card_opened(membership_id=fact.membership_id, at=clock.now())


def give_opening_gifts(fact: MembershipOpened) -> None:
    services.grant_opening_gifts(membership_id=fact.membership_id, at=clock.now())

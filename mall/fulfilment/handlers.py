"""Reactions to facts: one service call each, idempotent."""

from kernel import clock
from mall.fulfilment import notices
from mall.fulfilment.facts import ParcelShipped


def tell_member_of_parcel(fact: ParcelShipped) -> None:
    """Tell the member that a parcel has left."""
    notices.tell_shipped(parcel_id=fact.parcel_id, at=clock.now())

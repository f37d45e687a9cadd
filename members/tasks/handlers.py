"""Reactions to facts: one service call each, idempotent by their key."""

from kernel import clock
from members.accounts.facts import PhoneBound
from members.tasks.models import Event
from members.tasks.services import record_progress


def count_bound_phone(fact: PhoneBound) -> None:
    """Count the phone; another number later is no second one."""
    record_progress(member_id=fact.member_id, event=Event.PHONE_BOUND, key="phone_bound", at=clock.now())

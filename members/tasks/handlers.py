"""Reactions to facts: one service call each, idempotent by their key."""

from kernel import clock
from members.accounts.facts import PhoneBound, ProfileCompleted
from members.tasks.models import Event
from members.tasks.services import record_progress


def count_bound_phone(fact: PhoneBound) -> None:
    """Count the phone; another number later is no second one."""
    record_progress(member_id=fact.member_id, event=Event.PHONE_BOUND, key="phone_bound", at=clock.now())


def count_completed_profile(fact: ProfileCompleted) -> None:
    """Count the profile; a later change is no second one."""
    record_progress(member_id=fact.member_id, event=Event.PROFILE_COMPLETED, key="profile_completed", at=clock.now())

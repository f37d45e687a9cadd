"""Reactions to facts: one service call each, idempotent."""

from members.accounts.selectors import surviving_id
from members.portraits import services
from members.privacy.facts import ConsentChanged
from members.privacy.purposes import PORTRAIT


def forget_answers(fact: ConsentChanged) -> None:
    """Delete the answers that were given with a consent which is taken back."""
    if fact.purpose == PORTRAIT.code and not fact.is_granted:
        services.forget_consented(member_id=surviving_id(fact.member_id))

"""What the room has of a member: keys follow the member, so that nothing is done twice across a merge."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import transaction

from kernel import clock
from kernel.idempotency.models import Claim
from kernel.idempotency.parts import IdempotencyPart
from kernel.idempotency.services import Answer, Ticket, claim, save_answer

pytestmark = pytest.mark.django_db(transaction=True)
PART = IdempotencyPart()


def moved(source_id: int, target_id: int) -> Mapping[str, Any]:
    """Move the keys as a merge does: inside its transaction."""
    with transaction.atomic():
        return PART.move(source_id=source_id, target_id=target_id, at=clock.now())


def asked(member_id: int, key: str = "k-1", body: str = "b") -> Ticket | Answer:
    return claim(caller=f"member:{member_id}", key=key, body_hash=body, at=clock.now())


def test_a_request_repeated_after_the_merge_gets_its_first_answer():
    save_answer(ticket=asked(1), status=201, text="{}", at=clock.now())

    journal = moved(1, 2)

    assert asked(2) == Answer(201, "{}")
    with transaction.atomic():
        PART.undo(journal=journal, at=clock.now())
    assert asked(1) == Answer(201, "{}")


def test_who_is_at_work_while_the_key_moves_can_still_answer():
    ticket = asked(1)
    moved(1, 2)

    save_answer(ticket=ticket, status=201, text="{}", at=clock.now())

    assert asked(2) == Answer(201, "{}")


def test_a_key_that_both_have_used_stays_where_it_is():
    asked(1, body="one")
    asked(2, body="other")

    moved(1, 2)

    assert set(Claim.objects.values_list("caller", "body_hash")) == {("member:1", "one"), ("member:2", "other")}


def test_an_erased_member_leaves_no_answer():
    asked(1)
    assert PART.traces(member_id=1) == ["接口应答"]

    PART.erase(member_id=1, at=clock.now())

    assert PART.traces(member_id=1) == []

"""A merged member's places in audiences, and what is left of an erased one (port accounts.parts)."""

import pytest

from kernel import clock
from members.audiences.invariants import CHECKS
from members.audiences.models import Audience, AudienceMember
from members.audiences.parts import AudiencesPart
from members.audiences.selectors import audience_ids_of
from tests.factories.audiences import audience_of

pytestmark = pytest.mark.django_db
PART = AudiencesPart()


def nothing_is_broken():
    return [row for _title, find in CHECKS for row in find()]


def test_the_target_is_wherever_the_source_was_and_back(alice, carol):
    both, hers, mine = audience_of(alice, carol), audience_of(carol), audience_of(alice)
    pair = {"source_id": carol.pk, "target_id": alice.pk}
    assert PART.preview(**pair) == {"所在人群": 2}

    journal = PART.move(**pair, at=clock.now())

    assert audience_ids_of(alice.pk) == {both.pk, hers.pk, mine.pk}
    assert audience_ids_of(carol.pk) == frozenset()
    assert dict(Audience.objects.values_list("pk", "size")) == {both.pk: 1, hers.pk: 1, mine.pk: 1}
    assert nothing_is_broken() == []
    PART.undo(journal=journal, at=clock.now())
    assert audience_ids_of(carol.pk) == {both.pk, hers.pk}
    assert audience_ids_of(alice.pk) == {both.pk, mine.pk}
    assert nothing_is_broken() == []


def test_what_has_changed_meanwhile_is_left_alone(alice, carol):
    both, hers = audience_of(alice, carol), audience_of(carol)
    journal = PART.move(source_id=carol.pk, target_id=alice.pk, at=clock.now())
    PART.erase(member_id=alice.pk, at=clock.now())

    PART.undo(journal=journal, at=clock.now())

    assert not AudienceMember.objects.exists()
    assert {both.pk, hers.pk} == set(Audience.objects.filter(size=0).values_list("pk", flat=True))


def test_moving_again_takes_what_came_in_meanwhile(alice, carol):
    PART.move(source_id=carol.pk, target_id=alice.pk, at=clock.now())
    late = audience_of(carol)

    PART.move(source_id=carol.pk, target_id=alice.pk, at=clock.now())

    assert audience_ids_of(alice.pk) == {late.pk}
    assert PART.may_move_again
    assert nothing_is_broken() == []


def test_the_erased_leave_and_the_export_names_audiences(alice, bob):
    audience = audience_of(alice, bob, name="老客户")
    assert PART.export(member_id=alice.pk) == {"所在人群": ["老客户"]}

    PART.erase(member_id=alice.pk, at=clock.now())

    audience.refresh_from_db()
    assert (audience.size, audience_ids_of(alice.pk)) == (1, frozenset())
    assert PART.blocks(member_id=alice.pk) == []
    assert nothing_is_broken() == []

"""A violation of each kind is planted and seen (quality 1)."""

import pytest

from members.accounts.models import Member
from members.audiences import invariants
from members.audiences.models import Audience
from tests.factories.audiences import audience_of

pytestmark = pytest.mark.django_db


def test_a_sound_room_holds(alice):
    audience_of(alice)
    audience_of()

    assert [row for _title, find in invariants.CHECKS for row in find()] == []


def test_a_wrong_size_is_named(alice):
    audience = audience_of(alice, name="老客户")
    Audience.objects.filter(pk=audience.pk).update(size=7)

    assert list(invariants.wrong_sizes()) == ["人群 老客户：人数 7，名单 1"]


@pytest.mark.parametrize("state", ["merged", "erased"])
def test_who_is_no_member_any_more_is_named(alice, carol, state):
    audience_of(alice, carol, name="老客户")
    merged_into = carol.pk if state == "merged" else None
    Member.objects.filter(pk=alice.pk).update(state=state, merged_into_id=merged_into)

    assert list(invariants.strangers_inside()) == [f"人群 老客户：会员 {alice.pk} 已合并、已注销或不存在"]

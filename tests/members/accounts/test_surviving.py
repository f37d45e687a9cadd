"""Who a member is today: facts may carry the id of somebody who was merged away meanwhile."""

import pytest

from kernel import clock
from members.accounts import selectors
from members.accounts.models import Member, MergeCase
from members.accounts.services import MemberMerged, MemberNotFound, lock_member, lock_pair

pytestmark = pytest.mark.django_db


def merged(source: Member, target: Member) -> None:
    Member.objects.filter(pk=source.pk).update(state=Member.State.MERGED, merged_into=target)


def test_who_was_never_merged_is_who_they_are(alice):
    assert selectors.surviving_id(alice.pk) == alice.pk
    assert selectors.surviving_id(404) == 404


def test_a_chain_of_merges_leads_to_its_end(alice, bob, carol, dave):
    merged(alice, bob)
    merged(bob, carol)

    assert [selectors.surviving_id(member.pk) for member in (alice, bob, carol, dave)] == [
        carol.pk, carol.pk, carol.pk, dave.pk,
    ]  # fmt: skip
    assert selectors.former_ids(carol.pk) == [bob.pk, alice.pk]
    assert selectors.person_of(dave.pk) == [dave.pk]


def test_many_are_looked_up_at_once(alice, bob, carol, django_assert_num_queries):
    merged(alice, bob)

    with django_assert_num_queries(2):
        today = selectors.surviving_ids([alice.pk, bob.pk, carol.pk, 404])

    assert today == {alice.pk: bob.pk, bob.pk: bob.pk, carol.pk: carol.pk, 404: 404}


@pytest.mark.rule("4.4")
def test_nothing_is_done_in_the_name_of_somebody_merged_away(alice, bob):
    merged(alice, bob)

    with pytest.raises(MemberMerged) as refusal:
        lock_member(member_id=alice.pk)

    assert (refusal.value.status, refusal.value.code, refusal.value.extra) == (503, "member_merged", {"retry_after": 1})
    assert lock_member(member_id=bob.pk) == bob


@pytest.mark.rule("4.4")
def test_two_members_are_locked_whichever_is_named_first(alice, bob):
    assert lock_pair(source_id=bob.pk, target_id=alice.pk) == (bob, alice)
    with pytest.raises(MemberNotFound):
        lock_pair(source_id=alice.pk, target_id=404)


def test_a_pair_knows_its_case(alice, bob):
    case = MergeCase.objects.create(
        source=alice, target=bob, evidence="unionid", state="waiting", opened_at=clock.now()
    )

    assert selectors.merge_case_id(source_id=alice.pk, target_id=bob.pk) == case.pk
    with pytest.raises(MergeCase.DoesNotExist):
        selectors.merge_case_id(source_id=bob.pk, target_id=alice.pk)

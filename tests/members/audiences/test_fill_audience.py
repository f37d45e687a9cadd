"""Members come into audiences and leave them, as whole sets."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import clock
from kernel.outbox.models import StoredFact
from members.accounts.models import Member
from members.audiences.invariants import CHECKS
from members.audiences.models import Audience, AudienceMember
from members.audiences.selectors import AudienceNotFound, audience_ids_of, audiences_of, get_audience, member_ids_of
from members.audiences.services import (
    Change,
    add_members,
    ensure_audience,
    remove_members,
    replace_members,
)
from tests.factories.accounts import MemberFactory
from tests.factories.audiences import AudienceFactory, audience_of

pytestmark = pytest.mark.django_db


def inside(audience):
    return list(member_ids_of(audience.pk))


def nothing_is_broken():
    return [row for _title, find in CHECKS for row in find()]


def test_replacing_lets_in_and_out_and_tells_how_many(alice, bob, carol):
    audience = audience_of(alice, bob)

    change = replace_members(audience_id=audience.pk, member_ids=[bob.pk, carol.pk, carol.pk], at=clock.now())

    audience.refresh_from_db()
    assert (change, audience.size) == (Change(added=1, removed=1, size=2), 2)
    assert inside(audience) == [bob.pk, carol.pk]
    told = StoredFact.objects.filter(name="members.audiences.audience_changed").order_by("pk").last()
    assert told.payload == {"audience_id": audience.pk, "added": 1, "removed": 1}
    assert nothing_is_broken() == []


def test_doing_it_twice_changes_and_tells_nothing(alice):
    audience = audience_of(alice)
    told = StoredFact.objects.count()

    for act in (add_members, replace_members):
        assert act(audience_id=audience.pk, member_ids=[alice.pk], at=clock.now()) == Change(0, 0, 1)
    assert remove_members(audience_id=audience.pk, member_ids=[10**9], at=clock.now()) == Change(0, 0, 1)

    assert StoredFact.objects.count() == told


def test_an_empty_list_empties_it(alice):
    audience = audience_of(alice)

    assert replace_members(audience_id=audience.pk, member_ids=[], at=clock.now()) == Change(0, 1, 0)
    assert audience_ids_of(alice.pk) == frozenset()


def test_strangers_and_the_erased_are_left_out_and_the_merged_are_who_they_are_now(alice, bob, carol):
    Member.objects.filter(pk=carol.pk).update(state="erased")
    Member.objects.filter(pk=bob.pk).update(state="merged", merged_into_id=alice.pk)
    audience = AudienceFactory()

    change = add_members(audience_id=audience.pk, member_ids=[bob.pk, carol.pk, 10**9], at=clock.now())

    assert (change.added, inside(audience)) == (1, [alice.pk])
    assert nothing_is_broken() == []


def test_an_unknown_audience_is_refused(alice):
    with pytest.raises(AudienceNotFound):
        add_members(audience_id=10**9, member_ids=[alice.pk], at=clock.now())
    with pytest.raises(AudienceNotFound):
        get_audience("nobody")


def test_an_audience_is_made_once_under_its_code(alice):
    first = ensure_audience(code="rfm-vip", name="高价值", at=clock.now())
    Audience.objects.filter(pk=first).update(name="重要客户")

    assert ensure_audience(code="rfm-vip", name="高价值", at=clock.now()) == first
    assert (get_audience("rfm-vip").name, get_audience("rfm-vip").kind) == ("重要客户", "computed")


def test_who_is_where_is_one_query(alice, django_assert_num_queries):
    mine = [audience_of(alice), audience_of(alice)]
    audience_of()

    with django_assert_num_queries(1):
        assert audience_ids_of(alice.pk) == {audience.pk for audience in mine}
    assert [audience.pk for audience in audiences_of(alice.pk)] == [audience.pk for audience in mine]


@pytest.mark.parametrize("count", [1, 3000])
def test_any_number_of_members_takes_the_same_statements(count):
    numbers = [f"{n:020d}" for n in range(count)]
    Member.objects.bulk_create(
        Member(number=number, nickname="会员", joined_at=clock.now(), last_seen_at=clock.now()) for number in numbers
    )
    ids = list(Member.objects.values_list("pk", flat=True))
    audience = AudienceFactory()

    with CaptureQueriesContext(connection) as statements:
        assert replace_members(audience_id=audience.pk, member_ids=ids, at=clock.now()).added == count

    assert len(statements) == 8  # savepoint, lock, merged away, delete, insert, size, fact, savepoint
    assert AudienceMember.objects.count() == count


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(["add", "remove", "replace"]), st.sets(st.integers(0, 5))), max_size=8))
def test_it_behaves_like_a_set(steps):
    people = [MemberFactory() for _ in range(6)]
    audience, model = AudienceFactory(), set()
    acts = {"add": add_members, "remove": remove_members, "replace": replace_members}

    for act, chosen in steps:
        ids = {people[number].pk for number in chosen}
        before = set(model)
        model = {"add": model | ids, "remove": model - ids, "replace": ids}[act]
        change = acts[act](audience_id=audience.pk, member_ids=ids, at=clock.now())
        assert (change.added, change.removed) == (len(model - before), len(before - model))

    audience.refresh_from_db()
    assert (set(inside(audience)), audience.size) == (model, len(model))

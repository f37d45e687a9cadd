"""What `verify` says of members: each violation planted, each one seen."""

from datetime import timedelta

import pytest

from kernel import clock
from members.accounts import invariants
from members.accounts.models import Member, Session
from members.accounts.parts import AccountsPart
from members.accounts.services import ban_member, open_session
from tests.factories.accounts import AddressFactory, IdentityFactory
from tests.members.accounts.steps import merged

pytestmark = pytest.mark.django_db


def broken() -> list[str]:
    return [line for _, check in invariants.CHECKS for line in check()]


def test_nothing_is_said_of_members_in_order(alice, bob, client_of):
    AddressFactory(member=alice, is_default=True)
    AddressFactory(member=alice)
    client_of(alice)
    client_of(bob)
    ban_member(member_id=bob.pk, reason="恶意退款", at=clock.now())

    assert broken() == []


def test_addresses_without_a_default_are_named(alice):
    AddressFactory.create_batch(2, member=alice)

    assert broken() == [f"会员 {alice.pk}：2 个地址中有 0 个默认地址"]


def test_a_banned_member_who_is_still_signed_in_is_named(alice, bob):
    ban_member(member_id=alice.pk, reason="恶意退款", at=clock.now())
    open_session(member=alice, at=clock.now())
    open_session(member=bob, at=clock.now())

    assert broken() == [f"会员 {alice.pk}：已停用、合并或注销，但仍有未撤销的会话"]


@pytest.mark.parametrize("left", ["nickname", "phone", "identity", "address", "journal", "former"])
def test_an_erased_member_who_can_be_recognised_is_named(alice, bob, left):
    case = merged(bob, alice)
    AccountsPart().erase(member_id=alice.pk, at=clock.now())
    Member.objects.filter(pk=alice.pk).update(state=Member.State.ERASED)
    assert broken() == []
    person = alice.pk
    if left == "identity":
        IdentityFactory(member=alice)
    elif left == "address":
        AddressFactory(member=alice, is_default=True)
    elif left == "journal":
        case.moves.update(journal={"phone": {"digest": "x"}})
        person = bob.pk
    elif left == "former":
        Member.objects.filter(pk=bob.pk).update(birthday_on="1990-01-02")
        person = bob.pk
    else:
        told = {"phone_cipher": "x", "phone_digest": "x"} if left == "phone" else {"nickname": "alice"}
        Member.objects.filter(pk=alice.pk).update(**told)

    assert all(line.startswith(f"会员 {person}：已注销，但仍留有可识别本人的信息") for line in broken())
    assert len(broken()) == (2 if left == "phone" else 1)


def test_a_merge_without_its_case_is_named(alice, bob):
    Member.objects.filter(pk=bob.pk).update(state="merged", merged_into=alice)

    assert broken() == [f"会员 {bob.pk}：已合并到 {alice.pk}，但没有与之相符的合并单"]


def test_members_who_lead_into_each_other_are_named(alice, bob):
    merged(bob, alice)
    Member.objects.filter(pk=alice.pk).update(state="merged", merged_into=bob)
    Session.objects.all().delete()

    assert f"会员 {alice.pk}：合并关系成环" in broken()


def test_what_stays_with_a_member_merged_away_is_named(alice, bob):
    merged(bob, alice, at=clock.now() - timedelta(hours=2))
    IdentityFactory(member=bob)

    assert broken() == [f"会员 {bob.pk}：已合并，但仍有登录身份 1"]

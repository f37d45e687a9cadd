"""What `verify` says of members: each violation planted, each one seen."""

import pytest

from kernel import clock
from members.accounts import invariants
from members.accounts.models import Address, Member
from members.accounts.services import ban_member, open_session
from tests.factories.accounts import AddressFactory

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

    assert broken() == [f"会员 {alice.pk}：已停用或注销，但仍有未撤销的会话"]


def test_an_erased_member_who_can_be_recognised_is_named(alice):
    Member.objects.filter(pk=alice.pk).update(state=Member.State.ERASED)
    Address.objects.all().delete()

    assert broken() == [f"会员 {alice.pk}：已注销，但仍留有可识别本人的信息"]

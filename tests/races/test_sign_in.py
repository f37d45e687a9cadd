"""Members are made once and refreshed once, however many requests come at the same moment."""

from itertools import count

import pytest

from kernel import clock
from kernel.wechat import client
from kernel.wechat.client import WechatSession
from members.accounts import invariants
from members.accounts.models import Identity, Member, Session
from members.accounts.services import (
    NewAddress,
    SessionEnded,
    add_address,
    ban_member,
    login_with_wechat,
    open_session,
    refresh_session,
)
from tests.factories.accounts import MemberFactory, hangzhou
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

_people = count(1)


class OnePerson:
    """WeChat, to whom every code of a round stands for the same person."""

    def code_to_session(self, code: str) -> WechatSession:
        return WechatSession(openid=f"openid-{code}", session_key="a2V5", unionid=f"union-{code}")


@pytest.fixture(autouse=True)
def wechat(monkeypatch):
    monkeypatch.setattr(client, "get_client", OnePerson)


def a_new_person() -> str:
    return str(next(_people))


def test_a_naive_sign_in_makes_many_members_of_one_person():
    def look_then_make(code: str, _number: int) -> None:
        if not Member.objects.filter(nickname=code).exists():
            pause()
            MemberFactory(nickname=code)

    def made(code: str, _allowed: int) -> None:
        twins.append(Member.objects.filter(nickname=code).count())

    twins: list[int] = []
    run(Race("first sign-in, naive", a_new_person, look_then_make, made), attempts=16, rounds=3)

    assert max(twins) > 1


@pytest.mark.rule("13.1")
def test_one_person_becomes_one_member():
    def sign_in(code: str, _number: int) -> None:
        login_with_wechat(code=code, scene="", visitor_id="", at=clock.now())

    def one_member(code: str, allowed: int) -> None:
        owners = Identity.objects.filter(subject__in=[f"openid-{code}", f"union-{code}"])
        members = set(owners.values_list("member", flat=True))
        assert (allowed, owners.count(), len(members)) == (64, 2, 1)
        assert Session.objects.filter(member__in=members).count() == 64

    outcome = run(Race("first sign-in", a_new_person, sign_in, one_member))

    assert outcome.best_round == 64
    assert Member.objects.count() == 10


@pytest.mark.rule("13.1")
def test_a_refresh_token_is_good_once():
    def signed_in() -> str:
        return open_session(member=MemberFactory(), at=clock.now()).refresh

    def refresh(token: str, _number: int) -> None:
        refresh_session(refresh=token, at=clock.now())

    def the_family_is_over(_token: str, allowed: int) -> None:
        assert allowed == 1
        assert Session.objects.live().count() == 0

    outcome = run(Race("refresh", signed_in, refresh, the_family_is_over, (SessionEnded,)))

    assert (outcome.worst_round, outcome.best_round) == (1, 1)


def test_nobody_slips_in_while_being_banned():
    def known_person() -> str:
        code = a_new_person()
        login_with_wechat(code=code, scene="", visitor_id="", at=clock.now())
        return code

    def sign_in_or_ban(code: str, number: int) -> None:
        if number == 7:
            member_id = Identity.objects.values_list("member", flat=True).get(subject=f"openid-{code}")
            ban_member(member_id=member_id, reason="恶意退款", at=clock.now())
        else:
            login_with_wechat(code=code, scene="", visitor_id="", at=clock.now())

    run(Race("sign-in against ban", known_person, sign_in_or_ban), attempts=16)

    assert list(invariants.only_active_members_are_signed_in()) == []


def test_two_first_addresses_make_one_default():
    hangzhou()
    address = NewAddress(
        name="爱丽丝", phone="13800138000", region_code="330106", detail="文三路 1 号", is_default=True
    )

    def add(member: Member, _number: int) -> None:
        add_address(member_id=member.pk, address=address, at=clock.now())

    def one_default(member: Member, allowed: int) -> None:
        assert (allowed, member.addresses.count()) == (20, 20)

    run(Race("addresses", MemberFactory, add, one_default), attempts=32, rounds=3)

    assert list(invariants.one_default_address()) == []

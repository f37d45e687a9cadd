"""Two members found to be one: who stays, what moves, what stands against it, and the way back."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from kernel.errors import Conflict
from kernel.outbox.models import StoredFact
from members.accounts import ports, services, tasks
from members.accounts.models import Address, Identity, Member, MergeCase, MergeMove, Session
from members.accounts.parts import AccountsPart
from members.accounts.services import ban_member, open_session, survivor_of, undo_obstacles, unite
from members.accounts.states import MERGE_TRANSITIONS, MergeState
from tests.factories.accounts import AddressFactory, IdentityFactory, MemberFactory
from tests.members.accounts.steps import FakePart, merged, undone, with_phone

pytestmark = pytest.mark.django_db
STELLA = Actor.operator(1)


@pytest.fixture
def part(monkeypatch) -> FakePart:
    """A room above, which says what it is told to say."""
    fake = FakePart()
    monkeypatch.setattr(ports, "_parts", {"members.accounts": AccountsPart(), fake.name: fake})
    return fake


def test_who_has_paid_stays_then_who_came_first():
    now = clock.now()
    old, young = MemberFactory(joined_at=now - timedelta(days=9)), MemberFactory(joined_at=now)
    payer = MemberFactory(joined_at=now, first_paid_at=now)
    twin = MemberFactory(joined_at=young.joined_at)

    assert survivor_of(old, young) == survivor_of(young, old) == old
    assert survivor_of(old, payer) == survivor_of(payer, old) == payer
    assert survivor_of(young, twin) == survivor_of(twin, young) == young


def test_everything_of_the_source_is_the_targets(alice, bob):
    with_phone(bob, "13900139000")
    AddressFactory(member=alice, is_default=True)
    AddressFactory.create_batch(2, member=bob)
    Address.objects.filter(member=bob).order_by("id").update(is_default=False)
    session = open_session(member=bob, at=clock.now())

    case = merged(bob, alice)

    alice.refresh_from_db()
    bob.refresh_from_db()
    assert (case.state, bob.state, bob.merged_into) == ("merged", "merged", alice)
    assert (alice.phone, bob.phone) == ("13900139000", "")
    assert alice.addresses.count() == 3
    assert alice.addresses.filter(is_default=True).count() == 1
    assert set(alice.identities.values_list("subject", flat=True)) == {"openid-of-alice", "openid-of-bob"}
    assert Session.objects.get().member == alice
    assert session.member == bob
    assert AccountsPart().preview(source_id=bob.pk, target_id=alice.pk) == dict.fromkeys(
        ["登录身份", "登录会话", "收货地址", "手机号"], 0
    )


def test_a_token_from_before_works_right_after(client_of, alice, bob):
    client = client_of(bob)

    merged(bob, alice)

    assert client.get("/api/v1/me").json()["id"] == str(alice.pk)


def test_the_profile_fills_gaps_and_overwrites_nothing(alice, bob):
    now = clock.now()
    Member.objects.filter(pk=alice.pk).update(nickname="微信用户", gender="female", joined_at=now)
    Member.objects.filter(pk=bob.pk).update(
        gender="male",
        birthday_on="1990-01-02",
        first_paid_at=now,
        joined_at=now - timedelta(days=3),
        first_scene="1047",
    )
    merged(bob, alice)

    alice.refresh_from_db()
    assert (alice.nickname, alice.gender, str(alice.birthday_on)) == ("bob", "female", "1990-01-02")
    assert (alice.first_paid_at, alice.joined_at, alice.first_scene) == (now, now - timedelta(days=3), "1047")


@pytest.mark.rule("2.9")
def test_a_customer_under_one_identity_is_no_newcomer_under_another(alice, bob):
    assert alice.is_newcomer
    Member.objects.filter(pk=bob.pk).update(first_paid_at=clock.now())

    merged(bob, alice)

    alice.refresh_from_db()
    assert not alice.is_newcomer


def test_it_is_told_once(alice, bob):
    case = merged(bob, alice)
    services.carry_out(case_id=case.pk, actor=STELLA, at=clock.now())

    facts = [(fact.name, fact.payload) for fact in StoredFact.objects.all()]
    told = {"case_id": case.pk, "source_id": bob.pk, "target_id": alice.pk}
    assert facts == [("members.accounts.members_merged", told)]


def test_what_stands_against_it_is_kept_and_tried_again(alice, bob, part):
    part.says = ["订单 1 待付款或取消中"]
    at = clock.now()
    case = unite(member_id=alice.pk, other_id=bob.pk, evidence="unionid", at=at)
    assert (case.state, case.reasons, case.next_try_at) == ("waiting", part.says, at + timedelta(minutes=5))
    assert Identity.objects.get(subject="openid-of-bob").member == bob

    part.says = []
    with clock.at(at + timedelta(minutes=5)):
        assert tasks.retry_merges() == 1
        assert tasks.retry_merges() == 0

    case.refresh_from_db()
    assert (case.state, case.reasons, case.next_try_at) == ("merged", [], None)


def test_a_part_that_refuses_rolls_all_of_it_back(alice, bob, part):
    part.refuses_move = Conflict("积分批次冲突")

    case = unite(member_id=alice.pk, other_id=bob.pk, evidence="unionid", at=clock.now())

    assert (case.state, case.reasons) == ("waiting", ["积分批次冲突"])
    assert Identity.objects.get(subject="openid-of-bob").member == bob
    assert not MergeMove.objects.exists()


def test_who_is_shut_out_is_merged_with_nobody(alice, bob):
    ban_member(member_id=alice.pk, reason="恶意退款", at=clock.now())

    case = unite(member_id=alice.pk, other_id=bob.pk, evidence="unionid", at=clock.now())

    assert (case.state, case.reasons) == ("waiting", ["保留方已停用，请先恢复"])


def test_what_is_no_proof_waits_for_people(alice, bob):
    case = unite(member_id=alice.pk, other_id=bob.pk, evidence="marketplace", at=clock.now(), is_certain=False)
    assert case.state == "proposed"
    assert tasks.retry_merges() == 0

    services.confirm_merge(case_id=case.pk, actor=STELLA, at=clock.now())

    assert Member.objects.get(pk=bob.pk).merged_into == alice
    assert list(case.events.values_list("before", "after", "actor_kind")) == [
        ("", "proposed", "system"), ("proposed", "waiting", "operator"), ("waiting", "merged", "operator"),
    ]  # fmt: skip


def test_the_same_pair_has_one_open_case(alice, bob, part):
    part.says = ["订单未完"]

    first = unite(member_id=alice.pk, other_id=bob.pk, evidence="unionid", at=clock.now())
    second = unite(member_id=bob.pk, other_id=alice.pk, evidence="phone", at=clock.now())

    assert first == second


def test_a_case_whose_member_has_gone_elsewhere_ends(alice, bob, carol, part):
    part.says = ["订单未完"]
    case = unite(member_id=alice.pk, other_id=carol.pk, evidence="unionid", at=clock.now())
    part.says = []
    merged(carol, bob)

    services.carry_out(case_id=case.pk, actor=Actor.clock(), at=clock.now())

    case.refresh_from_db()
    assert case.state == "dismissed"
    assert "已合并" in case.events.last().note


def test_undoing_gives_everything_back(alice, bob):
    with_phone(bob, "13900139000")
    AddressFactory(member=bob, is_default=True)
    Member.objects.filter(pk=bob.pk).update(birthday_on="1990-01-02", first_paid_at=clock.now())
    Member.objects.filter(pk=alice.pk).update(first_paid_at=clock.now())
    old = open_session(member=bob, at=clock.now() - timedelta(minutes=1))
    before = [list(Member.objects.order_by("id").values()), list(Address.objects.values())]
    case = merged(bob, alice)

    undone(case)

    assert [list(Member.objects.order_by("id").values()), list(Address.objects.values())] == before
    assert Identity.objects.get(subject="openid-of-bob").member == bob
    assert Session.objects.live().get().member == old.member
    assert StoredFact.objects.last().name == "members.accounts.members_parted"


def test_sessions_begun_since_the_merge_end_with_it(client_of, alice, bob):
    case = merged(bob, alice)
    client = client_of(alice)

    undone(case, at=clock.now() + timedelta(days=1))

    assert client.get("/api/v1/me").status_code == 401


def test_what_was_said_since_stays_said(alice, bob):
    Member.objects.filter(pk=bob.pk).update(birthday_on="1990-01-02", gender="male")
    case = merged(bob, alice)
    Member.objects.filter(pk=alice.pk).update(birthday_on="1991-01-02")

    undone(case)

    alice.refresh_from_db()
    assert (str(alice.birthday_on), alice.gender) == ("1991-01-02", "unknown")


def test_what_contradicts_is_said_and_nothing_is_undone(alice, bob, part):
    case = merged(bob, alice)
    part.refuses_undo = Conflict("合并来的积分已用掉")

    assert undo_obstacles(case_id=case.pk, at=clock.now()) == ["合并来的积分已用掉"]
    with pytest.raises(Conflict, match="积分"):
        undone(case)

    assert Member.objects.get(pk=bob.pk).state == "merged"
    assert Identity.objects.get(subject="openid-of-bob").member == alice


def test_asking_what_contradicts_changes_nothing(alice, bob):
    case = merged(bob, alice)

    assert undo_obstacles(case_id=case.pk, at=clock.now()) == []
    assert Member.objects.get(pk=bob.pk).merged_into == alice
    assert Identity.objects.get(subject="openid-of-bob").member == alice


def test_after_thirty_days_it_stands(alice, bob):
    case = merged(bob, alice)
    at = clock.now() + timedelta(days=30, minutes=1)

    with pytest.raises(services.MergeNotUndoable) as refusal:
        undone(case, at=at)

    assert refusal.value.extra == {"obstacles": ["已超过可撤销的期限"]}


def test_merges_are_undone_from_the_last(alice, bob, carol):
    first = merged(bob, alice)
    second = merged(alice, carol)

    assert undo_obstacles(case_id=first.pk, at=clock.now()) == ["保留方后来又并入了其他会员，请先撤销那次合并"]
    undone(second)
    undone(first)

    assert not Member.objects.filter(state="merged").exists()
    assert Identity.objects.get(subject="openid-of-bob").member == bob


def test_who_was_parted_by_people_is_not_merged_again_by_itself(alice, bob):
    undone(merged(bob, alice))

    assert unite(member_id=alice.pk, other_id=bob.pk, evidence="unionid", at=clock.now()) is None


def test_what_came_in_meanwhile_follows(alice, bob):
    case = merged(bob, alice)
    IdentityFactory(member=bob, subject="openid-late")

    assert tasks.move_stragglers() == 1
    assert tasks.move_stragglers() == 0

    assert Identity.objects.get(subject="openid-late").member == alice
    undone(case)
    assert Identity.objects.get(subject="openid-late").member == bob


@pytest.mark.rule("4.1")
def test_only_the_moves_of_the_table_exist(alice, bob):
    case = merged(bob, alice)

    with pytest.raises(services.MergeStateConflict):
        services.dismiss_merge(case_id=case.pk, reason="", actor=STELLA, at=clock.now())
    with pytest.raises(services.MergeStateConflict):
        services.confirm_merge(case_id=case.pk, actor=STELLA, at=clock.now())

    assert set(MERGE_TRANSITIONS) == set(MergeState)
    assert MergeCase.objects.get().state == "merged"


def test_nobody_is_merged_with_themselves_or_with_nobody(alice, bob):
    merged(bob, alice)

    for source, target in ((alice.pk, alice.pk), (bob.pk, alice.pk)):
        with pytest.raises(services.NotTwoMembers):
            services.propose_merge(
                source_id=source, target_id=target, evidence="operator", note="", actor=STELLA, at=clock.now()
            )
    assert unite(member_id=bob.pk, other_id=alice.pk, evidence="unionid", at=clock.now()) is None

"""Two members become one, and two again: no point is lost, none doubled (port accounts.parts)."""

from datetime import timedelta

import pytest

from kernel import clock
from members.accounts.models import MergeCase
from members.points.models import Earning, Lot, Purse
from members.points.parts import MergedPointsHeld, MergedPointsMovedOn, PointsPart
from members.points.selectors import statement_of
from members.points.services import (
    confirm_earning,
    earn_pending,
    grant,
    propose_adjustment,
    release_points,
    return_spent,
    take_back,
)
from tests.factories.points import broken, give, has, keep, lots, spend

pytestmark = pytest.mark.django_db
part = PointsPart()


def merge(source, target):
    MergeCase.objects.create(source=source, target=target, evidence="operator", state="waiting", opened_at=clock.now())
    return part.move(source_id=source.pk, target_id=target.pk, at=clock.now())


def undo(journal):
    part.undo(journal=journal, at=clock.now())


def live(member):
    """Earn, spend, owe nothing: a little of everything."""
    give(member.pk, 100, days_left=20)
    give(member.pk, 50, days_left=300)
    spend(member.pk, 120, key=f"order:{member.pk}")
    earn_pending(member_id=member.pk, points=30, kind="purchase", key=f"line:{member.pk}", reference="", at=clock.now())


def test_everything_goes_over(alice, bob):
    live(alice)
    give(bob.pk, 7)

    merge(alice, bob)

    assert has(alice.pk)
    assert has(bob.pk, main=37, pending=30)
    assert lots(alice.pk) == []
    assert sorted(lots(bob.pk)) == [0, 7, 30]
    assert statement_of(bob.pk).filter(transaction__kind="points.merge").count() == 2
    assert statement_of(alice.pk).filter(transaction__kind="points.grant.campaign").count() == 2
    assert broken() == []


def test_what_comes_late_for_the_source_finds_who_they_are_now(alice, bob):
    live(alice)
    merge(alice, bob)

    confirm_earning(key=f"line:{alice.pk}", at=clock.now())
    grant(member_id=alice.pk, points=5, kind="task", key="late", reference="", at=clock.now())
    return_spent(key=f"order:{alice.pk}", points=120, refund_key="r", reference="", at=clock.now())
    take_back(key=f"line:{alice.pk}", points=30, refund_key="r", reference="", at=clock.now())

    assert has(alice.pk)
    assert has(bob.pk, main=155)
    assert broken() == []


def test_undone_at_once_all_is_as_before(alice, bob):
    live(alice)
    live(bob)
    before = lots(alice.pk), lots(bob.pk)

    undo(merge(alice, bob))

    assert has(alice.pk, main=30, pending=30)
    assert has(bob.pk, main=30, pending=30)
    assert (lots(alice.pk), lots(bob.pk)) == before
    assert broken() == []


def test_what_was_spent_since_stays_spent_and_comes_back_to_the_spender(alice, bob):
    live(alice)
    journal = merge(alice, bob)
    spend(bob.pk, 20, key="order:since")

    undo(journal)
    assert has(alice.pk, main=10, pending=30)
    assert has(bob.pk)
    return_spent(key="order:since", points=20, refund_key="r", reference="", at=clock.now())

    assert has(bob.pk, main=20)
    fresh = Lot.objects.owned_by(bob.pk).get()
    assert fresh.ends_at == Lot.objects.owned_by(alice.pk).filled().get().ends_at
    assert broken() == []


def test_what_was_confirmed_since_goes_back_as_a_lot(alice, bob):
    live(alice)
    journal = merge(alice, bob)
    confirm_earning(key=f"line:{alice.pk}", at=clock.now())

    undo(journal)

    assert has(alice.pk, main=60)
    assert has(bob.pk)
    assert Earning.objects.get(key=f"line:{alice.pk}").member_id == alice.pk
    assert broken() == []


def test_debt_goes_over_and_back(alice, bob):
    lot = give(alice.pk, 40)
    spend(alice.pk, 40, key="order:a")
    take_back(key=lot.earning.key, points=40, refund_key="r", reference="", at=clock.now())

    journal = merge(alice, bob)
    assert (has(alice.pk), has(bob.pk, debt=-40)) == (True, True)
    grant(member_id=bob.pk, points=15, kind="task", key="t", reference="", at=clock.now())
    undo(journal)

    assert has(alice.pk, debt=-25)
    assert has(bob.pk)
    assert broken() == []


def test_orders_under_way_stand_against_it(alice, bob):
    give(alice.pk, 100)
    keep(alice.pk, 60)
    assert part.blocks(member_id=alice.pk) == ["60 积分被未完成的订单占用"]

    with pytest.raises(MergedPointsHeld):
        merge(alice, bob)

    release_points(key="order:1", at=clock.now())
    assert part.blocks(member_id=alice.pk) == []
    assert has(alice.pk, main=100)


def test_undoing_waits_for_orders_that_hold_it(alice, bob):
    give(alice.pk, 100)
    journal = merge(alice, bob)
    keep(bob.pk, 60)

    with pytest.raises(MergedPointsHeld):
        undo(journal)

    assert has(bob.pk, main=100, held=60)


def test_a_chain_is_undone_from_its_end(alice, bob, carol):
    give(alice.pk, 100)
    first = merge(alice, bob)
    second = merge(bob, carol)
    grant(member_id=alice.pk, points=5, kind="task", key="late", reference="", at=clock.now())
    assert has(carol.pk, main=105)

    with pytest.raises(MergedPointsMovedOn):
        undo(first)
    undo(second)
    undo(first)

    assert has(alice.pk, main=100)
    assert has(carol.pk, main=5)
    assert not Purse.objects.exclude(moved_to=None).exists()
    assert broken() == []


def test_merging_nothing_leaves_no_posting(alice, bob):
    undo(merge(alice, bob))

    assert not statement_of(bob.pk).exists()


def test_preview_and_export_tell_what_there_is(alice, bob):
    live(alice)

    preview = part.preview(source_id=alice.pk, target_id=bob.pk)
    told = part.export(member_id=alice.pk)

    assert preview == {"可用积分": 30, "待生效积分": 30, "欠分": 0, "积分批次": 1}
    assert (told["available"], told["pending"]) == (30, 30)
    assert [lot["remaining"] for lot in told["lots"]] == [0, 30]
    assert told["spends"][0]["points"] == 120
    assert told["earnings"][-1]["kind"] == "purchase"


def test_an_erased_member_keeps_no_points_and_no_words(alice, stella):
    live(alice)
    propose_adjustment(member_id=alice.pk, points=5, reason="张三投诉", operator_id=stella.pk, at=clock.now())

    part.erase(member_id=alice.pk, at=clock.now() + timedelta(seconds=1))

    assert has(alice.pk, pending=30)
    assert not Earning.objects.exclude(note="").exists()
    assert broken() == []

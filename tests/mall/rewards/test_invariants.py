"""Every check sees the violation it is made for, and nothing where all is well."""

from datetime import timedelta

import pytest

from kernel import clock
from mall.orders.models import Order
from mall.rewards import invariants
from mall.rewards.models import LineReward, RewardRefund
from mall.rewards.services import settle_order
from members.points.models import Earning
from tests.factories.rewards import moved, paid_order, refunded
from tests.mall.rewards.conftest import NOW
from tests.planting import bare

pytestmark = pytest.mark.django_db
TABLES = (LineReward, RewardRefund, Earning, Order)


@pytest.fixture
def order(alice, nothing_is_broken):
    """A completed order of two lines: the first refunded whole, the second in part."""
    found = moved(paid_order(alice, 10_000, 5_000), "completed")
    refunded(found, [10_000, 1_234])
    settle_order(order_id=found.pk, at=NOW)
    nothing_is_broken()
    return found


def not_earned():
    RewardRefund.objects.all().delete()
    LineReward.objects.filter(paid_fen=5_000).delete()


def not_final():
    LineReward.objects.update(completed_at=None)


def earned_by_what_earns_nothing():
    Order.objects.update(earns_rewards=False)


def too_little_back():
    LineReward.objects.filter(paid_fen=5_000).update(points_back=11)


def growth_not_back():
    LineReward.objects.filter(paid_fen=10_000).update(growth_back=0)


def refund_not_counted():
    RewardRefund.objects.filter(amount_fen=1_234).delete()


def refund_counted_otherwise():
    RewardRefund.objects.filter(amount_fen=1_234).update(amount_fen=1_235)


def other_points_in_the_book():
    Earning.objects.filter(points=50).update(points=60)


def points_without_a_reward():
    row = Earning.objects.order_by("id")[0]
    row.pk, row.key = 999, "order_line:999"
    row.save(force_insert=True)


PLANTED = [
    (not_earned, invariants.completed_lines_have_earned_once, "没有计入积分与成长值"),
    (not_final, invariants.completed_lines_have_earned_once, "没有计入积分与成长值"),
    (earned_by_what_earns_nothing, invariants.completed_lines_have_earned_once, "不计权益的订单有奖励"),
    (too_little_back, invariants.rewards_follow_the_money, "积分 50，已退 1234 分，应收回 12，实收回 11"),
    (growth_not_back, invariants.fully_refunded_lines_net_nothing, "仍有积分 0、成长值 100"),
    (refund_not_counted, invariants.refunds_are_counted_once, "退款 1234 分没有收回奖励"),
    (refund_counted_otherwise, invariants.refunds_are_counted_once, "已退 1234 分，记录之和 1235 分"),
    (other_points_in_the_book, invariants.points_stand_as_earned, "积分 50（收回 12），账上 60（收回 12）"),
    (points_without_a_reward, invariants.points_stand_as_earned, "order_line:999：没有对应的购物奖励"),
]


@pytest.mark.parametrize(("plant", "check", "said"), PLANTED, ids=lambda each: getattr(each, "__name__", ""))
def test_a_planted_violation_is_named(order, plant, check, said):
    with clock.at(NOW + timedelta(hours=1)), bare(*TABLES):
        plant()
        found = list(check())

    assert any(said in sentence for sentence in found), found


def test_every_check_has_a_planted_violation():
    assert {check for _, check in invariants.CHECKS} == {check for _, check, _ in PLANTED}


def test_what_happened_just_now_is_still_on_its_way(alice):
    order = moved(paid_order(alice, 10_000), "completed")
    refunded(order, [5_000])

    with clock.at(NOW + timedelta(minutes=10)):
        assert [row for _, find in invariants.CHECKS for row in find()] == []
    with clock.at(NOW + timedelta(minutes=11)):
        assert len([row for _, find in invariants.CHECKS for row in find()]) == 2

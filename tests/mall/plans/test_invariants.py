"""Each check of plans and top-ups is shown a violation, and sees it."""

import pytest

from kernel import clock
from mall.plans import invariants
from mall.plans.models import Purchase
from mall.plans.services import order_plan, order_top_up
from members.tiers.models import Membership
from tests.planting import bare

pytestmark = pytest.mark.django_db

PLANTED = [
    (lambda: Purchase.objects.update(state="waiting"), invariants.purchases_unlike_their_orders),
    (lambda: Purchase.objects.update(order_id=10**9), invariants.purchases_unlike_their_orders),
    (lambda: Purchase.objects.all().delete(), invariants.orders_without_purchase),
    (lambda: Membership.objects.all().delete(), invariants.undelivered_purchases),
]


@pytest.fixture
def sold(alice, year, package, till):
    till.pay(order_plan(plan_id=year.pk, member_id=alice.pk, at=clock.now()))
    till.pay(order_top_up(package_id=package.pk, member_id=alice.pk, at=clock.now()))


@pytest.mark.usefixtures("sold")
def test_sound_sales_break_nothing():
    assert {title: list(find()) for title, find in invariants.CHECKS} == {title: [] for title, _ in invariants.CHECKS}


@pytest.mark.usefixtures("sold")
@pytest.mark.parametrize(("plant", "find"), PLANTED)
def test_a_planted_violation_is_found(plant, find):
    with bare(Purchase, Membership):
        plant()

        assert list(find()) != []


def test_every_check_has_its_violation():
    assert {find for _plant, find in PLANTED} == {find for _title, find in invariants.CHECKS}

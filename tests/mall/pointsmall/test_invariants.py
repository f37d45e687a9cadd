"""Each check of the points mall is shown a violation, and sees it."""

import pytest
from django.db.models import F

from kernel import clock
from mall.orders.ports import OfferChoice
from mall.pointsmall import invariants
from mall.pointsmall.models import Allowance, PointsItem, Redemption
from tests.planting import bare

pytestmark = pytest.mark.django_db

PLANTED = [
    (lambda: PointsItem.objects.update(taken=F("taken") + 1), invariants.miscounted_items),
    (lambda: PointsItem.objects.update(quota=0), invariants.miscounted_items),
    (lambda: Allowance.objects.update(taken=F("taken") + 1), invariants.miscounted_allowances),
    (lambda: Redemption.objects.update(member_id=F("member_id") + 1000), invariants.miscounted_allowances),
    (lambda: Redemption.objects.update(order_id=10**9), invariants.redemptions_unlike_their_orders),
    (lambda: Redemption.objects.update(state="used", used_at=clock.now()), invariants.redemptions_unlike_their_orders),
]


@pytest.fixture
def redeemed(item, rich, till, cup):
    till.place(rich, {cup: 1}, offer=OfferChoice(kind="points_mall", choice={"item_id": item.pk}))


@pytest.mark.usefixtures("redeemed")
def test_a_sound_points_mall_breaks_nothing():
    assert {title: list(find()) for title, find in invariants.CHECKS} == {title: [] for title, _ in invariants.CHECKS}


@pytest.mark.usefixtures("redeemed")
@pytest.mark.parametrize(("plant", "find"), PLANTED)
def test_a_planted_violation_is_found(plant, find):
    with bare(PointsItem, Allowance, Redemption):
        plant()

        assert list(find()) != []


def test_every_check_has_its_violation():
    assert {find for _plant, find in PLANTED} == {find for _title, find in invariants.CHECKS}

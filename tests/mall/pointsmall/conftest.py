"""A shop whose goods can be had for points; Alice has a thousand."""

import pytest

from kernel import clock
from mall.inventory.models import StockItem
from mall.pointsmall.models import PointsItem
from members.accounts.models import Member
from members.points.services import grant
from tests.factories.pointsmall import points_item
from tests.mall.orders.conftest import (  # noqa: F401 - fixtures are found by their names
    _now,
    channel,
    cup,
    facts,
    home,
    phone,
    pot,
    stranger,
    till,
)


@pytest.fixture
def item(cup: StockItem) -> PointsItem:  # noqa: F811 - the fixture above
    """A cup for 100 points and 2 yuan, three in all, two a member."""
    return points_item(cup, points=100, price_fen=200, quota=3, limit_per_member=2)


@pytest.fixture
def rich(alice: Member) -> Member:
    grant(member_id=alice.pk, points=1000, kind="campaign", key="rich", reference="", at=clock.now())
    return alice

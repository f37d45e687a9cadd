"""A shop that sells a year's card and a top-up."""

import pytest

from mall.plans.models import Plan, TopUpPackage
from tests.factories.plans import hundred, year_plan
from tests.mall.orders.conftest import (  # noqa: F401 - fixtures are found by their names
    _now,
    channel,
    cup,
    home,
    phone,
    pot,
    stranger,
    till,
)


@pytest.fixture
def year(db: None) -> Plan:
    return year_plan()


@pytest.fixture
def package(db: None) -> TopUpPackage:
    return hundred()

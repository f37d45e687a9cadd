"""A shop whose orders can be shipped."""

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

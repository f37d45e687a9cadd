"""Shelves to fill a cart from."""

from tests.mall.orders.conftest import _now, cup, home, phone, pot, stranger  # noqa: F401 - fixtures are found by their names

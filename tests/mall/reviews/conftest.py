"""A fixed moment, a cup, and a mini-program."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from kernel import clock
from mall.catalog.models import Product
from mall.orders.models import OrderLine
from members.accounts.models import Member
from tests.factories.catalog import ProductFactory
from tests.factories.reviews import bought
from tests.mall.orders.steps import Phone

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def cup(db: None) -> Product:
    product: Product = ProductFactory(kind="virtual", name="马克杯")
    return product


@pytest.fixture
def line(alice: Member, cup: Product) -> OrderLine:
    """A cup that alice has received."""
    return bought(alice, product=cup)


@pytest.fixture
def phone(client_of: Callable[[Member], Any]) -> Callable[[Member], Phone]:
    return lambda member: Phone(client_of(member))


@pytest.fixture
def stranger(anonymous: Any) -> Phone:
    """Nobody signed in."""
    return Phone(anonymous)

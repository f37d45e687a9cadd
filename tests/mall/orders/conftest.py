"""Alice at home, a channel in memory, shelves with ten pieces at ten yuan, freight of ten yuan below 88."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from kernel import clock
from kernel.outbox.models import StoredFact
from mall.freight.services import seed_default_template
from mall.fulfilment.services import seed_carriers
from mall.inventory.models import StockItem
from mall.payments.gateways import GATEWAYS
from members.accounts.models import Address, Member
from tests.factories.accounts import AddressFactory
from tests.factories.inventory import new_shelf
from tests.mall.orders.steps import Phone, Till
from tests.mall.payments.channel import FakeChannel

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch, db: None) -> FakeChannel:
    """Refunds reach the payer at once unless a test says otherwise."""
    fake = FakeChannel()
    fake.refund_outcome = "succeeded"
    monkeypatch.setitem(GATEWAYS, "wechat", lambda: fake)
    return fake


@pytest.fixture
def home(alice: Member) -> Address:
    """Alice's default address, in Hangzhou."""
    seed_default_template()
    address: Address = AddressFactory(member=alice, is_default=True)
    return address


@pytest.fixture
def till(channel: FakeChannel, home: Address) -> Till:
    seed_carriers()
    return Till(channel)


@pytest.fixture
def cup(db: None) -> StockItem:
    return new_shelf(10)


@pytest.fixture
def pot(db: None) -> StockItem:
    return new_shelf(10)


@pytest.fixture
def voucher(db: None) -> StockItem:
    """Something virtual: nothing is shipped for it."""
    item = new_shelf(10)
    product = item.sku.product
    product.kind = "virtual"
    product.save(update_fields=["kind"])
    return item


@pytest.fixture
def phone(client_of: Callable[[Member], Any]) -> Callable[[Member], Phone]:
    return lambda member: Phone(client_of(member))


@pytest.fixture
def stranger(anonymous: Any) -> Phone:
    """Nobody signed in."""
    return Phone(anonymous)


@pytest.fixture
def facts() -> Callable[[str], list[dict[str, Any]]]:
    """Return the payloads of an order fact told so far."""
    return lambda name: list(
        StoredFact.objects.filter(name=f"mall.orders.{name}").order_by("pk").values_list("payload", flat=True)
    )

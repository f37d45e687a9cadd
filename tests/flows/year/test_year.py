"""A year in the life of a membership, day by day: both books agree and every invariant holds, every day.

The short form is part of every test run; `make year` lives 365 days with 500 members (YEAR_MEMBERS, YEAR_DAYS).
"""

import os
import random
from datetime import date, timedelta

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from kernel.options import store
from kernel.options.services import set_option
from mall.freight.services import seed_default_template
from mall.fulfilment.services import seed_carriers
from mall.inventory.models import StockItem
from mall.inventory.services import open_shelf, set_initial_stock
from mall.payments.gateways import GATEWAYS
from members.tiers.models import Tier
from members.tiers.services import ensure_ladder
from tests.factories.accounts import AddressFactory, IdentityFactory, MemberFactory
from tests.factories.catalog import ProductFactory, SkuFactory
from tests.factories.staff import OperatorFactory
from tests.flows.year.book import Rules
from tests.flows.year.comparing import broken, differences
from tests.flows.year.life import Life
from tests.mall.orders.steps import Till
from tests.mall.payments.channel import FakeChannel

MEMBERS, DAYS = int(os.environ.get("YEAR_MEMBERS", "6")), int(os.environ.get("YEAR_DAYS", "60"))
ACTS = max(5, MEMBERS // 16)
FIRST = date(2026, 1, 5)
# Short periods, so that points end and tiers are lost within the days that are lived.
RULES = (
    Rules(lot_months=3, window_days=150, notice_days=30)
    if DAYS > 200
    else Rules(lot_months=1, window_days=20, notice_days=10)
)


@pytest.fixture
def life(db: None, monkeypatch: pytest.MonkeyPatch) -> Life:
    channel = FakeChannel()
    channel.refund_outcome = "succeeded"
    monkeypatch.setitem(GATEWAYS, "wechat", lambda: channel)
    seed_default_template()
    seed_carriers()
    operator = OperatorFactory()
    for name, value in (
        ("members.points.lot_months", RULES.lot_months),
        ("members.tiers.window_days", RULES.window_days),
        ("members.tiers.notice_days", RULES.notice_days),
    ):
        set_option(name=name, value=value, operator_id=operator.pk)
    store.forget()
    ensure_ladder()
    Tier.objects.filter(code__in=("gold", "diamond")).update(points_multiplier_bps=20_000)
    members = [MemberFactory() for _ in range(MEMBERS)]
    for member in members:
        AddressFactory(member=member, is_default=True)
        IdentityFactory(member=member)
    return Life(RULES, Till(channel), members, _shelves(), random.Random(20260105))


def _shelves() -> list[StockItem]:
    prices = (990, 4_999, 19_900, 88_800, 129_900)
    skus = [SkuFactory(product=ProductFactory(price_fen=price), price_fen=price) for price in prices]
    open_shelf(sku_ids=[sku.pk for sku in skus])
    for sku in skus:
        set_initial_stock(sku_id=sku.pk, quantity=10**6, reference="期初", actor=Actor.system(), at=clock.now())
    return list(StockItem.objects.order_by("id"))


@pytest.mark.rule("8.7")
@pytest.mark.rule("9.5")
@pytest.mark.rule("10.1")
@pytest.mark.rule("10.2")
@pytest.mark.rule("10.3")
def test_every_day_both_books_agree_and_every_invariant_holds(life: Life) -> None:
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        night = life.night(day)
        assert differences(life.people, day) == []
        with clock.at(night):
            assert broken() == []
        life.day(day, acts=ACTS)
        assert differences(life.people, day) == []
        if DAYS > 200 and number % 10 == 0:
            print(day, life.counts)  # noqa: T201 - the long form shows where it is
    assert {"bought", "left unpaid", "shipped", "refunded", "gifts", "completed"} <= set(life.counts)
    assert any(batch.expired for person in life.people.values() for batch in person.batches)
    assert any(person.debt for person in life.people.values()) or DAYS <= 200

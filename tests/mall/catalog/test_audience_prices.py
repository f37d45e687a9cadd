"""What a SKU costs the members of an audience: in the same statement as the SKU, within its window, the lowest."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from kernel import clock
from kernel.audit.models import AuditEntry
from mall.catalog.models import AudiencePrice
from mall.catalog.selectors import SpecialPrice, Viewer, anybody, product_detail, sellable_skus
from tests.factories.audiences import audience_of
from tests.factories.catalog import SkuFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sku(db: None) -> Any:
    return SkuFactory(price_fen=1000)


def price(sku: Any, audience: Any, fen: int, **fields: Any) -> AudiencePrice:
    return AudiencePrice.objects.create(sku=sku, audience=audience, price_fen=fen, **{"label": "老客价", **fields})


def special(sku: Any, member: Any) -> SpecialPrice | None:
    viewer = Viewer.of(member, at=clock.now())
    found = sellable_skus([sku.pk], viewer=viewer)[sku.pk].special
    assert product_detail(sku.product_id, viewer=viewer).specials.get(sku.pk) == found
    return found


def test_members_of_the_audience_have_it_and_nobody_else(alice, carol, sku):
    audience = audience_of(alice)
    price(sku, audience, 800)

    assert special(sku, alice) == SpecialPrice(f"audience:{audience.pk}", "老客价", 800)
    assert (special(sku, carol), special(sku, None)) == (None, None)


def test_the_lowest_of_several_wins(alice, sku):
    price(sku, audience_of(alice), 800)
    cheap = audience_of(alice)
    price(sku, cheap, 700, label="会员日")
    price(sku, audience_of(), 500)

    assert special(sku, alice) == SpecialPrice(f"audience:{cheap.pk}", "会员日", 700)


@pytest.mark.parametrize(
    ("starts", "ends", "counts"),
    [(None, None, True), (0, None, True), (1, None, False), (None, 0, False), (None, 1, True), (-1, 1, True)],
)
def test_it_counts_within_its_window(alice, sku, starts, ends, counts):
    now = clock.now()
    window = {
        name: now + timedelta(hours=hours)
        for name, hours in (("starts_at", starts), ("ends_at", ends))
        if hours is not None
    }
    price(sku, audience_of(alice), 800, **window)

    with clock.at(now):
        assert (special(sku, alice) is not None) is counts


def test_what_is_switched_off_does_not_count(alice, sku):
    price(sku, audience_of(alice), 800, is_active=False)

    assert special(sku, alice) is None


def test_without_such_prices_it_costs_nothing_and_with_them_one_query(alice, django_assert_num_queries):
    skus = [SkuFactory() for _ in range(20)]
    viewer = Viewer.of(alice, at=clock.now())

    with django_assert_num_queries(1):
        sellable_skus([sku.pk for sku in skus], viewer=viewer)
    audience = audience_of(alice)
    for sku in skus:
        price(sku, audience, 800)
    with CaptureQueriesContext(connection) as queries:
        found = sellable_skus([sku.pk for sku in skus], viewer=viewer)
    assert (len(queries), sum(each.special is not None for each in found.values())) == (2, 20)
    with django_assert_num_queries(1):
        sellable_skus([sku.pk for sku in skus], viewer=anybody(clock.now()))


@pytest.mark.parametrize("fields", [{"price_fen": 0}, {"starts_at": 2, "ends_at": 1}, {"starts_at": 1, "ends_at": 1}])
def test_the_database_refuses_what_makes_no_sense(alice, sku, fields):
    now = clock.now()
    moments = {name: now + timedelta(hours=hours) for name, hours in fields.items() if name.endswith("_at")}

    with pytest.raises(IntegrityError), transaction.atomic():
        price(sku, audience_of(alice), fields.get("price_fen", 800), **moments)


def test_operators_pick_and_type_yuan(client, stella, alice, sku):
    client.force_login(stella)
    audience = audience_of(alice)
    form = {"sku": sku.pk, "audience": audience.pk, "label": "老客价", "price_fen": "8.80", "is_active": "on"}

    client.post("/admin/mall_catalog/audienceprice/add/", form, follow=True)

    assert AudiencePrice.objects.get().price_fen == 880
    assert AuditEntry.objects.filter(action="mall.catalog.audienceprice.add").exists()
    page = client.post("/admin/mall_catalog/audienceprice/add/", {**form, "price_fen": "10.00"}).content.decode()
    assert "专享价须低于售价" in page
    assert "8.80" in client.get("/admin/mall_catalog/audienceprice/").content.decode()

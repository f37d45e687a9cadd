"""Other rooms ask what of a SKU can be bought."""

from datetime import timedelta

import pytest

from kernel import clock
from mall.catalog.models import Product
from mall.catalog.selectors import sellable_skus
from tests.factories.catalog import SkuFactory

pytestmark = pytest.mark.django_db


def test_a_listed_sku_is_buyable_and_shows_its_options():
    sku = SkuFactory(options=[["颜色", "白"], ["尺码", "M"]], price_fen=1990, list_price_fen=2990)

    found = sellable_skus([sku.pk])[sku.pk]

    assert (found.is_buyable, found.why_not) == (True, "")
    assert found.options == "颜色：白；尺码：M"
    assert (found.price_fen, found.list_price_fen, found.weight_grams) == (1990, 2990, 500)
    assert found.cover_url == ""


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_on_shelf": False}, "商品已下架"),
        ({"on_at": clock.now() + timedelta(days=1)}, "商品尚未开售"),
        ({"off_at": clock.now() - timedelta(days=1)}, "商品已下架"),
    ],
)
def test_a_product_off_the_shelf_says_why(changes, reason):
    sku = SkuFactory()
    Product.objects.filter(pk=sku.product_id).update(**changes)

    found = sellable_skus([sku.pk])[sku.pk]

    assert (found.is_buyable, found.why_not) == (False, reason)


def test_an_inactive_sku_is_not_sold_while_its_sister_is():
    sku = SkuFactory()
    retired = SkuFactory(product=sku.product, is_active=False)

    found = sellable_skus([sku.pk, retired.pk])

    assert found[sku.pk].is_buyable
    assert found[retired.pk].why_not == "该规格已停售"


def test_unknown_skus_are_absent():
    assert sellable_skus([404]) == {}


@pytest.mark.parametrize("count", [1, 20, 100])
def test_any_number_of_skus_costs_one_query(count, django_assert_num_queries):
    skus = [SkuFactory() for _ in range(count)]

    with django_assert_num_queries(1):
        found = sellable_skus([sku.pk for sku in skus])

    assert len(found) == count

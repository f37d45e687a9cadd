"""What offers sell that is no catalogue product: hidden from every list, without stock."""

import pytest
from django.db import IntegrityError, transaction

from kernel import clock
from kernel.audit.actors import Actor
from kernel.outbox.relay import deliver_pending
from mall.catalog.models import Product, Sku
from mall.catalog.selectors import (
    ProductFilter,
    ProductNotFound,
    anybody,
    category_tree,
    product_detail,
    product_rows,
    sellable_skus,
    suggestions,
)
from mall.catalog.services import NothingToSell, SkuCodeTaken, ensure_service_sku, put_on_shelf, reindex_products
from mall.inventory.models import StockItem
from tests.factories.catalog import SkuFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan_id():
    return ensure_service_sku(code="plan-year", name="年度会员", price_fen=19900, at=clock.now())


def test_once_made_it_is_found_by_its_code(plan_id):
    assert ensure_service_sku(code="plan-year", name="年度会员", price_fen=19900, at=clock.now()) == plan_id
    assert (Sku.objects.count(), Product.objects.get().kind) == (1, "service")


def test_its_name_and_price_follow(plan_id):
    ensure_service_sku(code="plan-year", name="年度会员卡", price_fen=29900, at=clock.now())

    found = sellable_skus([plan_id])[plan_id]
    assert (found.product_name, found.price_fen, found.product_kind) == ("年度会员卡", 29900, "service")


def test_the_code_of_goods_is_taken():
    sku = SkuFactory()

    with pytest.raises(SkuCodeTaken):
        ensure_service_sku(code=sku.code, name="年度会员", price_fen=100, at=clock.now())


def test_no_list_no_search_no_page_no_cart_shows_it(plan_id):
    at = clock.now()
    reindex_products(product_ids=[Product.objects.get().pk])

    assert list(product_rows(ProductFilter(at=at))) == list(product_rows(ProductFilter(at=at, q="会员"))) == []
    assert suggestions("年度", viewer=anybody(at)) == []
    assert category_tree() == ()
    assert (sellable_skus([plan_id])[plan_id].is_buyable, sellable_skus([plan_id])[plan_id].why_not) == (
        False,
        "该商品不单独出售",
    )
    with pytest.raises(ProductNotFound):
        product_detail(Product.objects.get().pk, viewer=anybody(at))


def test_it_has_no_shelf_in_the_stock_room(plan_id):
    deliver_pending()

    assert not StockItem.objects.exists()


def test_nobody_puts_it_on_the_shelf(plan_id):
    product = Product.objects.get()

    with pytest.raises(NothingToSell):
        put_on_shelf(product_id=product.pk, actor=Actor.system())
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.update(is_on_shelf=True)

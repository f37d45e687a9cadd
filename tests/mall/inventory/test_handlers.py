"""The stock room hears of new SKUs, and the catalogue of what can be had."""

from collections.abc import Callable

import pytest
from django.db import transaction

from kernel import clock
from kernel.outbox.services import publish
from mall.catalog.facts import SkuListed, StockDeclared
from mall.catalog.models import Sku
from mall.inventory.models import StockItem, StockMovement
from mall.inventory.services import hold_stock, release_stock
from tests.factories.inventory import new_sku

pytestmark = pytest.mark.django_db

Relay = Callable[[], int]


def declare(sku: Sku, quantity: int) -> None:
    with transaction.atomic():
        publish(
            SkuListed(product_id=sku.product_id, sku_id=sku.pk),
            StockDeclared(product_id=sku.product_id, sku_id=sku.pk, quantity=quantity),
        )


def in_stock(sku: Sku) -> bool:
    sku.product.refresh_from_db()
    return sku.product.in_stock


def test_a_listed_sku_gets_an_empty_shelf(deliver_pending: Relay) -> None:
    sku = new_sku()
    with transaction.atomic():
        publish(SkuListed(product_id=sku.product_id, sku_id=sku.pk))

    deliver_pending()

    assert list(StockItem.objects.filter(sku=sku).values_list("on_hand", "held")) == [(0, 0)]
    assert not StockMovement.objects.exists()


def test_declared_stock_is_counted_in_and_the_product_can_be_had(deliver_pending: Relay) -> None:
    sku = new_sku()
    type(sku.product).objects.update(in_stock=False)
    declare(sku, 5)

    deliver_pending()

    assert StockItem.objects.get(sku=sku).on_hand == 5
    assert list(StockMovement.objects.values_list("kind", "on_hand_delta")) == [("initial", 5)]
    assert in_stock(sku) is True


@pytest.mark.rule("12.3")
def test_declared_twice_is_counted_once(deliver_pending: Relay) -> None:
    sku = new_sku()
    declare(sku, 5)
    deliver_pending()

    declare(sku, 7)
    deliver_pending()

    assert StockItem.objects.get(sku=sku).on_hand == 5


def test_sold_out_and_back_again_reach_the_product(deliver_pending: Relay) -> None:
    sku = new_sku()
    declare(sku, 2)
    deliver_pending()

    hold_stock(order_id=71, pieces={sku.pk: 2}, reference="A", at=clock.now())
    deliver_pending()
    sold_out = in_stock(sku)
    release_stock(order_id=71, reference="A", at=clock.now())
    deliver_pending()

    assert (sold_out, in_stock(sku)) == (False, True)

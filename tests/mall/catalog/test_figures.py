"""Other rooms keep the in-stock, sales and rating columns through services."""

import pytest

from mall.catalog.models import Product
from mall.catalog.services import add_rating, add_sales, set_in_stock
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def test_in_stock_changes_for_the_named_products_only():
    gone, stays = ProductFactory(), ProductFactory()

    set_in_stock(product_ids=[gone.pk], in_stock=False)

    assert dict(Product.objects.values_list("pk", "in_stock")) == {gone.pk: False, stays.pk: True}


def test_sales_add_up_and_never_fall_below_zero():
    product, other = ProductFactory(sales=3), ProductFactory(sales=1)

    add_sales(pieces={product.pk: 4, other.pk: -5})
    add_sales(pieces={product.pk: -1, 404: 7})

    assert dict(Product.objects.values_list("pk", "sales")) == {product.pk: 6, other.pk: 0}


def test_ratings_are_kept_as_sum_and_count():
    product = ProductFactory()

    add_rating(product_id=product.pk, stars=5)
    add_rating(product_id=product.pk, stars=2)
    add_rating(product_id=product.pk, stars=-5, count=-1)

    product.refresh_from_db()
    assert (product.rating_sum, product.rating_count) == (2, 1)

"""GET products/{id}: all that a product's page shows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import clock
from mall.catalog.models import Attribute, Product, Sku
from tests.factories.catalog import BrandFactory, CategoryFactory, ProductFactory, SkuFactory
from tests.factories.inventory import new_shelf

pytestmark = pytest.mark.django_db


def path_of(product):
    return f"/api/v1/products/{product.pk}"


def test_anyone_may_read_the_whole_page(anonymous):
    category, brand = CategoryFactory(name="床品"), BrandFactory(name="罗莱")
    product = ProductFactory(name="被子", category=category, brand=brand, unit="条", rating_count=3, rating_sum=14)
    Attribute.objects.create(product=product, name="材质", value="棉")
    shelf = new_shelf(on_hand=4, product=product)

    answer = anonymous.get(path_of(product))
    page = answer.json()

    assert (answer.status_code, page["id"], page["unit"], page["kind"]) == (200, str(product.pk), "条", "physical")
    assert page["category"] == {"id": str(category.pk), "name": "床品"}
    assert page["brand"] == {"id": str(brand.pk), "name": "罗莱"}
    assert page["attributes"] == [{"name": "材质", "value": "棉"}]
    assert (page["rating"]["count"], page["rating"]["tenths"], page["reviews"]) == (3, 47, [])
    assert (page["promotions"], page["pictures"]) == ([], [])
    assert page["skus"] == [{
        "id": str(shelf.sku_id), "code": shelf.sku.code, "price_fen": 1000, "list_price_fen": None, "available": 4,
        "member_price": None,
        "options": [{"name": name, "value": value} for name, value in shelf.sku.options],
        "is_buyable": True, "why_not": "",
    }]  # fmt: skip


def test_a_sold_out_sku_says_why_it_cannot_be_bought(anonymous):
    shelf = new_shelf(on_hand=0)

    [sku] = anonymous.get(path_of(shelf.sku.product)).json()["skus"]

    assert (sku["available"], sku["is_buyable"], sku["why_not"]) == (0, False, "已售罄")


def test_a_withdrawn_sku_is_not_shown(anonymous):
    product = ProductFactory()
    kept, withdrawn = SkuFactory(product=product), SkuFactory(product=product)
    Sku.objects.filter(pk=withdrawn.pk).update(is_active=False)

    page = anonymous.get(path_of(product)).json()

    assert [sku["id"] for sku in page["skus"]] == [str(kept.pk)]


@pytest.mark.parametrize(
    "change",
    [
        {"is_on_shelf": False},
        {"is_on_shelf": False, "archived_at": clock.now()},
        {"on_at": clock.now() + timedelta(days=3650)},
        {"off_at": clock.now() - timedelta(hours=1)},
    ],
)
def test_what_is_not_on_the_shelf_is_not_there(anonymous, change):
    product = ProductFactory()
    Product.objects.filter(pk=product.pk).update(**change)

    answer = anonymous.get(path_of(product))

    assert (answer.status_code, answer.json()["code"]) == (404, "product_not_found")


@pytest.mark.parametrize("text", ["999999999", "9223372036854775807", "9999999999999999999", "0", "abc", "-1"])
def test_a_strange_number_is_simply_not_there(anonymous, text):
    assert anonymous.get(f"/api/v1/products/{text}").status_code == 404


def test_attributes_that_suppliers_repeat_are_said_once(anonymous):
    product = ProductFactory()
    for value in ("棉", "棉", "麻"):
        Attribute.objects.create(product=product, name="材质", value=value)

    page = anonymous.get(path_of(product)).json()

    assert [each["value"] for each in page["attributes"]] == ["棉", "麻"]


def test_an_unchanged_page_is_not_sent_again_but_new_stock_is(anonymous):
    shelf = new_shelf(on_hand=4)
    etag = anonymous.get(path_of(shelf.sku.product))["ETag"]

    assert anonymous.get(path_of(shelf.sku.product), headers={"If-None-Match": etag}).status_code == 304
    type(shelf).objects.filter(pk=shelf.pk).update(on_hand=3)
    assert anonymous.get(path_of(shelf.sku.product), headers={"If-None-Match": etag}).status_code == 200


def test_the_price_of_the_page_does_not_grow_with_its_skus(anonymous):
    spent = []
    for count in (1, 20, 100):
        product = ProductFactory()
        for _ in range(count):
            SkuFactory(product=product)
        with CaptureQueriesContext(connection) as queries:
            assert len(anonymous.get(path_of(product)).json()["skus"]) == count
        spent.append(len(queries))

    assert spent == [6, 6, 6]


@pytest.mark.rule("13.3")
def test_an_unknown_parameter_is_refused(anonymous):
    assert anonymous.get(f"{path_of(ProductFactory())}?view=full").status_code == 422

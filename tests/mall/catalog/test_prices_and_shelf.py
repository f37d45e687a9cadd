"""Prices, the shelf and the archive change through services only, on record."""

import pytest
from django.db import IntegrityError, transaction

from kernel import clock
from kernel.audit.actors import Actor
from kernel.audit.models import AuditEntry
from kernel.outbox.models import StoredFact
from mall.catalog.models import Product, Sku
from mall.catalog.selectors import ProductNotFound
from mall.catalog.services import (
    NothingToSell,
    OptionsInvalid,
    PriceInvalid,
    ProductArchived,
    ProductCodeTaken,
    SkuCodeTaken,
    SkuNotFound,
    archive_product,
    change_price,
    create_product,
    put_on_shelf,
    restore_product,
    set_sku_active,
    take_off_shelf,
)
from mall.catalog.shapes import ProductIn, SkuIn
from tests.factories.catalog import CategoryFactory, ProductFactory, SkuFactory

pytestmark = pytest.mark.django_db
STELLA = Actor.operator(7)


def a_product(*skus: SkuIn, **fields) -> ProductIn:
    category_id = CategoryFactory().pk
    given = {"code": "1", "name": "羊毛被", "category_id": category_id, "skus": skus, **fields}
    return ProductIn(**given)


class TestCreating:
    def test_a_product_arrives_with_its_price_stock_and_facts(self):
        skus = (
            SkuIn(code="1-a", options=(("颜色", "白"),), price_fen=300, list_price_fen=400, stock=5),
            SkuIn(code="1-b", options=(("颜色", "红"),), price_fen=200),
        )

        product = create_product(product=a_product(*skus, is_on_shelf=True), at=clock.now())

        product.refresh_from_db()
        assert (product.price_fen, product.list_price_fen, product.is_on_shelf) == (200, None, True)
        assert (product.in_stock, product.sales) == (False, 0)
        assert StoredFact.objects.filter(name="mall.catalog.sku_listed").count() == 2
        assert StoredFact.objects.get(name="mall.catalog.stock_declared").payload["quantity"] == 5

    def test_detail_is_cleaned_of_scripts(self):
        html = '<p onclick="x()">好<script>alert(1)</script><img src=x onerror=y><strong>被</strong></p>'

        product = create_product(product=a_product(description_html=html), at=clock.now())

        assert product.description_html == "<p>好<strong>被</strong></p>"

    def test_a_product_without_skus_stays_off_the_shelf(self):
        product = create_product(product=a_product(), at=clock.now())

        assert (product.price_fen, product.is_on_shelf) == (0, False)

    @pytest.mark.parametrize(
        ("skus", "error"),
        [
            ([SkuIn(code="s", price_fen=1), SkuIn(code="s", price_fen=1)], SkuCodeTaken),
            ([SkuIn(code="s", price_fen=1), SkuIn(code="t", price_fen=1)], OptionsInvalid),
            (
                [
                    SkuIn(code="s", price_fen=1, options=(("颜色", "白"),)),
                    SkuIn(code="t", price_fen=1, options=(("尺码", "M"),)),
                ],
                OptionsInvalid,
            ),
            ([SkuIn(code="s", price_fen=1, options=(("颜色", "白"), ("颜色", "红")))], OptionsInvalid),
        ],
    )
    def test_skus_that_clash_leave_nothing_behind(self, skus, error):
        with pytest.raises(error):
            create_product(product=a_product(*skus), at=clock.now())

        assert not Product.objects.exists()
        assert not StoredFact.objects.exists()

    def test_a_code_is_given_once(self):
        ProductFactory(code="1")

        with pytest.raises(ProductCodeTaken):
            create_product(product=a_product(), at=clock.now())
        assert Product.objects.count() == 1


class TestPrices:
    def test_the_product_follows_its_cheapest_sku(self):
        dear = SkuFactory(price_fen=500)
        SkuFactory(product=dear.product, price_fen=300, list_price_fen=350)

        change_price(sku_id=dear.pk, price_fen=200, list_price_fen=900, actor=STELLA)

        dear.product.refresh_from_db()
        assert (dear.product.price_fen, dear.product.list_price_fen) == (200, 900)
        fact = StoredFact.objects.get(name="mall.catalog.price_changed")
        assert fact.payload == {"product_id": dear.product_id, "sku_id": dear.pk, "old_fen": 500, "new_fen": 200}
        entry = AuditEntry.objects.get(action="mall.catalog.change_price")
        assert (entry.actor_id, entry.before["price_fen"], entry.after["price_fen"]) == (7, 500, 200)

    def test_the_same_price_again_changes_nothing(self):
        sku = SkuFactory(price_fen=500)

        change_price(sku_id=sku.pk, price_fen=500, list_price_fen=None, actor=STELLA)

        assert not StoredFact.objects.exists()
        assert not AuditEntry.objects.exists()

    def test_a_new_list_price_alone_is_no_price_change(self):
        sku = SkuFactory(price_fen=500)

        change_price(sku_id=sku.pk, price_fen=500, list_price_fen=600, actor=STELLA)

        assert not StoredFact.objects.exists()
        assert AuditEntry.objects.count() == 1

    @pytest.mark.parametrize(("price", "list_price"), [(0, None), (-1, None), (100, 99)])
    def test_prices_that_make_no_sense_are_refused(self, price, list_price):
        sku = SkuFactory(price_fen=500)

        with pytest.raises(PriceInvalid):
            change_price(sku_id=sku.pk, price_fen=price, list_price_fen=list_price, actor=STELLA)
        assert Sku.objects.get().price_fen == 500

    def test_an_unknown_sku_is_refused(self):
        with pytest.raises(SkuNotFound):
            change_price(sku_id=404, price_fen=1, list_price_fen=None, actor=STELLA)
        assert not AuditEntry.objects.exists()

    def test_the_last_active_sku_takes_its_product_off_the_shelf(self):
        sku = SkuFactory()

        set_sku_active(sku_id=sku.pk, is_active=False, actor=STELLA)

        assert not Product.objects.get().is_on_shelf
        set_sku_active(sku_id=sku.pk, is_active=True, actor=STELLA)
        assert (Product.objects.get().is_on_shelf, Product.objects.get().price_fen) == (False, 1000)

    @pytest.mark.parametrize("changes", [{"price_fen": 0}, {"price_fen": 10, "list_price_fen": 9}])
    @pytest.mark.rule("1.1")
    def test_the_database_refuses_prices_that_make_no_sense(self, changes):
        sku = SkuFactory()

        with pytest.raises(IntegrityError), transaction.atomic():
            Sku.objects.filter(pk=sku.pk).update(**changes)
        assert Sku.objects.get().price_fen == 1000


class TestShelf:
    def test_on_and_off_are_recorded_once(self):
        sku = SkuFactory()
        take_off_shelf(product_id=sku.product_id, actor=STELLA)
        take_off_shelf(product_id=sku.product_id, actor=STELLA)
        put_on_shelf(product_id=sku.product_id, actor=STELLA)

        assert Product.objects.get().is_on_shelf
        labels = AuditEntry.objects.order_by("sequence").values_list("label", flat=True)
        assert list(labels) == ["商品下架", "商品上架"]

    def test_a_product_without_an_active_sku_is_refused(self):
        product = ProductFactory(is_on_shelf=False)

        with pytest.raises(NothingToSell):
            put_on_shelf(product_id=product.pk, actor=STELLA)
        assert not Product.objects.get().is_on_shelf

    @pytest.mark.rule("1.5")
    def test_an_archived_product_stays_in_the_database_and_off_the_shelf(self):
        sku = SkuFactory()

        archive_product(product_id=sku.product_id, actor=STELLA, at=clock.now())

        with pytest.raises(ProductArchived):
            put_on_shelf(product_id=sku.product_id, actor=STELLA)
        assert Product.objects.get().archived_at is not None
        restore_product(product_id=sku.product_id, actor=STELLA)
        assert put_on_shelf(product_id=sku.product_id, actor=STELLA).is_on_shelf

    @pytest.mark.rule("1.5")
    def test_what_is_referred_to_cannot_be_deleted(self):
        sku = SkuFactory()

        with pytest.raises(IntegrityError), transaction.atomic():
            sku.product.delete()
        assert Product.objects.count() == 1

    def test_an_unknown_product_is_refused(self):
        with pytest.raises(ProductNotFound):
            put_on_shelf(product_id=404, actor=STELLA)
        assert not AuditEntry.objects.exists()

    @pytest.mark.parametrize("changes", [{"price_fen": 0}, {"archived_at": clock.now()}])
    def test_the_database_keeps_the_shelf_sellable(self, changes):
        product = ProductFactory()

        with pytest.raises(IntegrityError), transaction.atomic():
            Product.objects.filter(pk=product.pk).update(**changes)
        assert Product.objects.get().is_on_shelf

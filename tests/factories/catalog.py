"""Categories, brands, products and SKUs for tests, made directly."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from mall.catalog.models import Brand, Category, Product, Sku
from mall.catalog.services.products import key_of, refresh_price, reindex_products


class CategoryFactory(DjangoModelFactory[Category]):
    class Meta:
        model = Category

    code = factory.Sequence(lambda n: f"cat-{n}")
    name = factory.Sequence(lambda n: f"分类{n}")


class BrandFactory(DjangoModelFactory[Brand]):
    class Meta:
        model = Brand

    code = factory.Sequence(lambda n: f"brand-{n}")
    name = factory.Sequence(lambda n: f"品牌{n}")


class ProductFactory(DjangoModelFactory[Product]):
    """A product on the shelf with its price column set, but no SKU: use `SkuFactory` for what can be bought."""

    class Meta:
        model = Product

    code = factory.Sequence(lambda n: f"p-{n}")
    name = factory.Sequence(lambda n: f"商品{n}")
    category = factory.SubFactory(CategoryFactory)
    price_fen = 1000
    in_stock = True
    is_on_shelf = True


class SkuFactory(DjangoModelFactory[Sku]):
    """An active SKU of a product on the shelf; the product's price column follows."""

    class Meta:
        model = Sku
        skip_postgeneration_save = True

    product = factory.SubFactory(ProductFactory)
    code = factory.Sequence(lambda n: f"sku-{n}")
    options = factory.Sequence(lambda n: [["规格", f"款式{n}"]])
    options_key = factory.LazyAttribute(lambda sku: key_of(tuple((name, value) for name, value in sku.options)))
    price_fen = 1000

    @factory.post_generation
    def price_of_product(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        refresh_price(self.product)


def searchable(**fields: Any) -> Product:
    """Return a product on the shelf that search can find."""
    product = ProductFactory(**fields)
    reindex_products(product_ids=[product.pk])
    return product

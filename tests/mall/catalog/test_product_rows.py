"""The product list: filters, orders and pages that hold still."""

from datetime import timedelta

import pytest
from django.db import connection

from kernel import clock
from kernel.web.pages import after
from mall.catalog.models import Product
from mall.catalog.selectors import ProductFilter, keyset_of, product_rows
from tests.factories.catalog import BrandFactory, CategoryFactory, ProductFactory, searchable

pytestmark = pytest.mark.django_db


def wanted(**fields) -> ProductFilter:
    return ProductFilter(at=clock.now(), **fields)


def ids(**fields) -> list[int]:
    return [row["id"] for row in product_rows(wanted(**fields))]


def test_a_row_holds_what_a_list_shows():
    product = ProductFactory(name="羊毛被", subtitle="保暖", list_price_fen=2000, sales=7, tags=["新品"])

    [row] = product_rows(wanted())

    shown = {name: row[name] for name in ("id", "name", "subtitle", "price_fen", "list_price_fen", "sales", "tags")}
    assert shown == {
        "id": product.pk,
        "name": "羊毛被",
        "subtitle": "保暖",
        "price_fen": 1000,
        "list_price_fen": 2000,
        "sales": 7,
        "tags": ["新品"],
    }


def test_a_category_brings_all_below_it():
    top = CategoryFactory()
    middle = CategoryFactory(parent=top)
    below = ProductFactory(category=CategoryFactory(parent=middle))
    inside = ProductFactory(category=top)
    ProductFactory()

    assert set(ids(category_id=top.pk)) == {below.pk, inside.pk}
    assert ids(category_id=middle.pk) == [below.pk]
    assert ids(category_id=99999) == []


def test_brand_price_and_stock_narrow_the_list():
    brand = BrandFactory()
    cheap = ProductFactory(brand=brand, price_fen=100)
    dear = ProductFactory(brand=brand, price_fen=900, in_stock=False)
    ProductFactory(price_fen=500)

    assert set(ids(brand_id=brand.pk)) == {cheap.pk, dear.pk}
    assert ids(brand_id=brand.pk, price_min_fen=101) == [dear.pk]
    assert ids(price_max_fen=100) == [cheap.pk]
    assert ids(in_stock=False) == [dear.pk]
    assert dear.pk not in ids(in_stock=True)


def test_the_schedule_is_kept_without_a_clock_job():
    now = clock.now()
    product = ProductFactory(on_at=now, off_at=now + timedelta(hours=1))

    for offset, expected in ((-1, []), (0, [product.pk]), (59, [product.pk]), (60, [])):
        rows = product_rows(ProductFilter(at=now + timedelta(minutes=offset)))
        assert [row["id"] for row in rows] == expected, offset


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("default", ["b", "c", "a"]),
        ("sales", ["c", "a", "b"]),
        ("price", ["a", "b", "c"]),
        ("-price", ["c", "b", "a"]),
        ("new", ["c", "b", "a"]),
    ],
)
def test_every_order_is_what_it_says(sort, expected):
    now = clock.now()
    for place, (name, fields) in enumerate(
        {
            "a": {"price_fen": 1, "sales": 5},
            "b": {"price_fen": 2, "weight": 9},
            "c": {"price_fen": 3, "sales": 8},
        }.items()
    ):
        ProductFactory(name=name, created_at=now + timedelta(minutes=place), **fields)

    assert [row["name"] for row in product_rows(wanted(sort=sort))] == expected


@pytest.mark.parametrize("q", ["", "羊毛"])
@pytest.mark.parametrize("sort", ["default", "sales", "price", "-price", "new"])
def test_pages_by_key_show_every_product_once_among_equals(sort, q):
    made = {searchable(name=f"羊毛被{n}", sales=n // 3, price_fen=100 + n // 4).pk for n in range(11)}
    filter_ = wanted(sort=sort, q=q)
    keyset = keyset_of(filter_)

    seen: list[int] = []
    page = list(product_rows(filter_)[:4])
    while page:
        seen += [row["id"] for row in page]
        last = [page[-1][name.lstrip("-")] for name in keyset]
        page = list(product_rows(filter_).filter(after(keyset, last))[:4])

    assert len(seen) == 11
    assert set(seen) == made
    assert seen == [row["id"] for row in product_rows(filter_)]


@pytest.mark.parametrize("count", [1, 20, 100])
def test_a_page_costs_one_query_and_a_category_one_more(count, django_assert_num_queries):
    category = CategoryFactory()
    for _ in range(count):
        ProductFactory(category=category)

    with django_assert_num_queries(1):
        assert len(list(product_rows(wanted(sort="sales"))[:100])) == count
    with django_assert_num_queries(2):
        assert len(list(product_rows(wanted(category_id=category.pk))[:100])) == count


@pytest.mark.parametrize("sort", ["default", "sales", "price", "-price", "new"])
def test_every_order_reads_an_index_and_sorts_nothing(sort):
    category = CategoryFactory()
    Product.objects.bulk_create(
        Product(code=f"x{n}", name="x", category=category, price_fen=1 + n % 50, sales=n % 7, is_on_shelf=True)
        for n in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    plan = product_rows(wanted(sort=sort))[:20].explain()

    assert "product_by_" in plan
    assert "B-TREE" not in plan
    assert "Sort" not in plan

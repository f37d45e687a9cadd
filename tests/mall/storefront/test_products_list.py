"""GET products: filtered, sorted, searched, page by page."""

from datetime import timedelta

import pytest

from kernel import clock
from mall.catalog.models import Product, SearchCount
from tests.factories.catalog import BrandFactory, CategoryFactory, ProductFactory, searchable

pytestmark = pytest.mark.django_db
PATH = "/api/v1/products"


def names(answer):
    return [row["name"] for row in answer.json()["results"]]


def test_a_row_holds_exactly_what_a_list_shows(anonymous):
    product = ProductFactory(name="被子", subtitle="暖", price_fen=1999, list_price_fen=2999, sales=3, tags=["新品"])

    answer = anonymous.get(PATH)

    assert answer.json() == {
        "results": [{
            "id": str(product.pk), "name": "被子", "subtitle": "暖", "cover_url": "", "price_fen": 1999,
            "list_price_fen": 2999, "sales": 3, "tags": ["新品"],
        }],
        "next": None,
    }  # fmt: skip


def test_only_what_is_on_the_shelf_now_is_listed(anonymous):
    now, hour = clock.now(), timedelta(hours=1)
    ProductFactory(name="在售")
    ProductFactory(name="下架", is_on_shelf=False)
    ProductFactory(name="未到", on_at=now + hour)
    ProductFactory(name="过期", off_at=now - hour)
    ProductFactory(name="归档", is_on_shelf=False, archived_at=now)

    assert names(anonymous.get(PATH)) == ["在售"]


def test_a_category_includes_what_is_below_it(anonymous):
    top = CategoryFactory()
    below = CategoryFactory(parent=top)
    ProductFactory(name="上", category=top)
    ProductFactory(name="下", category=below)
    ProductFactory(name="别处")

    assert names(anonymous.get(PATH, {"category": top.pk, "sort": "new"})) == ["下", "上"]
    assert names(anonymous.get(PATH, {"category": below.pk})) == ["下"]
    assert names(anonymous.get(PATH, {"category": 10**15})) == []


def test_brand_price_and_stock_narrow_the_list(anonymous):
    brand = BrandFactory()
    ProductFactory(name="廉", price_fen=100, brand=brand)
    ProductFactory(name="中", price_fen=500, brand=brand, in_stock=False)
    ProductFactory(name="贵", price_fen=900)

    assert names(anonymous.get(PATH, {"brand": brand.pk, "sort": "price"})) == ["廉", "中"]
    assert names(anonymous.get(PATH, {"price_min_fen": 500, "sort": "price"})) == ["中", "贵"]
    assert names(anonymous.get(PATH, {"price_min_fen": 100, "price_max_fen": 500, "sort": "price"})) == ["廉", "中"]
    assert names(anonymous.get(PATH, {"in_stock": "true", "sort": "price"})) == ["廉", "贵"]
    assert names(anonymous.get(PATH, {"in_stock": "false"})) == ["中"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("default", "乙丙甲"),
        ("sales", "丙甲乙"),
        ("price", "乙甲丙"),
        ("-price", "丙甲乙"),
        ("new", "甲乙丙"),
    ],
)
def test_each_sort_has_its_order(anonymous, sort, expected):
    now = clock.now()
    for name, weight, sales, price, age in (("甲", 0, 5, 200, 1), ("乙", 9, 1, 100, 2), ("丙", 0, 7, 300, 3)):
        ProductFactory(name=name, weight=weight, sales=sales, price_fen=price, created_at=now - timedelta(days=age))

    assert "".join(names(anonymous.get(PATH, {"sort": sort}))) == expected


@pytest.mark.parametrize("sort", ["default", "sales", "price", "-price", "new"])
def test_pages_walk_to_the_end_each_product_once(anonymous, walk, sort):
    ids = {str(ProductFactory(sales=n % 3, price_fen=100 + n % 4, weight=n % 2).pk) for n in range(25)}

    found = walk(anonymous, PATH, sort=sort, limit=7)

    assert len(found) == 25
    assert {row["id"] for row in found} == ids


def test_a_page_holds_still_when_products_come_and_go_before_it(anonymous):
    products = [ProductFactory(weight=10 - n) for n in range(6)]
    first = anonymous.get(PATH, {"limit": 3}).json()
    Product.objects.filter(pk=products[0].pk).update(is_on_shelf=False)
    ProductFactory(weight=99)

    second = anonymous.get(PATH, {"limit": 3, "cursor": first["next"]}).json()

    assert [row["id"] for row in second["results"]] == [str(product.pk) for product in products[3:]]
    assert second["next"] is None


def test_search_finds_chinese_by_relevance_and_is_counted_once(anonymous):
    searchable(name="羊毛被")
    searchable(name="澳洲羊毛被子")
    searchable(name="毛巾")

    first = anonymous.get(PATH, {"q": "羊毛被", "limit": 1})
    second = anonymous.get(PATH, {"q": "羊毛被", "limit": 1, "cursor": first.json()["next"]})

    assert names(first) + names(second) == ["羊毛被", "澳洲羊毛被子"]
    assert [(c.text, c.times) for c in SearchCount.objects.all()] == [("羊毛被", 1)]


@pytest.mark.parametrize(
    "q", ["", "   ", "'", '"', "%", "_", "\\", "* OR 1", "NEAR(", "）（", "😀", "a" * 100, "a:b & !c |"]
)
def test_junk_in_the_search_text_is_harmless(anonymous, q):
    searchable(name="羊毛被")

    answer = anonymous.get(PATH, {"q": q})

    assert answer.status_code == 200
    assert names(answer) == (["羊毛被"] if not q.strip() else [])
    assert not SearchCount.objects.exists()


@pytest.mark.rule("13.3")
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("sort=cheap", "sort"), ("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"),
        ("category=-1", "category"),
        ("category=abc", "category"), ("brand=99999999999999999999", "brand"), ("price_min_fen=-1", "price_min_fen"),
        ("price_min_fen=1.5", "price_min_fen"), ("price_min_fen=9&price_max_fen=1", "price_max_fen"),
        ("in_stock=perhaps", "in_stock"), ("colour=red", "colour"), ("q=" + "a" * 101, "q"), ("q=%00", "q"),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_by_its_name(anonymous, query, field):
    answer = anonymous.get(f"{PATH}?{query}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_a_cursor_of_another_order_is_refused(anonymous):
    ProductFactory.create_batch(2)
    cursor = anonymous.get(PATH, {"sort": "price", "limit": 1}).json()["next"]

    for query in ({"sort": "sales", "cursor": cursor}, {"cursor": cursor + "x"}, {"cursor": "junk"}):
        answer = anonymous.get(PATH, query)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


def test_an_unchanged_list_is_not_sent_again(anonymous):
    ProductFactory()
    etag = anonymous.get(PATH)["ETag"]

    assert anonymous.get(PATH, headers={"If-None-Match": etag}).status_code == 304
    ProductFactory()
    assert anonymous.get(PATH, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("count", [1, 20, 100])
def test_any_number_of_products_costs_one_query(anonymous, django_assert_num_queries, count):
    ProductFactory.create_batch(count)

    with django_assert_num_queries(1):
        assert len(anonymous.get(PATH, {"limit": 100}).json()["results"]) == count

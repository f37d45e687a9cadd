"""GET home: the sections that operators laid out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mall.storefront.models import Section, SectionItem
from tests.factories.catalog import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db
PATH = "/api/v1/home"
Kind, Choice = Section.Kind, Section.Choice


def picked(*products, **fields):
    section = Section.objects.create(kind=Kind.PRODUCTS, choice=Choice.PICKED, **fields)
    for place, product in enumerate(products):
        SectionItem.objects.create(section=section, product=product, position=place)
    return section


def names(section):
    return [item["name"] for item in section["items"]]


def test_an_empty_shop_has_an_empty_home_page(anonymous):
    answer = anonymous.get(PATH)

    assert (answer.status_code, answer.json()) == (200, {"sections": []})


def test_sections_come_in_the_operators_order_without_hidden_and_empty_ones(anonymous):
    Section.objects.create(kind=Kind.NOTICE, title="公告", text="今天发货", position=2)
    Section.objects.create(kind=Kind.NOTICE, title="藏", text="看不见", is_visible=False)
    Section.objects.create(kind=Kind.PRODUCTS, title="空", position=1)
    Section.objects.create(kind=Kind.NOTICE, title="先", text="你好", position=0)

    sections = anonymous.get(PATH).json()["sections"]

    assert [(s["title"], s["items"]) for s in sections] == [
        ("先", [{"text": "你好"}]),
        ("公告", [{"text": "今天发货"}]),
    ]


def test_picked_products_keep_their_order_and_lose_what_is_off_the_shelf(anonymous):
    first, gone, last = (ProductFactory(name=name) for name in ("甲", "乙", "丙"))
    picked(last, gone, first)
    type(gone).objects.filter(pk=gone.pk).update(is_on_shelf=False)

    [section] = anonymous.get(PATH).json()["sections"]

    assert names(section) == ["丙", "甲"]


def test_a_row_of_products_follows_its_source_and_its_size(anonymous):
    home = CategoryFactory()
    few, many = ProductFactory(name="少", sales=1, category=home), ProductFactory(name="多", sales=9)
    Section.objects.create(kind=Kind.PRODUCTS, choice=Choice.SALES, size=1, position=0)
    Section.objects.create(kind=Kind.PRODUCTS, choice=Choice.NEW, position=1)
    Section.objects.create(kind=Kind.PRODUCTS, choice=Choice.CATEGORY, category=home, position=2)

    best, new, of_category = anonymous.get(PATH).json()["sections"]

    assert names(best) == ["多"]
    assert names(new) == [many.name, few.name]
    assert (names(of_category), of_category["category_id"]) == (["少"], str(home.pk))


def test_a_carousel_leads_to_products_and_categories(anonymous):
    product, category = ProductFactory(), CategoryFactory()
    carousel = Section.objects.create(kind=Kind.CAROUSEL)
    SectionItem.objects.create(section=carousel, product=product, title="新到", picture="storefront/a.webp")
    SectionItem.objects.create(section=carousel, category=category, picture="storefront/b.webp", position=1)

    [section] = anonymous.get(PATH).json()["sections"]

    assert [(i["product_id"], i["category_id"]) for i in section["items"]] == [
        (str(product.pk), None), (None, str(category.pk)),
    ]  # fmt: skip
    assert section["items"][0]["picture_url"].endswith("/media/storefront/a.webp")


def test_the_category_grid_shows_the_top_of_the_tree(anonymous):
    top = CategoryFactory(name="居家")
    CategoryFactory(name="床品", parent=top)
    Section.objects.create(kind=Kind.CATEGORIES)

    [section] = anonymous.get(PATH).json()["sections"]

    assert section["items"] == [{"category_id": str(top.pk), "name": "居家", "icon_url": ""}]


def test_an_unchanged_page_is_not_sent_again(anonymous):
    picked(ProductFactory())
    etag = anonymous.get(PATH)["ETag"]

    assert anonymous.get(PATH, headers={"If-None-Match": etag}).status_code == 304


def test_queries_do_not_grow_with_the_products(anonymous):
    spent = []
    for count in (1, 19, 30):
        picked(*(ProductFactory() for _ in range(count)), size=50)
        Section.objects.exclude(pk=Section.objects.last().pk).delete()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(anonymous.get(PATH).json()["sections"][0]["items"]) == count
        spent.append(len(queries))

    assert spent == [spent[0]] * 3


@pytest.mark.rule("13.3")
def test_an_unknown_parameter_is_refused(anonymous):
    assert anonymous.get(f"{PATH}?city=hz").status_code == 422

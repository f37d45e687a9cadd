"""The shop in a browser: home, category, search, product, and what is not there."""

import pytest
from django.test import Client

from mall.storefront.models import Section
from tests.desks.pages import english_on
from tests.factories.catalog import CategoryFactory, ProductFactory, searchable
from tests.factories.inventory import new_shelf

pytestmark = pytest.mark.django_db
AS_PEOPLE = {"Accept": "text/html,*/*;q=0.8"}


@pytest.fixture
def browser():
    return Client(headers=AS_PEOPLE)


def test_home_shows_the_sections(browser):
    Section.objects.create(kind="notice", title="公告", text="今天发货")
    Section.objects.create(kind="products", title="热销", choice="sales")
    product = ProductFactory(name="羊毛被", price_fen=45900, list_price_fen=47900)

    page = browser.get("/").content.decode()

    assert "今天发货" in page
    assert f'href="/product/{product.pk}"' in page
    assert "<small>¥</small>459<" in page
    assert english_on(page) == set()


def test_an_empty_shop_says_so(browser):
    assert "店铺正在布置" in browser.get("/").content.decode()


def test_a_category_shows_the_way_what_is_below_and_its_products(browser):
    top = CategoryFactory(name="居家")
    below = CategoryFactory(name="床品", parent=top)
    ProductFactory(name="羊毛被", category=below)

    page = browser.get(f"/category/{top.pk}").content.decode()

    assert "羊毛被" in page
    assert f'href="/category/{below.pk}"' in page


def test_a_long_list_goes_on_on_the_next_page(browser):
    category = CategoryFactory()
    for place in range(25):
        ProductFactory(name=f"第{place:02d}件", category=category, weight=-place)

    first = browser.get(f"/category/{category.pk}")
    second = browser.get(f"/category/{category.pk}?{first.context['next']}")

    assert [card["name"] for card in second.context["cards"]] == ["第24件"]
    assert "没有更多了" in second.content.decode()


def test_search_finds_and_says_when_it_does_not(browser):
    searchable(name="羊毛被")

    assert "羊毛被" in browser.get("/search", {"q": "羊毛"}).content.decode()
    assert "没有找到相关商品" in browser.get("/search", {"q": "飞机"}).content.decode()


@pytest.mark.parametrize("q", ["<script>alert(1)</script>", '"><b>', "%", "\x00", "a" * 5000])
def test_what_is_searched_for_is_only_text(browser, q):
    answer = browser.get("/search", {"q": q})

    assert answer.status_code == 200
    assert "<script" not in answer.content.decode()
    assert '"><b>' not in answer.content.decode()


def test_a_product_shows_its_skus_and_what_is_left(browser):
    shelf = new_shelf(on_hand=2)
    product = shelf.sku.product

    page = browser.get(f"/product/{product.pk}").content.decode()

    assert "仅剩 2 件" in page
    assert "¥10" in page
    assert english_on(page) == set()


@pytest.mark.parametrize("path", ["/product/999999", "/category/999999", "/nothing", "/search?q=被&cursor=junk"])
def test_what_is_not_there_is_said_on_a_page(browser, path):
    answer = browser.get(path)

    assert answer.status_code == 404
    assert "这一页不在货架上" in answer.content.decode()


def test_a_hidden_category_is_not_there(browser):
    hidden = CategoryFactory(is_visible=False)

    assert browser.get(f"/category/{hidden.pk}").status_code == 404


def test_programs_get_a_problem(browser, client):
    assert browser.get("/api/v1/nothing").json()["code"] == "not_found"
    assert client.get("/nothing").json()["code"] == "not_found"


def test_pages_are_only_to_look_at(browser):
    assert browser.post("/").status_code == 405


def test_a_page_carries_no_script_and_no_style_of_its_own(browser):
    page = browser.get("/").content.decode()

    assert "<script" not in page
    assert "style=" not in page
    assert "<style" not in page
    assert "http://" not in page


@pytest.mark.parametrize("count", [1, 24])
def test_a_category_page_costs_the_same_for_any_number_of_products(browser, django_assert_num_queries, count):
    category = CategoryFactory()
    ProductFactory.create_batch(count, category=category)
    browser.get("/")

    with django_assert_num_queries(4):
        assert len(browser.get(f"/category/{category.pk}").context["cards"]) == count

"""The shop as somebody sees it who opens its address."""

from playwright.sync_api import Browser

from tests.browser.conftest import Visitor
from tests.live.demo import Demo

PHONE = {"width": 390, "height": 844}


def pictures_missing(visitor: Visitor) -> list[str]:
    found: list[str] = visitor.page.evaluate(
        "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
    )
    return found


def test_home_is_a_living_shop(visitor: Visitor) -> None:
    text = visitor.open("/")
    visitor.keep("shop-home", height=1200)

    assert "公告" in text
    assert "热销" in text
    assert visitor.page.locator(".card").count() >= 16
    assert visitor.page.locator(".slide").count() == 3
    assert pictures_missing(visitor) == []


def test_a_card_leads_to_a_product_that_says_what_is_left(visitor: Visitor) -> None:
    visitor.open("/search?q=双宫茧")
    visitor.page.locator(".card").first.click()
    visitor.page.wait_for_url("**/product/*")
    text = visitor.check()
    visitor.keep("shop-product", height=1100)

    assert "可选规格" in text
    assert "商品参数" in text
    assert "¥" in text
    assert pictures_missing(visitor) == []


def test_a_scarce_sku_says_that_two_are_left(visitor: Visitor) -> None:
    visitor.open("/search?q=双宫茧")
    scarce = []
    for place in range(visitor.page.locator(".card").count()):
        visitor.page.locator(".card").nth(place).click()
        visitor.page.wait_for_url("**/product/*")
        scarce += visitor.page.get_by_text("仅剩 2 件").all_inner_texts()
        visitor.page.go_back()

    assert scarce == ["仅剩 2 件"]


def test_categories_sort_and_page(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.page.locator(".shelf-nav a").nth(1).click()
    visitor.page.wait_for_url("**/category/*")
    visitor.page.get_by_text("价格从低到高").click()
    first = visitor.page.locator(".card-name").all_inner_texts()
    visitor.page.get_by_text("下一页").click()
    visitor.page.wait_for_url("**cursor=**")
    second = visitor.page.locator(".card-name").all_inner_texts()

    assert len(first) == 24
    assert second
    assert first != second
    assert visitor.check()


def test_a_phone_sees_no_sideways_scrolling(demo: Demo, chromium: Browser) -> None:
    context = chromium.new_context(viewport=PHONE, is_mobile=True, device_scale_factor=2)
    visitor = Visitor(demo.shop, context.new_page())

    texts = [visitor.open(path) for path in ("/", "/search?q=被", "/category/1", "/product/1")]
    context.close()

    assert visitor.complaints == []
    assert all(texts)


def test_what_is_not_there_leads_home(visitor: Visitor) -> None:
    answer = visitor.page.goto(f"{visitor.base}/product/999999")
    visitor.complaints.clear()  # the browser itself reports the 404
    visitor.page.get_by_text("回到首页").click()
    visitor.page.wait_for_url(f"{visitor.base}/")

    assert answer is not None
    assert answer.status == 404


def test_the_documents_of_the_api_are_drawn(visitor: Visitor) -> None:
    visitor.page.goto(f"{visitor.base}/api/docs/")  # Swagger's own words are English
    visitor.page.wait_for_selector(".opblock")

    assert visitor.page.locator(".opblock").count() >= 35

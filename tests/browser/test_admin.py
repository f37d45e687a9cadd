"""The operators' site in a browser: what operators open every day, and one order shipped by the button."""

from tests.browser.conftest import Visitor
from tests.live.demo import Demo
from tests.live.programs import manage

ORDERS, PRODUCTS = "/admin/mall_orders/order/", "/admin/mall_catalog/product/"
DELIVERIES = "/admin/kernel_outbox/delivery/"
BURY_ONE = """
from kernel.outbox.models import Delivery
last = Delivery.objects.filter(state="done").order_by("-id").first()
Delivery.objects.filter(pk=last.pk).update(
    state="dead", attempts=12, done_at=None, last_error="ConnectionError: 渠道连接超时"
)
print(last.pk)
"""


def test_the_dashboard_tells_the_day(visitor: Visitor) -> None:
    visitor.sign_in()
    text = visitor.open("/admin/")
    visitor.keep("admin-dashboard")

    assert "今日成交额" in text
    assert "待发货" in text


def test_an_order_is_found_opened_and_shipped(visitor: Visitor) -> None:
    visitor.sign_in()
    visitor.open(ORDERS)
    visitor.keep("admin-orders")
    visitor.open(f"{ORDERS}?status__exact=to_ship&fulfilment_state__exact=none")
    visitor.page.locator("#result_list tbody tr th a").first.click()
    visitor.page.wait_for_url("**/change/**")
    visitor.check()
    visitor.keep("admin-order")
    visitor.page.locator("a:has-text('发货')").first.click()
    visitor.page.wait_for_url("**/ship**")
    visitor.check()
    visitor.page.select_option("select[name=carrier]", "sf")
    visitor.page.fill("input[name=tracking_no]", "SF1100220033")
    visitor.page.locator("form button[type=submit], form input[type=submit]").last.click()
    visitor.page.wait_for_url("**/change/**")

    assert "待收货" in visitor.check()


def test_products_are_listed_and_edited(visitor: Visitor) -> None:
    visitor.sign_in()
    text = visitor.open(PRODUCTS)
    visitor.keep("admin-products")
    visitor.open(f"{PRODUCTS}?q=双宫茧")
    visitor.page.locator("#result_list tbody tr th a, #result_list tbody tr td a").first.click()
    visitor.page.wait_for_url("**/change/**")
    page = visitor.check()
    visitor.keep("admin-product")

    assert "上架状态" in text
    assert "商品编码" in page


def test_the_home_page_is_laid_out_by_names(visitor: Visitor) -> None:
    visitor.sign_in()
    text = visitor.open("/admin/mall_storefront/section/")
    visitor.page.get_by_role("link", name="精选").first.click()
    visitor.page.wait_for_url("**/change/**")
    visitor.page.get_by_text("版块内容").first.click()
    visitor.check()

    assert "轮播图" in text
    assert visitor.page.locator("select.admin-autocomplete").count() >= 6


def test_a_dead_letter_is_seen_and_replayed(visitor: Visitor, demo: Demo) -> None:
    number = manage("shell", "--no-imports", "-c", BURY_ONE, environment=demo.environment).strip()
    visitor.sign_in()
    text = visitor.open(f"{DELIVERIES}?state__exact=dead")
    visitor.keep("admin-dead-letters")

    assert "渠道连接超时" in text or "死信" in text
    visitor.open(f"{DELIVERIES}{number}/change/")
    visitor.page.locator("a:has-text('重放')").first.click()
    visitor.page.wait_for_load_state()
    visitor.check()

"""Reviews on the pages of the storefront: a product's window, its page in a browser, an order's actions."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kernel import clock
from mall.reviews.services import reply_to_review, showcase_review
from tests.factories.catalog import ProductFactory
from tests.factories.reviews import OPERATOR, bought, picture_of, published, written

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def cup(db):
    return ProductFactory(kind="virtual", name="马克杯")


@pytest.fixture
def browser():
    return Client(headers={"Accept": "text/html"})


def showcased(review):
    return showcase_review(review_id=review.pk, is_showcased=True, actor=OPERATOR, at=clock.now())


def test_the_product_page_sums_up_and_shows_its_window(anonymous, alice, cup):
    for rating in (5, 4):
        published(alice, bought(alice, product=cup), rating=rating)
    chosen = showcased(published(alice, bought(alice, product=cup), rating=5, picture_ids=(picture_of(alice).pk,)))
    written(alice, bought(alice, product=cup), rating=1)

    page = anonymous.get(f"/api/v1/products/{cup.pk}").json()

    assert page["rating"] == {
        "count": 3, "tenths": 47, "stars": [0, 0, 0, 1, 2], "with_pictures": 1, "with_follow_up": 0,
    }  # fmt: skip
    assert [review["id"] for review in page["reviews"]] == [str(chosen.pk)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_window_costs_the_same_for_any_number_of_reviews(anonymous, alice, cup, count):
    for _ in range(count):
        showcased(published(alice, bought(alice, product=cup), picture_ids=(picture_of(alice).pk,)))
    anonymous.get(f"/api/v1/products/{cup.pk}")

    with CaptureQueriesContext(connection) as queries:
        assert len(anonymous.get(f"/api/v1/products/{cup.pk}").json()["reviews"]) == count

    assert len(queries) == 9


def test_the_shop_in_a_browser_shows_the_newest_where_none_is_chosen(browser, alice, cup):
    review = published(alice, bought(alice, product=cup), text="杯壁很厚", is_anonymous=True)
    reply_to_review(review_id=review.pk, text="谢谢惠顾", actor=OPERATOR, at=clock.now())

    page = browser.get(f"/product/{cup.pk}").content.decode()

    assert "杯壁很厚" in page
    assert "谢谢惠顾" in page
    assert "a***" in page
    assert "alice" not in page


@pytest.mark.parametrize("path", ["/product/{}", "/product/{}/reviews"])
def test_script_in_reviews_nicknames_and_replies_is_text(browser, alice, cup, path):
    type(alice).objects.filter(pk=alice.pk).update(nickname=SCRIPT[:30])
    alice.refresh_from_db()
    review = published(alice, bought(alice, product=cup), text=SCRIPT)
    reply_to_review(review_id=review.pk, text=SCRIPT, actor=OPERATOR, at=clock.now())

    page = browser.get(path.format(cup.pk)).content.decode()

    assert page.count("&lt;script&gt;") >= 3
    assert "<script" not in page
    assert "<img src=x" not in page
    assert "style=" not in page


def test_all_reviews_have_a_page_with_filters_and_pages(browser, alice, cup):
    for number in range(21):
        published(alice, bought(alice, product=cup), text=f"第{number}条", rating=1 if number == 7 else 5)
    path = f"/product/{cup.pk}/reviews"

    first = browser.get(path)
    second = browser.get(f"{path}?{first.context['next']}")
    low = browser.get(f"{path}?only=7")

    assert [len(page.context["reviews"]) for page in (first, second, low)] == [20, 1, 1]
    assert "第7条" in low.content.decode()
    assert browser.get(f"{path}?only=99").status_code == 200
    assert browser.get(f"{path}?cursor=bad").status_code == 404
    assert browser.get("/product/999999/reviews").status_code == 404


def test_a_product_without_reviews_says_so(browser, cup):
    page = browser.get(f"/product/{cup.pk}/reviews")

    assert page.status_code == 200
    assert "还没有这样的评价" in page.content.decode()


def test_an_order_offers_to_review_while_something_waits(alice, client_of):
    line = bought(alice)
    path = f"/api/v1/orders/{line.order.number}"

    assert client_of(alice).get(path).json()["actions"] == ["review", "buy_again"]
    written(alice, line)
    assert client_of(alice).get(path).json()["actions"] == ["buy_again"]

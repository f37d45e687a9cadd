"""Lists, pages, cart and order show each member what is theirs; an answer is never shared between members."""

import pytest
from django.test import Client

from kernel import clock
from mall.catalog.models import AudiencePrice, Product
from mall.orders.models import Order
from mall.orders.services import NewcomerOrderOpen
from mall.storefront.models import Section, SectionItem
from members.accounts.models import Member
from members.tiers.models import Tier
from tests.factories.audiences import audience_of
from tests.factories.orders import placed, virtual_shelf
from tests.factories.tiers import grow
from tests.mall.orders.steps import Phone, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def friends(alice):
    return audience_of(alice, name="老客户")


@pytest.fixture
def hidden(friends):
    """A thousand pieces of something only alice sees."""
    shelf = virtual_shelf()
    product = shelf.sku.product
    Product.objects.filter(pk=product.pk).update(name="老客专供", shown_to="audiences")
    product.audiences.set([friends])
    return shelf


@pytest.fixture
def phone(client_of):
    return lambda member: Phone(client_of(member))


def names(answer):
    return [row["name"] for row in answer.json()["results"]]


def test_the_list_the_page_and_the_reviews_are_for_those_it_is_for(phone, anonymous, alice, carol, hidden):
    stranger, product_id = Phone(anonymous), hidden.sku.product_id

    for path in (f"products/{product_id}", f"products/{product_id}/reviews"):
        assert [Phone(c).get(path).status_code for c in (anonymous,)] == [404]
        assert refusal(phone(carol).get(path)) == (404, "product_not_found")
        assert phone(alice).get(path).status_code == 200
    assert names(stranger.get("products")) == names(phone(carol).get("products")) == []
    assert names(phone(alice).get("products")) == ["老客专供"]


def test_an_answer_says_that_it_depends_on_who_asks(anonymous, client_of, alice, hidden):
    mine, nobodys = client_of(alice).get("/api/v1/products"), anonymous.get("/api/v1/products")

    assert mine["ETag"] != nobodys["ETag"]
    for answer in (mine, nobodys):
        assert "Authorization" in answer["Vary"]
        assert answer["Cache-Control"] == "private, no-cache"
    assert client_of(alice).get("/api/v1/products", headers={"If-None-Match": nobodys["ETag"]}).status_code == 200
    again = client_of(alice).get("/api/v1/products", headers={"If-None-Match": mine["ETag"]})
    assert (again.status_code, "Authorization" in again["Vary"]) == (304, True)


def test_the_shop_in_a_browser_shows_what_is_for_everyone(client, hidden):
    browser = Client(headers={"Accept": "text/html"})

    assert browser.get(f"/product/{hidden.sku.product_id}").status_code == 404
    assert "老客专供" not in browser.get(f"/category/{hidden.sku.product.category_id}").content.decode()


def test_cart_and_order_refuse_what_is_not_for_you(phone, carol, hidden):
    sku_id = str(hidden.sku_id)
    body = {"lines": [{"sku_id": sku_id, "quantity": 1}]}

    assert refusal(phone(carol).post("cart/lines", {"sku_id": sku_id, "quantity": 1})) == (409, "sku_unavailable")
    for path in ("quotes", "orders"):
        answer = phone(carol).post(path, body)
        assert refusal(answer) == (409, "sku_unavailable")
        assert answer.json()["skus"] == [{"sku_id": sku_id, "why_not": "仅限指定会员购买", "code": "not_for_you"}]
    assert not Order.objects.exists()


def test_a_cart_says_when_something_is_no_longer_for_you(phone, alice, friends, hidden):
    phone(alice).post("cart/lines", {"sku_id": str(hidden.sku_id), "quantity": 1})
    friends.members.all().delete()

    [line] = phone(alice).get("cart").json()["lines"]

    assert (line["is_buyable"], line["why_not"]) == (False, "仅限指定会员购买")


def test_newcomers_have_one_unpaid_order_of_what_is_for_them(alice, carol):
    shelf = virtual_shelf()
    Product.objects.filter(pk=shelf.sku.product_id).update(shown_to="newcomers")
    first = placed(alice, shelf)

    assert first.is_for_newcomers
    with pytest.raises(NewcomerOrderOpen):
        placed(alice, shelf)
    Member.objects.filter(pk=carol.pk).update(first_paid_at=clock.now())
    with pytest.raises(Exception, match="有商品暂时无法购买"):
        placed(carol, shelf)


def test_home_sections_are_shown_to_their_audiences(phone, anonymous, alice, carol, friends):
    everyone = Section.objects.create(kind="notice", title="公告", text="照常发货")
    theirs = Section.objects.create(kind="notice", title="老客专享", text="八折", position=1)
    theirs.audiences.set([friends])

    def titles(client):
        return [section["title"] for section in client.get("home").json()["sections"]]

    assert titles(Phone(anonymous)) == titles(phone(carol)) == ["公告"]
    assert titles(phone(alice)) == ["公告", "老客专享"]
    assert everyone.audiences.count() == 0


def test_home_rows_hold_only_what_is_for_you(phone, anonymous, alice, hidden):
    picked = Section.objects.create(kind="products", title="精选", choice="picked")
    SectionItem.objects.create(section=picked, product=hidden.sku.product)
    Section.objects.create(kind="products", title="热销", choice="sales", position=1)

    assert Phone(anonymous).get("home").json()["sections"] == []
    assert [len(section["items"]) for section in phone(alice).get("home").json()["sections"]] == [1, 1]


@pytest.mark.rule("2.1")
def test_an_audience_price_is_shown_quoted_and_paid(phone, anonymous, alice, carol, friends):
    shelf = virtual_shelf()
    AudiencePrice.objects.create(sku=shelf.sku, audience=friends, label="老客价", price_fen=700)
    path, body = f"products/{shelf.sku.product_id}", {"lines": [{"sku_id": str(shelf.sku_id), "quantity": 2}]}

    def shown(client):
        return client.get(path).json()["skus"][0]["member_price"]

    assert (shown(Phone(anonymous)), shown(phone(carol))) == (None, None)
    assert shown(phone(alice)) == {"price_fen": 700, "label": "老客价"}
    assert phone(carol).post("quotes", body).json()["payable_fen"] == 2000
    quote = phone(alice).post("quotes", body).json()
    assert quote["payable_fen"] == 1400
    order = phone(alice).post("orders", {**body, "expected_payable_fen": 1400}).json()
    [line] = order["lines"]
    assert [(a["lane"], a["source"], a["label"], a["amount_fen"]) for a in line["adjustments"]] == [
        (1, f"audience:{friends.pk}", "老客价", -600)
    ]


def test_of_audience_and_tier_the_lower_price_wins(phone, alice, friends):
    shelf = virtual_shelf()
    AudiencePrice.objects.create(sku=shelf.sku, audience=friends, label="老客价", price_fen=950)
    grow(alice, 1_000, clock.now())
    Tier.objects.filter(code="silver").update(discount_bps=9_000)

    page = phone(alice).get(f"products/{shelf.sku.product_id}").json()

    assert page["skus"][0]["member_price"] == {"price_fen": 900, "label": "银卡价"}

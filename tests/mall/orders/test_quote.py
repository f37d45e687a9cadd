"""POST quotes: what a basket costs, by the same function as checkout; nothing is held or written."""

from datetime import timedelta

import pytest

from kernel import clock
from mall.catalog.models import Product, Sku
from mall.freight.models import FreightArea
from mall.inventory.models import StockHold
from mall.orders.models import Order
from tests.factories.accounts import AddressFactory
from tests.mall.orders.steps import refusal, stock_of, wrong_fields

pytestmark = pytest.mark.django_db


def lines(*pieces):
    return {"lines": [{"sku_id": str(item.sku_id), "quantity": quantity} for item, quantity in pieces]}


@pytest.mark.rule("2.1")
def test_lines_freight_and_totals_add_up(alice, home, cup, pot, phone):
    answer = phone(alice).post("quotes", lines((cup, 2), (pot, 1)), key=None)

    quote = answer.json()
    assert answer.status_code == 200
    assert (quote["goods_fen"], quote["discount_fen"], quote["freight_fen"], quote["payable_fen"]) == (
        3000,
        0,
        1200,
        4200,
    )
    assert [(line["sku_id"], line["paid_fen"], line["freight_fen"]) for line in quote["lines"]] == [
        (str(cup.sku_id), 2000, 800),
        (str(pot.sku_id), 1000, 400),
    ]
    assert quote["adjustments"] == [
        {"lane": 5, "source": quote["adjustments"][0]["source"], "label": "运费", "amount_fen": 1200}
    ]
    assert (quote["hints"], quote["is_optimal"]) == ([], True)


def test_nothing_is_held_or_written(alice, home, cup, phone):
    phone(alice).post("quotes", lines((cup, 2)))

    assert (stock_of(cup), StockHold.objects.count(), Order.objects.count()) == ((10, 0), 0, 0)


@pytest.mark.rule("2.4")
def test_equal_skus_are_merged_and_the_order_of_lines_changes_nothing(alice, home, cup, pot, phone):
    mine = phone(alice)

    one = mine.post("quotes", lines((cup, 1), (pot, 2), (cup, 1))).json()
    other = mine.post("quotes", lines((pot, 2), (cup, 2))).json()

    assert one == other
    assert [line["quantity"] for line in one["lines"]] == [2, 2]


def test_without_an_address_the_freight_is_not_known_yet(bob, cup, phone):
    quote = phone(bob).post("quotes", lines((cup, 1))).json()

    assert (quote["freight_fen"], quote["payable_fen"]) == (0, 1000)
    assert quote["hints"] == ["选择收货地址后计算运费"]


def test_the_ticked_lines_of_the_cart_are_priced(alice, home, cup, pot, phone):
    mine = phone(alice)
    mine.post("cart/lines", {"sku_id": str(cup.sku_id), "quantity": 2})
    line_id = mine.post("cart/lines", {"sku_id": str(pot.sku_id), "quantity": 1}).json()["lines"][0]["id"]
    mine.put(f"cart/lines/{line_id}", {"is_selected": False})

    quote = mine.post("quotes", {"from_cart": True}).json()

    assert [line["sku_id"] for line in quote["lines"]] == [str(cup.sku_id)]


def test_an_address_that_is_not_delivered_to_is_no_free_freight(alice, home, cup, phone):
    FreightArea.objects.filter(region_codes=[]).delete()

    answer = phone(alice).post("quotes", lines((cup, 1)))

    assert refusal(answer) == (409, "not_delivered")
    assert answer.json()["sku_ids"] == [str(cup.sku_id)]


def test_something_virtual_travels_free(alice, home, voucher, phone):
    quote = phone(alice).post("quotes", lines((voucher, 1))).json()

    assert (quote["freight_fen"], quote["payable_fen"], quote["hints"]) == (0, 1000, [])


@pytest.mark.parametrize(
    "quantity", [0, -1, 1.5, 10**9, "2", True, None, [1]], ids=["0", "-1", "1.5", "1e9", "text", "true", "null", "list"]
)
def test_an_odd_quantity_is_refused(alice, home, cup, phone, quantity):
    answer = phone(alice).post("quotes", {"lines": [{"sku_id": str(cup.sku_id), "quantity": quantity}]})

    assert refusal(answer) == (422, "invalid")
    assert list(wrong_fields(answer)) == ["lines.0.quantity"]


@pytest.mark.rule("2.8")
@pytest.mark.rule("13.3")
@pytest.mark.parametrize("name", ["price_fen", "unit_price_fen", "payable_fen", "discount_fen", "member_id"])
def test_a_price_in_the_request_is_an_unknown_field(alice, home, cup, phone, name):
    mine, body = phone(alice), lines((cup, 1))

    outside = mine.post("quotes", body | {name: 1})
    body["lines"][0][name] = 1
    inside = mine.post("quotes", body)

    assert (outside.status_code, wrong_fields(outside)) == (422, {name: "unknown"})
    assert (inside.status_code, wrong_fields(inside)) == (422, {f"lines.0.{name}": "unknown"})


@pytest.mark.parametrize("body", [{}, {"lines": []}, {"from_cart": False}, {"lines": "all"}, {"lines": [7]}, [], "x"])
def test_a_body_without_a_basket_is_refused(alice, phone, body):
    assert refusal(phone(alice).post("quotes", body)) == (422, "invalid")


def test_lines_and_cart_exclude_each_other(alice, cup, phone):
    answer = phone(alice).post("quotes", lines((cup, 1)) | {"from_cart": True})

    assert (answer.status_code, list(wrong_fields(answer).values())) == (422, ["lines_or_cart"])


def test_an_empty_cart_has_no_price(alice, phone):
    assert refusal(phone(alice).post("quotes", {"from_cart": True})) == (422, "basket_empty")


def test_more_than_a_hundred_lines_are_refused(alice, cup, phone):
    answer = phone(alice).post("quotes", lines(*[(cup, 1)] * 101))

    assert (answer.status_code, wrong_fields(answer)) == (422, {"lines": "max_length"})


def test_what_is_off_the_shelf_is_named_with_its_reason(alice, home, cup, pot, phone):
    Product.objects.filter(pk=cup.sku.product_id).update(is_on_shelf=False)
    Sku.objects.filter(pk=pot.sku_id).update(is_active=False)

    answer = phone(alice).post("quotes", lines((cup, 1), (pot, 1)))

    assert refusal(answer) == (409, "sku_unavailable")
    assert answer.json()["skus"] == [
        {"sku_id": str(cup.sku_id), "why_not": "商品已下架", "code": "off_shelf"},
        {"sku_id": str(pot.sku_id), "why_not": "该规格已停售", "code": "inactive"},
    ]


def test_a_sku_that_does_not_exist_or_is_not_on_sale_yet(alice, home, cup, phone):
    Product.objects.filter(pk=cup.sku.product_id).update(on_at=clock.now() + timedelta(hours=1))
    unknown = {"sku_id": "999999", "quantity": 1}

    answer = phone(alice).post("quotes", {"lines": [*lines((cup, 1))["lines"], unknown]})

    assert [sku["why_not"] for sku in answer.json()["skus"]] == ["商品尚未开售", "商品不存在"]


def test_someone_elses_address_is_not_there(alice, bob, home, cup, phone):
    theirs = AddressFactory(member=bob)

    answer = phone(alice).post("quotes", lines((cup, 1)) | {"address_id": str(theirs.pk)})

    assert refusal(answer) == (404, "address_not_found")


@pytest.mark.parametrize("coupon_ids", [["7"], "worst", 7])
def test_coupons_that_nobody_has_are_refused(alice, home, cup, phone, coupon_ids):
    answer = phone(alice).post("quotes", lines((cup, 1)) | {"coupon_ids": coupon_ids})

    assert (answer.status_code, list(wrong_fields(answer))) == (422, ["coupon_ids"])


@pytest.mark.parametrize("choice", [{"coupon_ids": "best"}, {"coupon_ids": []}, {"use_points": True}])
def test_without_coupons_and_points_the_best_choice_is_none(alice, home, cup, phone, choice):
    assert phone(alice).post("quotes", lines((cup, 1)) | choice).json()["payable_fen"] == 2000


def test_strangers_get_no_quote(stranger, cup):
    assert refusal(stranger.post("quotes", lines((cup, 1)))) == (401, "not_signed_in")

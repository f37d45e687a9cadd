"""GET cart, POST cart/lines, PUT and DELETE cart/lines/{id}, PUT cart/selection."""

import pytest

from mall.carts.models import MAX_QUANTITY, CartLine
from mall.catalog.models import Product, Sku
from mall.inventory.models import StockItem
from tests.factories.inventory import new_shelf
from tests.mall.orders.steps import refusal, stock_of, wrong_fields

pytestmark = pytest.mark.django_db
ODD = [0, -1, 1.5, 10**9, "2", True, None]


def add(mine, item, quantity=1):
    return mine.post("cart/lines", {"sku_id": str(item.sku_id), "quantity": quantity}, key=None)


@pytest.fixture
def mine(alice, phone):
    return phone(alice)


@pytest.fixture
def line_id(mine, cup):
    """A line of two cups in alice's cart."""
    return add(mine, cup, 2).json()["lines"][0]["id"]


def test_a_new_line_is_ticked_and_shown_with_what_it_costs_now(mine, cup):
    answer = add(mine, cup, 2)

    assert answer.status_code == 201
    assert answer.json() == {
        "lines": [
            {
                "id": str(CartLine.objects.get().pk),
                "sku_id": str(cup.sku_id),
                "product_id": str(cup.sku.product_id),
                "name": cup.sku.product.name,
                "options": cup.sku.options_text(),
                "cover_url": "",
                "price_fen": 1000,
                "list_price_fen": None,
                "quantity": 2,
                "is_selected": True,
                "available": 10,
                "is_buyable": True,
                "why_not": "",
            }
        ],
        "selected_count": 2,
        "selected_fen": 2000,
    }
    assert stock_of(cup) == (10, 0)


def test_a_sku_that_is_there_grows_and_is_ticked_again(mine, line_id, cup):
    mine.put(f"cart/lines/{line_id}", {"is_selected": False})

    cart = add(mine, cup, 3).json()

    assert [(line["quantity"], line["is_selected"]) for line in cart["lines"]] == [(5, True)]


def test_prices_follow_the_shelf(mine, line_id, cup):
    Sku.objects.update(price_fen=1500)

    assert mine.get("cart").json()["selected_fen"] == 3000


def test_what_cannot_be_bought_says_why_and_does_not_count(mine, cup, pot):
    gone, scarce, sold_out = add(mine, cup), add(mine, pot, 11), add(mine, new_shelf(0))
    Product.objects.filter(pk=cup.sku.product_id).update(is_on_shelf=False)

    cart = mine.get("cart").json()

    assert (gone.status_code, scarce.status_code, sold_out.status_code) == (201, 201, 201)
    assert [line["why_not"] for line in cart["lines"]] == ["已售罄", "库存仅剩 10 件", "商品已下架"]
    assert (cart["selected_count"], cart["selected_fen"]) == (0, 0)


@pytest.mark.parametrize("quantity", ODD)
def test_an_odd_quantity_is_not_added(mine, cup, quantity):
    answer = add(mine, cup, quantity)

    assert (answer.status_code, list(wrong_fields(answer))) == (422, ["quantity"])
    assert CartLine.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"quantity": 1}, "sku_id"),
        ({"sku_id": "x", "quantity": 1}, "sku_id"),
        ({"sku_id": "1", "quantity": 1, "price_fen": 1}, "price_fen"),
        ({"sku_id": "1", "quantity": 1, "member_id": "2"}, "member_id"),
    ],
)
def test_a_bad_field_is_named(mine, body, field):
    answer = mine.post("cart/lines", body)

    assert (answer.status_code, list(wrong_fields(answer))) == (422, [field])


def test_what_is_not_on_sale_is_not_added(mine, cup):
    Product.objects.update(is_on_shelf=False)

    assert refusal(add(mine, cup)) == (409, "sku_unavailable")
    assert refusal(mine.post("cart/lines", {"sku_id": "999999", "quantity": 1})) == (409, "sku_unavailable")
    assert CartLine.objects.count() == 0


def test_a_line_has_a_most(mine, cup):
    add(mine, cup, MAX_QUANTITY)

    assert refusal(add(mine, cup, 1)) == (422, "quantity_too_large")
    assert CartLine.objects.get().quantity == MAX_QUANTITY


def test_a_cart_has_a_most(mine, alice, cup):
    CartLine.objects.bulk_create(
        CartLine(member=alice, sku_id=new_shelf(1).sku_id, quantity=1, added_at=alice.joined_at) for _ in range(100)
    )

    assert refusal(add(mine, cup)) == (409, "cart_full")
    assert CartLine.objects.count() == 100


def test_quantity_and_tick_are_changed(mine, line_id):
    cart = mine.put(f"cart/lines/{line_id}", {"quantity": 7, "is_selected": False}).json()

    assert [(line["quantity"], line["is_selected"]) for line in cart["lines"]] == [(7, False)]
    assert (cart["selected_count"], cart["selected_fen"]) == (0, 0)


@pytest.mark.parametrize("body", [{}, {"quantity": 0}, {"quantity": "2"}, {"is_selected": 1}, {"sku_id": "3"}, []])
def test_a_bad_change_changes_nothing(mine, line_id, body):
    assert refusal(mine.put(f"cart/lines/{line_id}", body)) == (422, "invalid")
    assert CartLine.objects.values_list("quantity", "is_selected").get() == (2, True)


def test_a_line_is_removed(mine, line_id):
    answer = mine.delete(f"cart/lines/{line_id}")

    assert (answer.status_code, answer.json()["lines"]) == (200, [])
    assert refusal(mine.delete(f"cart/lines/{line_id}")) == (404, "cart_line_not_found")


def test_lines_are_ticked_together_or_not_at_all(mine, line_id, pot):
    add(mine, pot)
    ids = [line["id"] for line in mine.get("cart").json()["lines"]]

    cart = mine.put("cart/selection", {"line_ids": ids, "is_selected": False}).json()

    assert [line["is_selected"] for line in cart["lines"]] == [False, False]
    unknown = mine.put("cart/selection", {"line_ids": [line_id, "999999"], "is_selected": True})
    assert refusal(unknown) == (404, "cart_line_not_found")
    assert not CartLine.objects.filter(is_selected=True).exists()


@pytest.mark.parametrize(
    "body", [{}, {"line_ids": [], "is_selected": True}, {"line_ids": "all", "is_selected": True}, {"line_ids": ["1"]}]
)
def test_a_bad_selection_is_refused(mine, line_id, body):
    assert refusal(mine.put("cart/selection", body)) == (422, "invalid")


def test_another_members_lines_are_not_there(mine, line_id, carol, phone):
    hers = phone(carol)

    assert refusal(hers.put(f"cart/lines/{line_id}", {"quantity": 9})) == (404, "cart_line_not_found")
    assert refusal(hers.delete(f"cart/lines/{line_id}")) == (404, "cart_line_not_found")
    chosen = hers.put("cart/selection", {"line_ids": [line_id], "is_selected": False})
    assert refusal(chosen) == (404, "cart_line_not_found")
    assert hers.get("cart").json()["lines"] == []
    assert CartLine.objects.values_list("quantity", "is_selected").get() == (2, True)


def test_strangers_have_no_cart(stranger, line_id, cup):
    for answer in (
        stranger.get("cart"),
        add(stranger, cup),
        stranger.put(f"cart/lines/{line_id}", {"quantity": 9}),
        stranger.delete(f"cart/lines/{line_id}"),
        stranger.put("cart/selection", {"line_ids": [line_id], "is_selected": False}),
    ):
        assert refusal(answer) == (401, "not_signed_in")
    assert (CartLine.objects.get().quantity, StockItem.objects.filter(held__gt=0).count()) == (2, 0)

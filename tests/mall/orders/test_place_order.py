"""POST orders: everything held and written in one transaction, or nothing at all (rules 4, first line)."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.options.services import set_option
from mall.carts.models import CartLine
from mall.catalog.models import Product, Sku
from mall.freight.models import FreightArea
from mall.inventory.models import StockHold, StockMovement
from mall.orders.models import Order, OrderAdjustment, OrderEvent, OrderLine
from mall.orders.options import PAY_WITHIN_MINUTES
from tests.factories.accounts import AddressFactory
from tests.mall.orders.conftest import NOW
from tests.mall.orders.steps import refusal, stock_of, wrong_fields

pytestmark = pytest.mark.django_db


def lines(*pieces, **more):
    return {"lines": [{"sku_id": str(item.sku_id), "quantity": quantity} for item, quantity in pieces], **more}


@pytest.fixture
def nothing_done(cup, facts):
    """Return what must still be true after a refusal."""

    def check():
        written = (Order, OrderLine, OrderEvent, OrderAdjustment, StockHold)
        assert [kind.objects.count() for kind in written] == [0] * 5
        assert (stock_of(cup), StockMovement.objects.filter(kind="hold").count()) == ((10, 0), 0)
        assert facts("order_placed") == []

    return check


def test_stock_is_held_and_the_order_waits_for_its_money(alice, home, cup, pot, phone, facts):
    answer = phone(alice).post("orders", lines((cup, 2), (pot, 1), remark="请放在门口"))

    shown, order = answer.json(), Order.objects.get()
    assert (answer.status_code, shown["number"], shown["status"]) == (201, order.number, "pending_payment")
    assert (shown["goods_fen"], shown["freight_fen"], shown["payable_fen"]) == (3000, 1200, 4200)
    assert (shown["remark"], shown["actions"]) == ("请放在门口", ["pay", "cancel", "buy_again"])
    assert order.expires_at == NOW + timedelta(minutes=30)
    assert (stock_of(cup), stock_of(pot)) == ((10, 2), (10, 1))
    assert facts("order_placed") == [{"order_id": order.pk, "member_id": alice.pk}]


@pytest.mark.rule("1.4")
def test_the_number_is_the_date_and_chance(alice, home, cup, phone):
    numbers = {phone(alice).post("orders", lines((cup, 1))).json()["number"] for _ in range(3)}

    assert len(numbers) == 3
    assert {(len(number), number[:8], number.isdigit()) for number in numbers} == {(20, "20261121", True)}


@pytest.mark.rule("2.1")
def test_adjustments_are_stored_and_totals_are_sums_of_lines(alice, home, cup, pot, phone):
    phone(alice).post("orders", lines((cup, 2), (pot, 1)))

    order = Order.objects.get()
    rows = list(order.lines.all())
    assert sum(line.paid_fen for line in rows) == order.goods_fen - order.discount_fen
    assert sum(line.freight_fen for line in rows) == order.freight_fen == 1200
    assert list(order.adjustments.values_list("lane", "line", "amount_fen")) == [(5, None, 1200)]


def test_the_address_is_copied_so_that_later_changes_do_not_reach_it(alice, home, cup, phone):
    phone(alice).post("orders", lines((cup, 1)))
    type(home).objects.filter(pk=home.pk).update(detail="别处")

    order = Order.objects.get()
    assert (order.receiver_name, order.receiver_phone, order.address_detail) == ("收货人", "13800138000", home.detail)
    assert "13800138000" not in order.receiver_phone_cipher


def test_ordered_lines_leave_the_cart_the_others_stay(alice, home, cup, pot, phone):
    mine = phone(alice)
    mine.post("cart/lines", {"sku_id": str(cup.sku_id), "quantity": 2})
    mine.post("cart/lines", {"sku_id": str(pot.sku_id), "quantity": 1})
    CartLine.objects.filter(sku_id=pot.sku_id).update(is_selected=False)

    answer = mine.post("orders", {"from_cart": True})

    assert [line["sku_id"] for line in answer.json()["lines"]] == [str(cup.sku_id)]
    assert list(CartLine.objects.values_list("sku_id", flat=True)) == [pot.sku_id]


def test_a_refused_order_leaves_the_cart_alone(alice, home, cup, phone, nothing_done):
    mine = phone(alice)
    mine.post("cart/lines", {"sku_id": str(cup.sku_id), "quantity": 11})

    assert refusal(mine.post("orders", {"from_cart": True})) == (409, "not_enough_stock")
    assert list(CartLine.objects.values_list("sku_id", "quantity")) == [(cup.sku_id, 11)]
    nothing_done()


@pytest.mark.rule("3.2")
def test_too_few_pieces_are_named_and_nothing_is_held(alice, home, cup, pot, phone, nothing_done):
    answer = phone(alice).post("orders", lines((pot, 1), (cup, 11)))

    assert refusal(answer) == (409, "not_enough_stock")
    assert answer.json()["shortages"] == [{"sku_id": str(cup.sku_id), "available": 10}]
    assert stock_of(pot) == (10, 0)
    nothing_done()


@pytest.mark.rule("2.8")
def test_a_price_that_is_not_the_expected_one_is_shown_first(alice, home, cup, phone, nothing_done):
    mine = phone(alice)
    Sku.objects.filter(pk=cup.sku_id).update(price_fen=1500)

    answer = mine.post("orders", lines((cup, 1), expected_payable_fen=2000))

    assert refusal(answer) == (409, "price_changed")
    assert answer.json()["quote"] == mine.post("quotes", lines((cup, 1))).json()
    assert answer.json()["quote"]["payable_fen"] == 2500
    nothing_done()


def test_the_expected_price_goes_through(alice, home, cup, phone):
    assert phone(alice).post("orders", lines((cup, 1), expected_payable_fen=2000)).status_code == 201


@pytest.mark.rule("2.8")
@pytest.mark.parametrize("name", ["price_fen", "payable_fen", "unit_price_fen", "status", "member_id", "freight_fen"])
def test_a_price_in_the_request_is_an_unknown_field(alice, home, cup, phone, nothing_done, name):
    body = lines((cup, 1))
    body["lines"][0][name] = 1

    answer = phone(alice).post("orders", body)

    assert (answer.status_code, wrong_fields(answer)) == (422, {f"lines.0.{name}": "unknown"})
    nothing_done()


@pytest.mark.parametrize(
    "quantity", [0, -1, 1.5, 10**9, "2", True, None], ids=["0", "-1", "1.5", "1e9", "text", "true", "null"]
)
def test_an_odd_quantity_is_refused(alice, home, cup, phone, nothing_done, quantity):
    answer = phone(alice).post("orders", {"lines": [{"sku_id": str(cup.sku_id), "quantity": quantity}]})

    assert (answer.status_code, list(wrong_fields(answer))) == (422, ["lines.0.quantity"])
    nothing_done()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"expected_payable_fen": "2000"}, "expected_payable_fen"),
        ({"expected_payable_fen": -1}, "expected_payable_fen"),
        ({"expected_payable_fen": True}, "expected_payable_fen"),
        ({"remark": 7}, "remark"),
        ({"remark": "很" * 201}, "remark"),
        ({"remark": "\x00"}, "remark"),
        ({"address_id": "x"}, "address_id"),
        ({"address_id": 1.5}, "address_id"),
        ({"use_points": "yes"}, "use_points"),
        ({"offer": {"kind": "flash_sale", "price_fen": 1}}, "offer.price_fen"),
    ],
)
def test_a_bad_field_is_named(alice, home, cup, phone, nothing_done, more, field):
    answer = phone(alice).post("orders", lines((cup, 1), **more))

    assert (answer.status_code, list(wrong_fields(answer))) == (422, [field])
    nothing_done()


def test_sold_out_off_shelf_and_unknown_are_conflicts(alice, home, cup, phone, nothing_done):
    mine = phone(alice)
    Product.objects.filter(pk=cup.sku.product_id).update(is_on_shelf=False)

    assert refusal(mine.post("orders", lines((cup, 1)))) == (409, "sku_unavailable")
    unknown = mine.post("orders", {"lines": [{"sku_id": "999999", "quantity": 1}]})
    assert refusal(unknown) == (409, "sku_unavailable")
    nothing_done()


def test_goods_need_an_address(bob, cup, phone, nothing_done):
    assert refusal(phone(bob).post("orders", lines((cup, 1)))) == (422, "address_required")
    nothing_done()


def test_someone_elses_address_is_not_there(alice, bob, home, cup, phone, nothing_done):
    theirs = AddressFactory(member=bob)

    answer = phone(alice).post("orders", lines((cup, 1), address_id=str(theirs.pk)))

    assert refusal(answer) == (404, "address_not_found")
    nothing_done()


def test_where_nobody_delivers_nothing_is_ordered(alice, home, cup, phone, nothing_done):
    FreightArea.objects.all().delete()

    assert refusal(phone(alice).post("orders", lines((cup, 1)))) == (409, "not_delivered")
    nothing_done()


@pytest.mark.rule("13.4")
def test_the_same_key_is_the_same_order(alice, home, cup, phone):
    mine = phone(alice)

    first = mine.post("orders", lines((cup, 1)), key="k-1")
    again = mine.post("orders", lines((cup, 1)), key="k-1")

    assert (again.status_code, again.json()) == (201, first.json())
    assert (again.headers["Idempotent-Replayed"], Order.objects.count(), stock_of(cup)) == ("true", 1, (10, 1))


def test_the_same_key_with_another_body_is_refused(alice, home, cup, phone):
    mine = phone(alice)
    mine.post("orders", lines((cup, 1)), key="k-1")

    assert refusal(mine.post("orders", lines((cup, 2)), key="k-1")) == (422, "idempotency_key_reused")
    assert (Order.objects.count(), stock_of(cup)) == (1, (10, 1))


def test_a_refusal_is_kept_too(alice, home, cup, phone):
    mine = phone(alice)
    first = mine.post("orders", lines((cup, 11)), key="k-1")
    mine.post("orders", lines((cup, 1)), key="k-2")

    again = mine.post("orders", lines((cup, 11)), key="k-1")

    assert refusal(again) == refusal(first) == (409, "not_enough_stock")
    assert again.json()["shortages"] == [{"sku_id": str(cup.sku_id), "available": 10}]


def test_two_members_may_use_the_same_key(alice, bob, home, cup, phone):
    AddressFactory(member=bob, is_default=True)

    placed = [phone(member).post("orders", lines((cup, 1)), key="k-1").json()["number"] for member in (alice, bob)]

    assert len(set(placed)) == 2


def test_without_a_key_nothing_happens(alice, home, cup, phone, nothing_done):
    assert refusal(phone(alice).post("orders", lines((cup, 1)), key=None)) == (422, "idempotency_key_required")
    nothing_done()


def test_strangers_order_nothing(stranger, cup, nothing_done):
    assert refusal(stranger.post("orders", lines((cup, 1)))) == (401, "not_signed_in")
    nothing_done()


def test_the_time_to_pay_is_the_operators(alice, home, cup, phone, stella):
    set_option(name=PAY_WITHIN_MINUTES.name, value=5, operator_id=stella.pk)

    phone(alice).post("orders", lines((cup, 1)))

    assert Order.objects.get().expires_at == clock.now() + timedelta(minutes=5)

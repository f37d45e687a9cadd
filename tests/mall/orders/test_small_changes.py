"""DELETE orders/{number}, POST orders/{number}/buy-again, and the operators' remark: they move nothing."""

import pytest

from kernel import clock
from mall.carts.models import MAX_QUANTITY, CartLine
from mall.catalog.models import Product
from mall.orders import services
from mall.orders.models import Order
from tests.factories.inventory import new_shelf
from tests.mall.orders.steps import STELLA, refusal, stock_of, wrong_fields

pytestmark = pytest.mark.django_db


@pytest.fixture
def ended(till, alice, cup, pot):
    order = till.place(alice, {cup: 2, pot: 1})
    return services.cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())


def test_an_ended_order_leaves_the_list_and_stays_in_the_books(ended, alice, phone):
    mine = phone(alice)

    assert mine.delete(f"orders/{ended.number}").status_code == 204
    assert mine.get("orders").json()["results"] == []
    assert refusal(mine.get(f"orders/{ended.number}")) == (404, "order_not_found")
    assert (Order.objects.get().is_hidden, ended.events.filter(kind="hidden").count()) == (True, 1)


def test_deleting_twice_finds_nothing(ended, alice, phone):
    mine = phone(alice)
    mine.delete(f"orders/{ended.number}")

    assert refusal(mine.delete(f"orders/{ended.number}")) == (404, "order_not_found")


def test_an_order_that_is_alive_is_not_deleted(till, alice, cup, phone):
    order = till.place(alice, {cup: 1})

    assert refusal(phone(alice).delete(f"orders/{order.number}")) == (409, "order_state_conflict")
    assert Order.objects.get().is_hidden is False


def test_strangers_and_others_delete_nothing(ended, carol, phone, stranger):
    assert refusal(stranger.delete(f"orders/{ended.number}")) == (401, "not_signed_in")
    assert refusal(phone(carol).delete(f"orders/{ended.number}")) == (404, "order_not_found")
    assert Order.objects.get().is_hidden is False


def again(order):
    return f"orders/{order.number}/buy-again"


def test_the_goods_are_in_the_cart_again(ended, alice, cup, pot, phone):
    answer = phone(alice).post(again(ended), key=None)

    assert (answer.status_code, answer.json()) == (200, {"skipped_sku_ids": []})
    assert dict(CartLine.objects.values_list("sku_id", "quantity")) == {cup.sku_id: 2, pot.sku_id: 1}
    assert stock_of(cup) == (10, 0)


def test_what_is_there_already_grows_up_to_the_most(ended, alice, cup, pot, phone):
    mine = phone(alice)
    mine.post("cart/lines", {"sku_id": str(cup.sku_id), "quantity": MAX_QUANTITY - 1})
    CartLine.objects.update(is_selected=False)

    mine.post(again(ended))

    assert CartLine.objects.get(sku_id=cup.sku_id).quantity == MAX_QUANTITY
    assert CartLine.objects.get(sku_id=cup.sku_id).is_selected is True


def test_what_cannot_be_bought_any_more_is_named(ended, alice, cup, pot, phone):
    Product.objects.filter(pk=pot.sku.product_id).update(is_on_shelf=False)

    answer = phone(alice).post(again(ended))

    assert answer.json() == {"skipped_sku_ids": [str(pot.sku_id)]}
    assert list(CartLine.objects.values_list("sku_id", flat=True)) == [cup.sku_id]


def test_a_full_cart_takes_what_finds_room(ended, alice, cup, pot, phone):
    others = [new_shelf(1).sku_id for _ in range(99)]
    CartLine.objects.bulk_create(
        CartLine(member=alice, sku_id=sku_id, quantity=1, added_at=clock.now()) for sku_id in others
    )

    answer = phone(alice).post(again(ended))

    assert answer.json() == {"skipped_sku_ids": [str(pot.sku_id)]}
    assert CartLine.objects.count() == 100


def test_strangers_others_and_odd_bodies_buy_nothing_again(ended, alice, carol, phone, stranger):
    assert refusal(stranger.post(again(ended))) == (401, "not_signed_in")
    assert refusal(phone(carol).post(again(ended))) == (404, "order_not_found")
    assert wrong_fields(phone(alice).post(again(ended), {"quantity": 3})) == {"quantity": "unknown"}
    assert CartLine.objects.count() == 0


def test_a_remark_replaces_the_last_and_the_timeline_keeps_both(ended):
    for text in ("催过一次", "长" * 300):
        services.remark_order(order_id=ended.pk, text=text, actor=STELLA, at=clock.now())

    ended.refresh_from_db()
    notes = list(ended.events.filter(kind="remarked").values_list("note", flat=True))
    assert (ended.operator_remark, notes) == ("长" * 300, ["催过一次", "长" * 200])


def test_the_buyer_reads_no_remark(ended, alice, phone):
    services.remark_order(order_id=ended.pk, text="难缠的客户", actor=STELLA, at=clock.now())

    assert "难缠的客户" not in phone(alice).get(f"orders/{ended.number}").content.decode()

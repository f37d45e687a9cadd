"""Top-ups: bought by an order, in the wallet when it is paid, refunded as far as the wallet has it."""

import pytest

from kernel import clock
from mall.orders.services import refund_order
from mall.orders.shapes import RefundRequest
from mall.plans.models import Purchase
from mall.plans.parts import PlansPart
from mall.plans.services import order_top_up
from members.wallet.selectors import wallet_of
from members.wallet.services import NotEnoughWallet, hold_wallet
from tests.factories.plans import hundred
from tests.mall.orders.steps import STELLA, refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(alice, package, till):
    """Alice's wallet: 100 paid, 20 on top."""
    return till.pay(order_top_up(package_id=package.pk, member_id=alice.pk, at=clock.now()))


def purse(member):
    wallet = wallet_of(member.pk)
    return wallet.principal_fen, wallet.bonus_fen


def test_members_read_the_packages(alice, package, client_of, anonymous):
    (row,) = client_of(alice).get("/api/v1/top-ups").json()["results"]

    assert (row["price_fen"], row["bonus_fen"]) == (10000, 2000)
    assert anonymous.get("/api/v1/top-ups").status_code == 401


def test_payment_fills_the_wallet_once(filled, alice, till):
    assert purse(alice) == (10000, 2000)
    assert (Purchase.objects.get().state, filled.status in ("received", "completed")) == ("delivered", True)


@pytest.mark.rule("2.7")
def test_the_wallet_does_not_fill_itself(filled, alice, package, phone):
    number = phone(alice).post(f"top-ups/{package.pk}/orders").json()["number"]

    refused = phone(alice).post(f"orders/{number}/payments", {"channel": "wallet"})

    assert refused.status_code in (409, 422)
    assert purse(alice) == (10000, 2000)


def test_a_refund_takes_principal_and_its_bonus_back(filled, alice, till):
    line = filled.lines.get()

    till.refund(filled, {}, amounts_fen={line.pk: 5000})
    assert purse(alice) == (5000, 1000)
    till.refund(filled, {line.pk: 1})

    assert purse(alice) == (0, 0)
    assert Purchase.objects.get().state == "taken_back"


def test_spent_money_does_not_go_back_twice(filled, alice):
    hold_wallet(member_id=alice.pk, amount_fen=6000, key="order", reference="", at=clock.now())
    wanted = RefundRequest(order_id=filled.pk, reason="退充值", pieces={filled.lines.get().pk: 1})

    with pytest.raises(NotEnoughWallet):
        refund_order(request=wanted, actor=STELLA, at=clock.now())

    assert purse(alice) == (10000, 2000)
    assert Purchase.objects.get().state == "delivered"


@pytest.mark.rule("13.4")
def test_the_same_key_orders_once(alice, package, phone, home):
    first, second = (phone(alice).post(f"top-ups/{package.pk}/orders", key="once").json() for _ in range(2))

    assert first == second
    assert Purchase.objects.count() == 1


def test_an_unknown_package_is_not_there(alice, phone, home):
    assert refusal(phone(alice).post("top-ups/999999/orders")) == (404, "top_up_unknown")


def test_unknown_fields_are_refused(alice, package, phone, home):
    assert phone(alice).post(f"top-ups/{package.pk}/orders", {"price_fen": 1}).status_code == 422


def test_one_package_an_order(alice, package, phone, home):
    from mall.plans.services import sku_of

    lines = [{"sku_id": str(sku_of(package, at=clock.now())), "quantity": 2}]
    offer = {"kind": "top_up", "item_id": str(package.pk)}

    assert refusal(phone(alice).post("quotes", {"lines": lines, "offer": offer})) == (422, "plan_one_at_a_time")


def test_a_cheap_package_does_not_sell_a_dear_one(alice, package, phone, home):
    from mall.plans.services import sku_of

    dear = hundred(name="充 1000", price_fen=100_000)
    lines = [{"sku_id": str(sku_of(dear, at=clock.now())), "quantity": 1}]
    offer = {"kind": "top_up", "item_id": str(package.pk)}

    assert phone(alice).post("quotes", {"lines": lines, "offer": offer}).status_code == 422


def test_a_merge_moves_what_was_bought(filled, alice, bob):
    part = PlansPart()

    journal = part.move(source_id=alice.pk, target_id=bob.pk, at=clock.now())
    assert Purchase.objects.get().member_id == bob.pk
    part.undo(journal=journal, at=clock.now())

    assert Purchase.objects.get().member_id == alice.pk
    assert len(part.export(member_id=alice.pk)["会员与充值购买"]) == 1
    assert part.blocks(member_id=alice.pk) == []


def test_a_page_of_top_ups_costs_the_same(alice, client_of, django_assert_max_num_queries):
    for number in range(12):
        hundred(name=f"套餐{number}")
    client = client_of(alice)

    with django_assert_max_num_queries(5):
        assert len(client.get("/api/v1/top-ups").json()["results"]) == 12

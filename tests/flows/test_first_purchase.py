"""The walk that everything later is added to: from the first sign-in to the completed order."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command

from kernel import clock
from kernel.audit.actors import Actor
from kernel.outbox.models import Delivery
from mall.catalog.models import Product
from mall.fulfilment.services import NewParcel, ship_parcel
from mall.inventory.models import StockItem
from mall.orders.models import Order
from members.accounts.models import Member
from tests.flows.walking import Walker

Walkers = Callable[[str], Walker]


def test_a_member_buys_and_the_order_completes(
    shop: StockItem, walker: Walkers, deliver_pending: Callable[[], int], capsys: pytest.CaptureFixture[str]
) -> None:
    alice = walker("alice")
    alice.sign_in()
    address_id = alice.add_address()
    alice.post("cart/lines", {"sku_id": str(shop.sku_id), "quantity": 2}, expect=201)
    quoted = alice.post("quotes", {"from_cart": True, "address_id": address_id})
    body = {"from_cart": True, "address_id": address_id, "expected_payable_fen": quoted["payable_fen"]}
    number = alice.post("orders", body, expect=201)["number"]
    alice.pay(number)
    alice.simulator.run_due()
    deliver_pending()

    order = Order.objects.get(number=number)
    assert (order.status, order.payment_state, order.payable_fen) == ("to_ship", "paid", 3200)
    assert alice.get("cart")["lines"] == []

    parcel = NewParcel(order_id=order.pk, carrier_code="sf", tracking_no="SF1234567890")
    ship_parcel(parcel=parcel, actor=Actor.system(), at=clock.now())
    assert alice.get(f"orders/{number}")["parcels"][0]["tracking_no"] == "SF1234567890"
    assert alice.post(f"orders/{number}/receive")["status"] == "received"
    call_command("tick", at=(clock.now() + timedelta(days=8)).isoformat())

    shown = alice.get(f"orders/{number}")
    assert (shown["status"], shown["actions"]) == ("completed", ["review", "delete", "buy_again"])
    assert [moment["status"] for moment in shown["timeline"]] == [
        "pending_payment", "to_ship", "shipped", "received", "completed",
    ]  # fmt: skip
    shop.refresh_from_db()
    assert (shop.on_hand, shop.held) == (8, 0)
    assert Product.objects.get(pk=shop.sku.product_id).sales == 2
    assert Member.objects.get().first_paid_at is not None
    assert not Delivery.objects.exclude(state="done").exists()
    call_command("verify")

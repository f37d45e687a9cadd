"""The steps of an order's life, by the services, with a channel in memory."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework.response import Response
from rest_framework.test import APIClient

from kernel import clock
from kernel.audit.actors import Actor
from kernel.outbox.relay import deliver_pending
from mall.fulfilment.models import Parcel
from mall.fulfilment.services import NewParcel, ship_parcel
from mall.inventory.models import StockItem
from mall.orders import services
from mall.orders.models import Order, OrderRefund
from mall.orders.shapes import Basket, Checkout, RefundRequest
from mall.payments import services as payments
from mall.payments.models import Payment, Refund
from members.accounts.models import Member
from tests.mall.payments.channel import FakeChannel

API = "/api/v1/"
STELLA = Actor.operator(1)


@dataclass
class Till:
    """Where orders are placed, paid, shipped and refunded; every step ends with its facts delivered."""

    channel: FakeChannel

    def place(self, member: Member, pieces: Mapping[StockItem, int], **basket: Any) -> Order:
        lines = tuple((item.sku_id, quantity) for item, quantity in pieces.items())
        checkout = Checkout(basket=Basket(member_id=member.pk, lines=lines, **basket))
        return self._seen(services.place_order(checkout=checkout, at=clock.now()))

    def open(self, order: Order, *, use_wallet: bool = False) -> Payment:
        """Start a payment; the payer has not paid."""
        started = services.start_payment(order_id=order.pk, channel="wechat", use_wallet=use_wallet, at=clock.now())
        opened = services.finish_payment(started=started, at=clock.now())
        return Payment.objects.get(number=opened.number)

    def pay_from_wallet(self, order: Order) -> Order:
        started = services.start_payment(order_id=order.pk, channel="wallet", at=clock.now())
        services.finish_payment(started=started, at=clock.now())
        return self._seen(order)

    def pay_mixed(self, order: Order) -> Order:
        """Pay from the wallet as far as it goes, the rest at the channel."""
        self.arrive(self.open(order, use_wallet=True))
        return self._seen(order)

    def arrive(self, payment: Payment, **trade: Any) -> Payment:
        """Let the payer pay and the channel tell."""
        evidence = self.channel.pays(payment.number, **trade)
        settled = payments.settle(number=payment.number, evidence=evidence, at=clock.now())
        deliver_pending()
        settled.refresh_from_db()
        return settled

    def pay(self, order: Order) -> Order:
        self.arrive(self.open(order))
        return self._seen(order)

    def bought(self, member: Member, pieces: Mapping[StockItem, int], **basket: Any) -> Order:
        """Return an order that is placed and paid."""
        return self.pay(self.place(member, pieces, **basket))

    def ship(self, order: Order, pieces: Mapping[int, int] | None = None) -> Parcel:
        number = f"SF{Parcel.objects.count():010}"
        parcel = NewParcel(order_id=order.pk, carrier_code="sf", tracking_no=number, pieces=pieces)
        sent = ship_parcel(parcel=parcel, actor=STELLA, at=clock.now())
        self._seen(order)
        return sent

    def shipped(self, member: Member, pieces: Mapping[StockItem, int]) -> Order:
        order = self.bought(member, pieces)
        self.ship(order)
        return order

    def received(self, member: Member, pieces: Mapping[StockItem, int]) -> Order:
        order = self.shipped(member, pieces)
        return services.receive_order(order_id=order.pk, actor=Actor.member(member.pk), at=clock.now())

    def refund(self, order: Order, pieces: Mapping[int, int], **request: Any) -> OrderRefund:
        wanted = RefundRequest(order_id=order.pk, reason="少发一件", pieces=pieces, **request)
        refund = services.refund_order(request=wanted, actor=STELLA, at=clock.now())
        deliver_pending()
        self._seen(order)
        refund.refresh_from_db()
        return refund

    def _seen(self, order: Order) -> Order:
        deliver_pending()
        order.refresh_from_db()
        return order


@dataclass
class Phone:
    """A mini-program: signed in, every call with a fresh key unless told."""

    client: APIClient

    def post(self, path: str, body: Any = None, *, key: str | None = "") -> Response:
        headers = {} if key is None else {"Idempotency-Key": key or uuid.uuid4().hex}
        return self.client.post(f"{API}{path}", {} if body is None else body, format="json", headers=headers)

    def put(self, path: str, body: Any) -> Response:
        return self.client.put(f"{API}{path}", body, format="json")

    def get(self, path: str) -> Response:
        return self.client.get(f"{API}{path}")

    def delete(self, path: str) -> Response:
        return self.client.delete(f"{API}{path}")


def line_of(order: Order, item: StockItem) -> Any:
    return order.lines.get(sku_id=item.sku_id)


def stock_of(item: StockItem) -> tuple[int, int]:
    """Return what lies on the shelf and what of it is held."""
    item.refresh_from_db()
    return item.on_hand, item.held


def money_back(order: Order) -> int:
    """Return what has been promised back for an order's payments, excess included. In fen."""
    refunds = Refund.objects.filter(payment__order_id=order.pk, successor=None)
    return sum(refunds.values_list("amount_fen", flat=True))


def history(order: Order) -> list[str]:
    """Return the states the order has been in."""
    return [event.after for event in order.events.all() if event.before != event.after]


def refusal(response: Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def wrong_fields(response: Response) -> dict[str, str]:
    return {error["field"]: error["code"] for error in response.json()["errors"]}

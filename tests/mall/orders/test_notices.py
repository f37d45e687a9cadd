"""What an order's member is told: paid, cancelled by the clock, completed, money back; each once."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.audit.actors import Actor
from mall.orders import notices, services
from mall.orders.notices import KINDS, goods_of
from members.messages.models import Message
from members.messages.ports import find_kind
from tests.mall.orders.conftest import NOW
from tests.mall.orders.steps import line_of

pytestmark = pytest.mark.django_db


def told(member):
    return [(row.kind, row.key) for row in Message.objects.filter(member=member).order_by("id")]


def test_a_paid_order_is_told_once(alice, till, cup):
    order = till.bought(alice, {cup: 2})

    notices.tell_paid(order_id=order.pk, at=clock.now())

    (message,) = Message.objects.filter(member=alice)
    assert (message.kind, message.key, message.group) == ("order.paid", f"order:{order.pk}", "order")
    name = order.lines.get().name
    assert message.body == f"您已成功支付 ¥32.00，{name}等 2 件，订单 {order.number}。我们会尽快为您发货。"
    assert message.page == f"pages/order/detail?number={order.number}"
    assert message.values["time"] == "2026年11月21日 12:00"


def test_a_shipped_parcel_is_told_with_its_number(alice, till, cup):
    order = till.bought(alice, {cup: 2})
    line = line_of(order, cup)

    first, second = till.ship(order, {line.pk: 1}), till.ship(order, {line.pk: 1})

    shipped = Message.objects.filter(kind="order.parcel_shipped").order_by("id")
    assert [row.key for row in shipped] == [f"parcel:{first.pk}", f"parcel:{second.pk}"]
    assert first.tracking_no in shipped[0].body
    assert "顺丰速运" in shipped[0].body


def test_a_timeout_is_told_and_an_own_cancel_is_not(alice, till, cup):
    forgotten, unwanted = till.place(alice, {cup: 1}), till.place(alice, {cup: 1})
    services.cancel_order(order_id=unwanted.pk, actor=Actor.member(alice.pk), at=clock.now())
    with clock.at(NOW + timedelta(hours=1)):
        services.expire_order(order_id=forgotten.pk, at=clock.now())
        till._seen(forgotten)

    assert (forgotten.status, told(alice)) == ("cancelled", [("order.timed_out", f"order:{forgotten.pk}")])


def test_a_completed_order_is_told(alice, till, cup):
    order = till.received(alice, {cup: 1})
    with clock.at(NOW + timedelta(days=8)):
        services.complete_order(order_id=order.pk, at=clock.now())
        till._seen(order)

    assert ("order.completed", f"order:{order.pk}") in told(alice)


def test_a_refund_is_told_once_whatever_lines_it_touches(alice, till, cup, pot):
    order = till.bought(alice, {cup: 1, pot: 1})

    refund = till.refund(order, {line_of(order, cup).pk: 1, line_of(order, pot).pk: 1})

    (message,) = Message.objects.filter(kind="order.refund_arrived")
    assert message.key == f"order_refund:{refund.pk}"
    assert "¥32.00" in message.body
    assert message.values["reason"] == "少发一件"


def test_an_order_that_costs_nothing_tells_of_no_payment(alice, till, cup):
    order = till.bought(alice, {cup: 1})
    Message.objects.all().delete()
    type(order).objects.filter(pk=order.pk).update(paid_at=None)

    notices.tell_paid(order_id=order.pk, at=clock.now())

    assert told(alice) == []


def test_one_piece_goes_by_its_name(alice, till, cup):
    order = till.place(alice, {cup: 1})

    assert goods_of(order) == order.lines.get().name


def test_every_kind_is_registered():
    assert all(find_kind(kind.code) == kind for kind in KINDS)

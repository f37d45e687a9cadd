"""Operators see money in Chinese and change it only by actions that call services."""

import pytest
from django.test import Client
from django.urls import reverse

from kernel.audit.models import AuditEntry
from kernel.staff.roles import FINANCE, SERVICE
from mall.payments import services
from mall.payments.gateways import ChannelRefused
from mall.payments.models import Notification, PaymentException
from tests.factories.staff import operator_with
from tests.mall.payments.conftest import NOW

pytestmark = pytest.mark.django_db


def signed_in(operator) -> Client:
    client = Client()
    client.force_login(operator)
    return client


@pytest.fixture
def desk(stella) -> Client:
    return signed_in(stella)


@pytest.fixture
def finance() -> Client:
    return signed_in(operator_with(FINANCE))


@pytest.fixture
def refused(channel, refund_of):
    channel.faults["refund"] = ChannelRefused("NOT_ENOUGH")
    return services.send_refund(refund_id=refund_of(3000).pk, at=NOW)


def page(model, row):
    return reverse(f"admin:mall_payments_{model}_change", args=[row.pk])


def act(client, model, row, action, **data):
    return client.post(reverse(f"admin:mall_payments_{model}_{action}", args=[row.pk]), data)


def test_a_payment_shows_its_money_and_not_the_payers_id(desk, paid, refund_of):
    refund_of(3000)

    text = desk.get(page("payment", paid)).content.decode()

    assert "¥99.00" in text
    assert "¥30.00" in text
    assert "已支付" in text
    assert "openid-of-alice" not in text


@pytest.mark.parametrize(
    ("model", "shown"),
    [("payment", "¥99.00"), ("refund", "多收退回"), ("paymentexception", "取消后到账"), ("notification", "待处理")],
)
def test_every_list_opens_with_rows_in_it(desk, paid, refund_of, model, shown):
    refund_of(3000)
    services.return_excess(payment_id=paid.pk, kind="late", at=NOW)
    Notification.objects.create(channel="wechat", event_id="EV-1", event_type="REFUND.SUCCESS", received_at=NOW)

    response = desk.get(reverse(f"admin:mall_payments_{model}_changelist"))

    assert response.status_code == 200
    assert shown in response.content.decode()


def test_nobody_edits_or_deletes_money(desk, paid):
    assert desk.post(page("payment", paid), {"amount_fen": 1}).status_code == 403
    assert desk.post(reverse("admin:mall_payments_payment_delete", args=[paid.pk]), {"post": "yes"}).status_code == 403
    paid.refresh_from_db()
    assert paid.amount_fen == 9900


def test_an_undecided_payment_is_asked(desk, channel, pending):
    channel.pays(pending.number)

    assert act(desk, "payment", pending, "ask").status_code == 302

    pending.refresh_from_db()
    assert pending.state == "succeeded"


def test_a_refund_is_tried_again_and_the_act_is_kept(desk, refused):
    assert act(desk, "refund", refused, "retry").status_code == 302

    refused.refresh_from_db()
    assert refused.state == "processing"
    assert AuditEntry.objects.get().action == "mall.payments.retry"


def test_two_people_settle_by_hand(desk, finance, refused):
    act(finance, "refund", refused, "settle_by_hand", note="银行转账")
    assert act(finance, "refund", refused, "approve_by_hand").status_code == 422

    assert act(desk, "refund", refused, "approve_by_hand").status_code == 302

    refused.refresh_from_db()
    assert (refused.state, refused.hand_note) == ("succeeded", "银行转账")


def test_a_settlement_by_hand_can_be_taken_back(desk, refused):
    act(desk, "refund", refused, "settle_by_hand", note="银行转账")

    act(desk, "refund", refused, "reject_by_hand")

    refused.refresh_from_db()
    assert (refused.state, refused.hand_proposed_at) == ("created", None)


def test_an_exception_is_closed_with_a_note(desk, paid, stella):
    services.return_excess(payment_id=paid.pk, kind="late", at=NOW)
    row = PaymentException.objects.get()

    assert act(desk, "paymentexception", row, "resolve", note="").status_code == 422
    assert act(desk, "paymentexception", row, "resolve", note="已联系买家").status_code == 302

    row.refresh_from_db()
    assert (row.state, row.note, row.done_by_id) == ("done", "已联系买家", stella.pk)


def test_customer_service_may_look_and_not_settle(refused):
    client = signed_in(operator_with(SERVICE))

    assert client.get(page("refund", refused)).status_code == 200
    assert act(client, "refund", refused, "settle_by_hand", note="x").status_code == 403
    refused.refresh_from_db()
    assert refused.hand_proposed_at is None

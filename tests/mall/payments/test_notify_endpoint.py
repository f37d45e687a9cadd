"""What WeChat Pay calls: verified, stored once, answered; the work happens after (rules 5.3)."""

import json

import pytest

from kernel import clock
from mall.payments.gateways import GATEWAYS, WeChatGateway
from mall.payments.models import Notification, Payment, PaymentException
from mall.payments.tasks import sweep_notifications
from tests.kernel.wechat.bank import Bank, new_bank
from tests.mall.payments.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.3")]
PAY, REFUND = "/api/v1/notify/wechat/pay", "/api/v1/notify/wechat/refund"
STAMP = int(NOW.timestamp())


@pytest.fixture(scope="module")
def bank() -> Bank:
    return new_bank()


@pytest.fixture
def reads(bank, settings, channel, monkeypatch):
    """The fake channel, but notifications are read by the product's own reader."""
    from kernel.wechat.pay import get_channel

    for name, value in bank.settings().items():
        setattr(settings, name, value)
    monkeypatch.setattr(channel, "read_notification", WeChatGateway(get_channel()).read_notification)
    return GATEWAYS


@pytest.fixture
def post(anonymous, bank, reads):
    def send(body: bytes, path=PAY, **changed):
        headers = bank.headers(body.decode(), **{"stamp": STAMP} | changed)
        return anonymous.post(path, data=body, content_type="application/json", headers=headers)

    return send


@pytest.fixture
def told(bank, pending):
    def make(event_id="EV-1", event_type="TRANSACTION.SUCCESS", **changed):
        trade = {
            "appid": "wx0123456789abcdef",
            "mchid": "1900000001",
            "out_trade_no": pending.number,
            "transaction_id": "4200001",
            "trade_state": "SUCCESS",
            "success_time": "2026-11-21T11:59:58+08:00",
            "payer": {"openid": "openid-of-alice"},
            "amount": {"total": 9900, "payer_total": 9900, "currency": "CNY", "payer_currency": "CNY"},
        }
        return bank.notification(trade | changed, id=event_id, event_type=event_type)

    return make


def test_it_is_stored_and_answered_before_any_work(post, told, pending):
    response = post(told())

    stored = Notification.objects.get()
    assert (response.status_code, response.json()) == (200, {"code": "SUCCESS", "message": "成功"})
    assert (stored.event_id, stored.state, stored.content["number"]) == ("EV-1", "waiting", pending.number)
    assert "openid" not in json.dumps(stored.content)
    pending.refresh_from_db()
    assert pending.state == "pending"


def test_the_work_is_done_after(post, told, pending, deliver_pending):
    post(told())

    deliver_pending()

    pending.refresh_from_db()
    assert (pending.state, pending.received_fen, pending.transaction_id) == ("succeeded", 9900, "4200001")
    assert Notification.objects.get().state == "done"


def test_copies_are_answered_stored_once_and_change_nothing_more(post, told, facts, deliver_pending):
    answers = [post(told()).status_code for _ in range(3)]
    deliver_pending()
    answers.append(post(told()).status_code)
    answers.append(post(told(event_id="EV-2")).status_code)
    deliver_pending()

    assert answers == [200] * 5
    assert Notification.objects.count() == 2
    assert len(facts("payment_succeeded")) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": "WECHATPAY/SIGNTEST/abc"},
        {"signature": ""},
        {"serial": "PUB_KEY_ID_OF_A_STRANGER"},
        {"nonce": "another"},
        {"stamp": STAMP - 301},
        {"stamp": STAMP + 301},
        {"timestamp": "soon"},
    ],
)
def test_a_forged_or_stale_one_is_refused_and_not_stored(post, told, changed):
    response = post(told(), **changed)

    assert (response.status_code, response.json()["code"]) == (401, "notification_refused")
    assert not Notification.objects.exists()


def test_an_altered_body_is_refused(anonymous, bank, reads, told):
    headers = bank.headers(told().decode(), stamp=STAMP)

    response = anonymous.post(PAY, data=told(event_id="EV-X"), content_type="application/json", headers=headers)

    assert response.status_code == 401
    assert not Notification.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b"null", b"\xff\xfe"])
def test_rubbish_is_refused(anonymous, reads, body):
    assert anonymous.post(PAY, data=body, content_type="application/json").status_code == 401


def test_a_token_neither_helps_nor_hurts(post, told, anonymous):
    anonymous.credentials(HTTP_AUTHORIZATION="Bearer rubbish")

    assert post(told()).status_code == 200


def test_too_large_a_body_is_refused(anonymous, reads, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    response = anonymous.post(PAY, data=b"x" * 2000, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_another_merchants_money_is_not_taken(post, told, pending, deliver_pending):
    post(told(mchid="1900000002"))

    deliver_pending()

    pending.refresh_from_db()
    assert pending.state == "pending"
    assert PaymentException.objects.get().kind == "foreign"


def test_a_wrong_amount_is_not_what_was_asked(post, told, pending, deliver_pending):
    post(told(amount={"total": 1, "payer_total": 1, "currency": "CNY", "payer_currency": "CNY"}))

    deliver_pending()

    pending.refresh_from_db()
    assert (pending.excess_kind, pending.received_fen) == ("wrong_amount", 1)


def test_an_unknown_number_is_shown(post, told, pending, deliver_pending):
    post(told(out_trade_no="20261121999999999999"))

    deliver_pending()

    assert Notification.objects.get().state == "refused"
    assert PaymentException.objects.get().kind == "unmatched"
    assert Payment.objects.get().state == "pending"


def test_an_unknown_event_is_kept_and_answered(post, told, deliver_pending):
    assert post(told(event_type="COUPON.USE")).status_code == 200

    deliver_pending()

    assert (Notification.objects.get().state, PaymentException.objects.count()) == ("refused", 0)


def test_a_refund_is_told_by_the_same_door(post, bank, channel, refund_of, deliver_pending):
    refund = refund_of(3000)
    deliver_pending()
    resource = {
        "mchid": "1900000001",
        "transaction_id": "4200001",
        "out_trade_no": refund.payment.number,
        "refund_id": "50001",
        "out_refund_no": refund.number,
        "refund_status": "SUCCESS",
        "success_time": "2026-11-21T12:00:00+08:00",
        "user_received_account": "支付用户零钱",
        "amount": {"total": 9900, "refund": 3000, "payer_total": 9900, "payer_refund": 3000},
    }

    post(bank.notification(resource, id="EV-R", event_type="REFUND.SUCCESS"), path=REFUND)
    deliver_pending()

    refund.refresh_from_db()
    assert refund.state == "succeeded"


def test_what_the_relay_left_the_clock_does(post, told, pending):
    from datetime import timedelta

    post(told())
    assert sweep_notifications() == 0

    with clock.at(NOW + timedelta(minutes=2)):
        assert sweep_notifications() == 1
        assert sweep_notifications() == 0

    pending.refresh_from_db()
    assert pending.state == "succeeded"

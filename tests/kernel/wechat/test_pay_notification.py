"""A notification is believed only when everything about it is right."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
import responses

from kernel.wechat.pay import NotificationRefused, refund_of, trade_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TRADE = {
    "appid": "wx0123456789abcdef",
    "mchid": "1900000001",
    "out_trade_no": "T20260101000001",
    "transaction_id": "4200001",
    "trade_state": "SUCCESS",
    "success_time": "2026-01-01T08:00:00+08:00",
    "payer": {"openid": "o-alice"},
    "amount": {"total": 100, "payer_total": 100, "currency": "CNY", "payer_currency": "CNY"},
}
REFUND = {
    "mchid": "1900000001",
    "transaction_id": "4200001",
    "out_trade_no": "T20260101000001",
    "refund_id": "50001",
    "out_refund_no": "R1",
    "refund_status": "SUCCESS",
    "success_time": "2026-01-02T08:00:00+08:00",
    "user_received_account": "支付用户零钱",
    "amount": {"total": 100, "refund": 30, "payer_total": 100, "payer_refund": 30},
}


def read(channel, bank, body, *, at=NOW, **changed):
    return channel.read_notification(bank.headers(body.decode(), **changed), body, at)


@pytest.mark.rule("5.3")
def test_a_good_notification_is_opened(bank, channel):
    notification = read(channel, bank, bank.notification(TRADE))

    assert (notification.id, notification.event_type) == ("EV-2018022511223320873", "TRANSACTION.SUCCESS")
    assert notification.resource == TRADE
    trade = trade_of(notification.resource)
    assert (trade.state, trade.amount_fen, trade.currency, trade.mchid) == ("SUCCESS", 100, "CNY", "1900000001")
    assert trade.paid_at == NOW


def test_the_headers_may_come_in_any_case(bank, channel):
    body = bank.notification(TRADE)
    lowered = {name.lower(): value for name, value in bank.headers(body.decode()).items()}

    assert channel.read_notification(lowered, body, NOW).id == "EV-2018022511223320873"


def test_a_refund_is_read_by_either_name_of_its_status(bank, channel):
    resource = read(channel, bank, bank.notification(REFUND, event_type="REFUND.SUCCESS")).resource

    refund = refund_of(resource)

    assert (refund.state, refund.out_refund_no, refund.amount_fen, refund.total_fen) == ("SUCCESS", "R1", 30, 100)
    assert refund.succeeded_at == NOW + timedelta(days=1)
    assert refund_of({**resource, "refund_status": "CLOSE"}).state == "CLOSED"


@pytest.mark.rule("5.3")
@pytest.mark.parametrize("seconds", [-300, 300])
def test_five_minutes_off_is_still_fresh(bank, channel, seconds):
    assert read(channel, bank, bank.notification(TRADE), at=NOW + timedelta(seconds=seconds)).id


@pytest.mark.rule("5.3")
@pytest.mark.parametrize("seconds", [-301, 301, 86_400 * 30])
def test_a_stale_or_future_notification_is_refused(bank, channel, seconds):
    with pytest.raises(NotificationRefused):
        read(channel, bank, bank.notification(TRADE), at=NOW + timedelta(seconds=seconds))


@pytest.mark.rule("5.3")
@responses.activate
@pytest.mark.parametrize(
    "changed",
    [
        {"signature": base64.b64encode(b"0" * 256).decode()},
        {"signature": "WECHATPAY/SIGNTEST/abcdef"},
        {"signature": ""},
        {"serial": "PUB_KEY_ID_SOMEBODY_ELSE"},
        {"serial": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"},
        {"serial": ""},
        {"signature_type": ""},
        {"signature_type": "WECHATPAY2-SHA1"},
        {"timestamp": "1767225601"},
        {"timestamp": "now"},
        {"timestamp": "１７６７２２５６００"},
        {"timestamp": "9" * 400},
        {"timestamp": ""},
        {"nonce": "othernonce"},
    ],
)
def test_a_wrong_header_is_refused_without_asking_anybody(bank, channel, changed):
    with pytest.raises(NotificationRefused) as refused:
        read(channel, bank, bank.notification(TRADE), **changed)

    assert (refused.value.status, refused.value.code) == (401, "notification_refused")
    assert len(responses.calls) == 0


def test_an_altered_body_is_refused(bank, channel):
    body = bank.notification(TRADE)
    headers = bank.headers(body.decode())

    with pytest.raises(NotificationRefused):
        channel.read_notification(headers, body.replace(b"SUCCESS", b"SUCCES5"), NOW)


def test_no_headers_and_no_text_are_refused(bank, channel):
    with pytest.raises(NotificationRefused):
        channel.read_notification({}, bank.notification(TRADE), NOW)
    with pytest.raises(NotificationRefused):
        channel.read_notification(bank.headers(""), b"\xff\xfe", NOW)


def sealed(bank, **changed):
    resource = json.loads(bank.notification(TRADE))["resource"]
    return bank.notification(TRADE, resource={**resource, **changed})


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "fdasflkja485"},
        {"associated_data": "refund"},
        {"associated_data": ""},
        {"ciphertext": base64.b64encode(b"0" * 64).decode()},
        {"ciphertext": "no base64"},
        {"ciphertext": ""},
        {"algorithm": "AES_128"},
    ],
)
def test_what_cannot_be_decrypted_is_refused_though_it_is_signed(bank, channel, changed):
    with pytest.raises(NotificationRefused):
        read(channel, bank, sealed(bank, **changed))


@pytest.mark.parametrize(
    "changed",
    [{"id": ""}, {"id": 7}, {"event_type": None}, {"resource": None}, {"resource": []}, {"resource_type": "plain"}],
)
def test_an_odd_envelope_is_refused_though_it_is_signed(bank, channel, changed):
    with pytest.raises(NotificationRefused):
        read(channel, bank, bank.notification(TRADE, **changed))


@pytest.mark.parametrize("resource", [[1], "text", 7, None])
def test_a_resource_that_is_no_object_is_refused(bank, channel, resource):
    with pytest.raises(NotificationRefused):
        read(channel, bank, bank.notification(resource))


def test_v5_and_v5b_decrypt(bank, channel):
    with_data = "DUcegK33A8MEOgdCtMPWwAdqzVjy3c3PSUd0ZmYkqr+HZBhZ2IINK5rQPYKdjLgLWra3ukkk2BG/sMCWIPKIWpBmGYUw1wpAFGALLx8cS5R1dwsrRZ4CoxB+PxDkbng="  # noqa: E501 - a vector is one word
    without = "DUcegK33A8MEOgdCtMPWwAdqzVjy3c3PSUd0ZmYkqr+HZBhZ2IINK5rQPYKdjLgLWra3ukkk2BG/sMCWIPKIWpBmGYUw1wpAFGALLx8cS8dwiRY5nJZYo9FepGVaQYQ="  # noqa: E501 - as above
    plain = {"mchid": "1900000001", "out_trade_no": "T20260101000001", "trade_state": "SUCCESS"}

    assert read(channel, bank, sealed(bank, ciphertext=with_data)).resource == plain
    assert read(channel, bank, sealed(bank, ciphertext=without, associated_data="")).resource == plain

"""The channel against a bank that signs with plain `cryptography`: what it sends, and what each answer means."""

import base64
import json
from datetime import UTC, datetime

import pytest
import requests
import responses
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from kernel import clock
from kernel.wechat.pay import (
    PayMisconfigured,
    PayOrderMissing,
    PayRefundMissing,
    PayRefused,
    PayUnknown,
    PrepayOrder,
    RefundOrder,
    get_channel,
)
from tests.kernel.wechat.bank import GATEWAY

NUMBER = "T20260101000001"
JSAPI = "/v3/pay/transactions/jsapi"
QUERY = f"/v3/pay/transactions/out-trade-no/{NUMBER}"
CLOSE = f"{QUERY}/close"
REFUNDS = "/v3/refund/domestic/refunds"
ORDER = PrepayOrder(
    out_trade_no=NUMBER,
    description="测试商品",
    amount_fen=1,
    openid="oTESTopenid000000000000000001",
    expires_at=datetime(2026, 1, 1, 0, 30, tzinfo=UTC),
    notify_url="https://mall.example.com/api/v1/notify/wechat/pay",
)
BACK = RefundOrder(out_refund_no="R1", out_trade_no=NUMBER, amount_fen=30, total_fen=100, reason="不想要了")


@responses.activate
def test_prepay_sends_exactly_the_documented_fields(bank, channel):
    bank.answers("POST", JSAPI, {"prepay_id": "wx201410272009395522657a690389285100"})

    assert channel.prepay(ORDER) == "wx201410272009395522657a690389285100"

    assert json.loads(responses.calls[0].request.body) == {
        "appid": "wx0123456789abcdef",
        "mchid": "1900000001",
        "description": "测试商品",
        "out_trade_no": NUMBER,
        "notify_url": "https://mall.example.com/api/v1/notify/wechat/pay",
        "time_expire": "2026-01-01T08:30:00+08:00",
        "amount": {"total": 1, "currency": "CNY"},
        "payer": {"openid": "oTESTopenid000000000000000001"},
    }


@responses.activate
def test_a_request_carries_the_merchants_signature_and_a_timeout(bank, channel):
    bank.answers("POST", JSAPI, {"prepay_id": "wx1"})
    channel.prepay(ORDER)
    request = responses.calls[0].request

    scheme, _, rest = request.headers["Authorization"].partition(" ")
    fields = dict(part.split("=", 1) for part in rest.replace('"', "").split(","))
    text = f"POST\n{JSAPI}\n{fields['timestamp']}\n{fields['nonce_str']}\n{request.body.decode()}\n"

    assert scheme == "WECHATPAY2-SHA256-RSA2048"
    bank.merchant.public_key().verify(
        base64.b64decode(fields["signature"]), text.encode(), padding.PKCS1v15(), hashes.SHA256()
    )
    assert request.headers["Wechatpay-Serial"] == bank.settings()["WECHATPAY_PUBLIC_KEY_ID"]
    assert request.req_kwargs["timeout"] == (3, 10)


def test_client_params_are_signed_with_the_merchants_key(bank, channel):
    with clock.at(datetime(2026, 1, 1, tzinfo=UTC)):
        params = channel.client_params("wx201410272009395522657a690389285100")

    assert set(params) == {"timeStamp", "nonceStr", "package", "signType", "paySign"}
    assert (params["timeStamp"], params["signType"]) == ("1767225600", "RSA")
    assert params["package"] == "prepay_id=wx201410272009395522657a690389285100"
    text = f"wx0123456789abcdef\n1767225600\n{params['nonceStr']}\n{params['package']}\n"
    bank.merchant.public_key().verify(
        base64.b64decode(params["paySign"]), text.encode(), padding.PKCS1v15(), hashes.SHA256()
    )


@responses.activate
def test_a_query_reads_a_paid_order(bank, channel):
    bank.answers(
        "GET",
        QUERY,
        {
            "appid": "wx0123456789abcdef",
            "mchid": "1900000001",
            "out_trade_no": NUMBER,
            "trade_state": "SUCCESS",
            "trade_state_desc": "支付成功",
            "transaction_id": "4200001",
            "success_time": "2026-01-01T08:00:05+08:00",
            "payer": {"openid": "o-alice"},
            "amount": {"total": 100, "payer_total": 90, "currency": "CNY"},
        },
    )

    trade = channel.query(NUMBER)

    assert (trade.state, trade.transaction_id, trade.amount_fen, trade.currency) == ("SUCCESS", "4200001", 100, "CNY")
    assert (trade.appid, trade.mchid, trade.openid) == ("wx0123456789abcdef", "1900000001", "o-alice")
    assert trade.paid_at == datetime(2026, 1, 1, 0, 0, 5, tzinfo=UTC)
    assert responses.calls[0].request.url == f"{GATEWAY}{QUERY}?mchid=1900000001"


@responses.activate
def test_an_unpaid_order_has_no_money_yet(bank, channel):
    bank.answers("GET", QUERY, {"appid": "a", "mchid": "m", "out_trade_no": NUMBER, "trade_state": "NOTPAY"})

    trade = channel.query(NUMBER)

    assert (trade.state, trade.amount_fen, trade.transaction_id, trade.paid_at) == ("NOTPAY", None, "", None)


@responses.activate
def test_a_close_is_a_signed_empty_204(bank, channel):
    responses.post(GATEWAY + CLOSE, status=204, headers=bank.headers(""))

    assert channel.close(NUMBER) is None

    assert json.loads(responses.calls[0].request.body) == {"mchid": "1900000001"}


@responses.activate
def test_an_unsigned_204_closes_nothing(channel):
    responses.post(GATEWAY + CLOSE, status=204)

    with pytest.raises(PayUnknown):
        channel.close(NUMBER)


@responses.activate
def test_a_refund_is_accepted(bank, channel):
    bank.answers(
        "POST",
        REFUNDS,
        {
            "refund_id": "50001",
            "out_refund_no": "R1",
            "transaction_id": "4200001",
            "out_trade_no": NUMBER,
            "status": "PROCESSING",
            "create_time": "2026-01-02T08:00:00+08:00",
            "amount": {"total": 100, "refund": 30, "payer_total": 100, "payer_refund": 30, "currency": "CNY"},
        },
    )

    refund = channel.refund(BACK)

    assert (refund.state, refund.refund_id, refund.amount_fen, refund.total_fen) == ("PROCESSING", "50001", 30, 100)
    assert json.loads(responses.calls[0].request.body) == {
        "out_refund_no": "R1",
        "out_trade_no": NUMBER,
        "amount": {"refund": 30, "total": 100, "currency": "CNY"},
        "reason": "不想要了",
    }


@responses.activate
@pytest.mark.parametrize("code", ["ORDER_NOT_EXIST", "ORDER_NOT_EXISTS"])
def test_a_missing_order_has_its_own_name(bank, channel, code):
    bank.answers("GET", QUERY, {"code": code, "message": "订单不存在"}, status=404)

    with pytest.raises(PayOrderMissing) as missing:
        channel.query(NUMBER)

    assert (missing.value.status, missing.value.code, missing.value.message) == (404, code, "订单不存在")


@responses.activate
def test_a_missing_refund_has_its_own_name(bank, channel):
    bank.answers("GET", f"{REFUNDS}/R1", {"code": "RESOURCE_NOT_EXISTS", "message": "退款单不存在"}, status=404)

    with pytest.raises(PayRefundMissing):
        channel.query_refund("R1")


@responses.activate
@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "PARAM_ERROR"), (400, "ORDERPAID"), (401, "SIGN_ERROR"), (403, "NOT_ENOUGH"), (404, "MCH_NOT_EXISTS")],
)
def test_a_4xx_with_a_code_is_a_definite_no_signed_or_not(channel, status, code):
    responses.post(GATEWAY + REFUNDS, status=status, json={"code": code, "message": "原因"})

    with pytest.raises(PayRefused) as refused:
        channel.refund(BACK)

    assert (refused.value.status, refused.value.code) == (status, code)


@responses.activate
@pytest.mark.parametrize(
    "answer",
    [
        {"status": 500, "json": {"code": "SYSTEM_ERROR"}},
        {"status": 502, "body": "<html>"},
        {"status": 429, "json": {"code": "FREQUENCY_LIMITED"}},
        {"status": 403, "json": {"code": "FREQUENCY_LIMITED"}},
        {"status": 400, "json": {"code": "SYSTEM_ERROR"}},
        {"status": 400, "body": "<html>"},
        {"status": 400, "json": {"message": "no code"}},
        {"status": 404, "json": []},
        {"status": 304},
        {"body": requests.ConnectTimeout()},
        {"body": requests.ReadTimeout()},
        {"body": requests.ConnectionError("reset")},
    ],
)
def test_everything_else_leaves_the_outcome_open(channel, answer):
    responses.post(GATEWAY + JSAPI, **answer)

    with pytest.raises(PayUnknown) as unknown:
        channel.prepay(ORDER)

    assert (unknown.value.status, unknown.value.code) == (503, "payment_channel_unknown")


@responses.activate
@pytest.mark.parametrize(
    "changed",
    [
        {"signature": base64.b64encode(b"0" * 256).decode()},
        {"signature": "WECHATPAY/SIGNTEST/abc"},
        {"signature": ""},
        {"serial": "PUB_KEY_ID_SOMEBODY_ELSE"},
        {"serial": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"},
        {"serial": ""},
        {"signature_type": ""},
        {"signature_type": "WECHATPAY2-SM2-WITH-SM3"},
        {"nonce": "anothernonce"},
        {"timestamp": "1767225601"},
    ],
)
def test_a_badly_signed_answer_is_no_answer(bank, channel, changed):
    body = '{"prepay_id": "wx-forged"}'
    responses.post(GATEWAY + JSAPI, body=body, headers=bank.headers(body, **changed), content_type="application/json")

    with pytest.raises(PayUnknown):
        channel.prepay(ORDER)

    assert len(responses.calls) == 1  # above all no download of certificates


@responses.activate
@pytest.mark.parametrize("body", ['{"prepay_id": "wx', "[]", "{}", '{"prepay_id": 7}', '{"prepay_id": ""}', ""])
def test_a_truncated_or_odd_answer_leaves_the_outcome_open_though_it_is_signed(bank, channel, body):
    responses.post(GATEWAY + JSAPI, body=body, headers=bank.headers(body), content_type="application/json")

    with pytest.raises(PayUnknown):
        channel.prepay(ORDER)


@responses.activate
def test_202_is_accepted_but_not_decided(bank, channel):
    bank.answers("POST", REFUNDS, {"status": "PROCESSING"}, status=202)

    with pytest.raises(PayUnknown):
        channel.refund(BACK)


@responses.activate
@pytest.mark.parametrize(
    "changed",
    [
        {"trade_state": None},
        {"amount": []},
        {"amount": {"total": "100"}},
        {"amount": {"total": 1.5}},
        {"amount": {"total": True}},
        {"success_time": "yesterday"},
        {"success_time": "2026-01-01T08:00:05"},
        {"payer": "o-alice"},
    ],
)
def test_an_answer_of_another_shape_leaves_the_outcome_open(bank, channel, changed):
    paid = {"appid": "a", "mchid": "m", "out_trade_no": NUMBER, "trade_state": "SUCCESS", "amount": {"total": 100}}
    bank.answers("GET", QUERY, {**paid, **changed})

    with pytest.raises(PayUnknown):
        channel.query(NUMBER)


@pytest.mark.parametrize(
    ("name", "value"),
    [("WECHATPAY_MCHID", ""), ("WECHATPAY_APIV3_KEY", "short"), ("WECHATPAY_PRIVATE_KEY", "no key")],
)
def test_missing_or_unreadable_settings_are_named(channel, settings, name, value):
    setattr(settings, name, value)

    with pytest.raises(PayMisconfigured):
        get_channel()


def test_a_channel_is_built_once_per_settings(channel, settings):
    again = get_channel()
    settings.WECHATPAY_BASE = "http://127.0.0.1:8900"
    elsewhere = get_channel()

    assert again is channel
    assert elsewhere is not channel

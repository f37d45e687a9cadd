"""JSAPI orders as wechatpayv3 places them: protocols.md 4.4."""

import json
from typing import Any

import pytest

from simulators.clock import rfc3339
from tests.simulators.shop import ALICE, CAROL, NUMBER, PAY_URL, Shop

EXTRA, LONG, SHORT, RANGE, ILLEGAL = 270924358, 268435462, 268435463, 268435464, 268435461


def placed(shop: Shop, **changes: Any) -> tuple[int, str, int]:
    """Place an order with a hand-made body; a change to None leaves the field out."""
    body: dict[str, Any] = {
        "appid": shop.simulators.config.identity.appid,
        "mchid": shop.simulators.config.identity.mchid,
        "description": "测试商品",
        "out_trade_no": NUMBER,
        "notify_url": PAY_URL,
        "amount": {"total": 100, "currency": "CNY"},
        "payer": {"openid": ALICE},
        **changes,
    }
    body = {name: value for name, value in body.items() if value is not None}
    answer = shop.signed("POST", "/v3/pay/transactions/jsapi", json.dumps(body).encode())
    number = int(answer.headers["Request-ID"].rpartition("-")[2])
    return answer.status_code, answer.json().get("code", "prepay_id"), number


def test_an_order_answers_with_a_prepay_id(shop: Shop) -> None:
    status, answer = shop.prepay()

    assert status == 200
    assert list(answer) == ["prepay_id"]
    assert answer["prepay_id"].startswith("wx")
    assert len(answer["prepay_id"]) <= 64


def test_every_optional_field_of_the_table_is_taken(shop: Shop) -> None:
    goods = {"merchant_goods_id": "A1", "goods_name": "杯子", "quantity": 1, "unit_price": 100}
    store = {"id": "1", "name": "店", "area_code": "440305", "address": "深圳"}

    answer = placed(
        shop,
        time_expire=rfc3339(shop.simulators.clock.now() + 1800),
        attach="x",
        goods_tag="WXG",
        support_fapiao=True,
        detail={"cost_price": 100, "invoice_id": "i", "goods_detail": [goods]},
        scene_info={"payer_client_ip": "127.0.0.1", "device_id": "013467007045764", "store_info": store},
        settle_info={"profit_sharing": False},
        limit_pay=["no_credit"],
    )

    assert answer == (200, "prepay_id", 0)


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"price": 1}, EXTRA),
        ({"amount": {"total": 100, "currency": "CNY", "discount": 1}}, EXTRA),
        ({"payer": {"openid": ALICE, "phone": "1"}}, EXTRA),
        ({"description": None}, ILLEGAL),
        ({"description": "长" * 128}, LONG),
        ({"description": ""}, SHORT),
        ({"out_trade_no": "T2026"}, SHORT),
        ({"out_trade_no": "9" * 33}, LONG),
        ({"out_trade_no": "T2026#000001"}, ILLEGAL),
        ({"amount": {"total": 0, "currency": "CNY"}}, RANGE),
        ({"amount": {"total": 1.0, "currency": "CNY"}}, ILLEGAL),
        ({"amount": {"total": "100", "currency": "CNY"}}, ILLEGAL),
        ({"amount": {"total": True, "currency": "CNY"}}, ILLEGAL),
        ({"amount": {"total": 100, "currency": "USD"}}, ILLEGAL),
        ({"payer": {}}, 268501013),
        ({"payer": None}, 268501013),
        ({"notify_url": "https://shop.example.com/notify?x=1"}, ILLEGAL),
        ({"notify_url": "https://shop.example.com"}, ILLEGAL),
        ({"notify_url": "ftp://shop.example.com/notify"}, ILLEGAL),
        ({"attach": "x" * 129}, LONG),
        ({"time_expire": "2026-11-21 10:00:00"}, ILLEGAL),
        ({"time_expire": "2126-11-21T10:00:00+08:00"}, RANGE),
        ({"support_fapiao": "true"}, ILLEGAL),
        ({"detail": {"goods_detail": []}}, RANGE),
    ],
)
def test_a_bad_field_is_a_parameter_error_with_its_number(shop: Shop, changes: dict[str, Any], number: int) -> None:
    answer = placed(shop, **changes)

    assert answer == (400, "PARAM_ERROR", number)
    assert shop.query()[0] == 404


def test_the_error_names_the_field(shop: Shop) -> None:
    answer = shop.signed("POST", "/v3/pay/transactions/out-trade-no/T20261121/close", b'{"mchid":"1","force":true}')

    assert answer.json() == {
        "code": "PARAM_ERROR",
        "message": "/body/force 参数中含有非法的额外参数",
        "detail": {
            "field": "/body/force",
            "value": True,
            "issue": "参数中含有非法的额外参数",
            "location": "body",
        },
    }


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
def test_what_is_no_json_object_is_a_parameter_error(shop: Shop, body: bytes) -> None:
    answer = shop.signed("POST", "/v3/pay/transactions/jsapi", body)

    assert (answer.status_code, answer.json()["code"]) == (400, "PARAM_ERROR")


def test_the_parties_must_belong_together(shop: Shop) -> None:
    assert placed(shop, appid="wx0000000000000000") == (400, "APPID_MCHID_NOT_MATCH", 268445527)
    assert placed(shop, mchid="1900000000") == (400, "MCH_NOT_EXISTS", ILLEGAL)
    assert placed(shop, payer={"openid": "oSTRANGER"}) == (400, "PARAM_ERROR", ILLEGAL)


def test_the_same_order_again_gives_a_fresh_prepay_id(shop: Shop) -> None:
    _, first = shop.prepay()

    status, second = shop.prepay()

    assert status == 200
    assert second["prepay_id"] != first["prepay_id"]
    assert len(shop.sim("orders", method="GET").json()["orders"]) == 1


@pytest.mark.parametrize("changes", [{"total": 101}, {"description": "别的"}, {"payer": {"openid": CAROL}}])
def test_the_same_number_with_other_parameters_is_refused(shop: Shop, changes: dict[str, Any]) -> None:
    shop.prepay()

    status, answer = shop.prepay(**changes)

    assert (status, answer["code"]) == (400, "INVALID_REQUEST")
    assert shop.query()[1]["amount"] == {"total": 100, "currency": "CNY"}


def test_a_paid_order_cannot_be_placed_again(shop: Shop) -> None:
    shop.buy()

    status, answer = shop.prepay()

    assert (status, answer["code"], answer["message"]) == (400, "INVALID_REQUEST", "该订单已支付")


def test_a_closed_order_cannot_be_placed_again(shop: Shop) -> None:
    shop.prepay()
    shop.wxpay.close(NUMBER)

    assert placed(shop, amount={"total": 100, "currency": "CNY"}) == (400, "INVALID_REQUEST", 268447914)


def test_an_order_past_its_expiry_cannot_be_placed_again(shop: Shop) -> None:
    expiry = rfc3339(shop.simulators.clock.now() + 600)
    shop.prepay(time_expire=expiry)
    shop.simulators.clock.advance(601)

    status, answer = shop.prepay(time_expire=expiry)

    assert (status, answer["code"]) == (400, "INVALID_REQUEST")

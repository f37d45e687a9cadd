"""Faults to order, per endpoint: protocols.md 10.1 no. 7."""

import json
from typing import Any

import pytest
import requests

from tests.simulators.shop import NUMBER, Shop, decoded


def order_fault(shop: Shop, endpoint: str, kind: str, **options: Any) -> requests.Response:
    return shop.sim("faults", {"endpoint": endpoint, "kind": kind, **options})


def test_an_error_before_the_effect_leaves_nothing(shop: Shop) -> None:
    order_fault(shop, "pay.jsapi", "error_before")

    status, answer = shop.prepay()

    assert (status, answer["code"]) == (500, "SYSTEM_ERROR")
    assert shop.query()[0] == 404


def test_an_error_after_the_effect_leaves_the_order(shop: Shop) -> None:
    order_fault(shop, "pay.jsapi", "error_after")

    status, answer = shop.prepay()

    assert (status, answer["code"]) == (500, "SYSTEM_ERROR")
    assert shop.query()[1]["trade_state"] == "NOTPAY"
    assert shop.prepay()[0] == 200


def test_a_timeout_after_the_effect_leaves_the_refund(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.buy()
    order_fault(shop, "pay.refund", "timeout_after", hold_seconds=5)

    with monkeypatch.context() as hurry:
        hurry.setattr(shop.wxpay._core, "_timeout", (1, 0.1))
        with pytest.raises(requests.ReadTimeout):
            shop.refund()

    assert shop.refund()[1]["status"] == "PROCESSING"
    assert len(shop.sim("orders", method="GET").json()["orders"][0]["refunds"]) == 1


def test_a_timeout_before_the_effect_leaves_nothing(shop: Shop) -> None:
    order_fault(shop, "pay.jsapi", "timeout_before", hold_seconds=0)

    with pytest.raises(requests.ConnectionError):
        shop.prepay()

    assert shop.query()[0] == 404


def test_a_broken_connection_after_the_effect_leaves_the_order(shop: Shop) -> None:
    order_fault(shop, "pay.jsapi", "timeout_after", hold_seconds=0)

    with pytest.raises(requests.ConnectionError):
        shop.prepay()

    assert shop.query()[0] == 200


def test_too_many_calls_are_a_429(shop: Shop) -> None:
    order_fault(shop, "pay.query", "rate_limited")

    status, answer = shop.query()

    assert (status, answer["code"]) == (429, "FREQUENCY_LIMITED")


def test_a_bad_signature_has_its_effect_but_is_not_believed(shop: Shop) -> None:
    order_fault(shop, "pay.jsapi", "bad_signature")

    with pytest.raises(Exception, match="failed to verify the signature"):
        shop.prepay()

    assert shop.query()[0] == 200


def test_a_truncated_answer_is_well_signed_and_no_json(shop: Shop) -> None:
    order_fault(shop, "pay.jsapi", "truncated")

    with pytest.raises(json.JSONDecodeError):
        shop.prepay()

    assert shop.query()[0] == 200


@pytest.mark.parametrize(("code", "status"), [("RULE_LIMIT", 403), ("PARAM_ERROR", 400), ("SYSTEM_ERROR", 500)])
def test_any_code_can_be_given_with_its_status(shop: Shop, code: str, status: int) -> None:
    order_fault(shop, "pay.jsapi", "errcode", errcode=code, message="测试")

    assert shop.prepay() == (status, {"code": code, "message": "测试"})


def test_a_fault_strikes_as_often_as_ordered(shop: Shop) -> None:
    order_fault(shop, "pay.query", "error_before", times=2)

    assert [shop.query()[0] for _ in range(3)] == [500, 500, 404]


def test_a_fault_strikes_only_its_endpoint_and_a_star_strikes_a_host(shop: Shop) -> None:
    order_fault(shop, "pay.close", "error_before")
    assert shop.prepay()[0] == 200
    assert decoded(shop.wxpay.close(NUMBER))[0] == 500

    order_fault(shop, "pay.*", "error_before")
    assert shop.token()
    assert shop.query()[0] == 500


@pytest.mark.parametrize(("kind", "errcode"), [("error_before", -1), ("error_after", -1), ("rate_limited", 45011)])
def test_wechat_fails_with_an_errcode(shop: Shop, kind: str, errcode: int) -> None:
    order_fault(shop, "wechat.stable_token", kind)

    answer = shop.wechat("/cgi-bin/stable_token", body={"grant_type": "client_credential"})

    assert answer["errcode"] == errcode


def test_wechat_gives_any_errcode_ordered(shop: Shop) -> None:
    order_fault(shop, "wechat.jscode2session", "errcode", errcode=40226)

    assert shop.wechat("/sns/jscode2session", {"js_code": "x"}) == {"errcode": 40226, "errmsg": "code blocked"}


@pytest.mark.parametrize(
    "fault",
    [
        {"endpoint": "pay.jsapi", "kind": "magic"},
        {"endpoint": "pay.prepay", "kind": "error_before"},
        {"endpoint": "pay.jsapi", "kind": "errcode"},
        {"endpoint": "pay.jsapi", "kind": "error_before", "times": 0},
        {"endpoint": "pay.jsapi"},
        {"endpoint": "pay.jsapi", "kind": "error_before", "often": 3},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(shop: Shop, fault: dict[str, Any]) -> None:
    assert shop.sim("faults", fault).status_code == 400
    assert shop.prepay()[0] == 200


def test_faults_are_listed_and_cleared(shop: Shop) -> None:
    order_fault(shop, "pay.jsapi", "error_before", times=3)

    listed = shop.sim("faults", method="GET").json()["faults"]
    shop.sim("faults", method="DELETE")

    assert [(fault["endpoint"], fault["times"]) for fault in listed] == [("pay.jsapi", 3)]
    assert shop.prepay()[0] == 200


def test_calls_are_recorded_with_what_struck_them(shop: Shop) -> None:
    order_fault(shop, "pay.jsapi", "error_after")
    shop.prepay()
    shop.query()

    calls = shop.sim("calls", method="GET").json()["calls"]
    asked = shop.sim("calls?endpoint=pay.query", method="GET").json()["calls"]

    assert [(call["endpoint"], call["status"], call["fault"]) for call in calls] == [
        ("pay.jsapi", 500, "error_after"),
        ("pay.query", 200, ""),
    ]
    assert json.loads(calls[0]["body"])["out_trade_no"] == NUMBER
    assert [call["method"] for call in asked] == ["GET"]

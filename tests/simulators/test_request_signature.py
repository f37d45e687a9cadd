"""Who is let in at WeChat Pay: protocols.md 4.1 and 10.1 no. 2."""

import secrets
import time

import pytest
import requests

from tests.simulators.shop import NUMBER, Shop


def target(shop: Shop) -> str:
    return f"/v3/pay/transactions/out-trade-no/{NUMBER}?mchid={shop.simulators.config.identity.mchid}"


def test_a_well_signed_request_is_let_in(shop: Shop) -> None:
    answer = shop.signed("GET", target(shop))

    assert (answer.status_code, answer.json()["code"]) == (404, "ORDER_NOT_EXIST")


@pytest.mark.parametrize(
    "parts",
    [
        {"mchid": "1900000000"},
        {"serial_no": "0" * 40},
        {"signature": "AAAA"},
        {"signature": "no base64!"},
        {"nonce_str": "with-hyphens"},
        {"timestamp": "soon"},
        {"extra": "1"},
    ],
)
def test_a_wrong_member_of_authorization_is_a_sign_error(shop: Shop, parts: dict[str, str]) -> None:
    answer = shop.signed("GET", target(shop), b"", **parts)

    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_ERROR")
    assert answer.headers["Request-ID"].endswith("-268443699")


@pytest.mark.parametrize("age", [-310, 310])
def test_a_timestamp_more_than_five_minutes_off_is_a_sign_error(shop: Shop, age: int) -> None:
    answer = shop.signed("GET", target(shop), timestamp=str(int(time.time()) - age))

    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_ERROR")


@pytest.mark.parametrize("age", [-280, 280])
def test_a_timestamp_within_five_minutes_is_let_in(shop: Shop, age: int) -> None:
    answer = shop.signed("GET", target(shop), timestamp=str(int(time.time()) - age))

    assert answer.status_code == 404


def test_a_nonce_is_good_once(shop: Shop) -> None:
    nonce = secrets.token_hex(16)
    shop.signed("GET", target(shop), nonce_str=nonce)

    replayed = shop.signed("GET", target(shop), nonce_str=nonce)

    assert (replayed.status_code, replayed.json()["message"]) == (401, "请求重放")


def test_the_signature_covers_the_raw_body(shop: Shop) -> None:
    signed = shop.signed("POST", "/v3/refund/domestic/refunds", b'{"a":1}')
    headers = dict(signed.request.headers) | {"Content-Length": "8"}

    changed = requests.post(signed.request.url or "", data=b'{"a": 1}', headers=headers, timeout=5)

    assert signed.status_code == 400
    assert changed.status_code == 401


def test_another_scheme_is_a_sign_error(shop: Shop) -> None:
    url = shop.simulators.env["WECHATPAY_BASE"] + target(shop)

    answer = requests.get(url, headers={"Authorization": "Bearer x", "Accept": "application/json"}, timeout=5)

    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_ERROR")


def test_accept_is_required(shop: Shop) -> None:
    url = shop.simulators.env["WECHATPAY_BASE"] + target(shop)

    answer = requests.get(url, headers={"Accept": ""}, timeout=5)

    assert (answer.status_code, answer.json()["code"]) == (400, "PARAM_ERROR")


def test_moving_the_simulated_clock_does_not_lock_the_merchant_out(shop: Shop) -> None:
    shop.simulators.clock.advance(86400)

    answer = shop.signed("GET", target(shop))

    assert answer.status_code == 404

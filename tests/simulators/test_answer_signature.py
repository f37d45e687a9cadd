"""What WeChat Pay puts on its answers: protocols.md 4.2 and 10.1 no. 5."""

import time

import pytest
import requests

from simulators.crypto import answer_message, rsa_verify
from tests.simulators.shop import NUMBER, Shop


def is_signed(shop: Shop, answer: requests.Response) -> bool:
    headers = answer.headers
    message = answer_message(headers["Wechatpay-Timestamp"], headers["Wechatpay-Nonce"], answer.content)
    return rsa_verify(shop.simulators.config.platform_key.public_key(), message, headers["Wechatpay-Signature"])


def close(shop: Shop) -> requests.Response:
    body = f'{{"mchid":"{shop.simulators.config.identity.mchid}"}}'.encode()
    return shop.signed("POST", f"/v3/pay/transactions/out-trade-no/{NUMBER}/close", body)


def test_a_body_is_signed_with_all_five_headers_and_a_request_id(shop: Shop) -> None:
    shop.prepay()

    answer = shop.signed("GET", f"/v3/pay/transactions/out-trade-no/{NUMBER}?mchid={shop.wxpay._mchid}")

    assert answer.status_code == 200
    assert is_signed(shop, answer)
    assert answer.headers["Wechatpay-Serial"] == shop.simulators.config.identity.public_key_id
    assert answer.headers["Wechatpay-Signature-Type"] == "WECHATPAY2-SHA256-RSA2048"
    assert abs(int(answer.headers["Wechatpay-Timestamp"]) - time.time()) < 10
    assert answer.headers["Request-ID"].endswith("-0")


def test_an_empty_204_is_signed_too(shop: Shop) -> None:
    shop.prepay()

    answer = close(shop)

    assert (answer.status_code, answer.content) == (204, b"")
    assert is_signed(shop, answer)


def test_errors_are_signed_and_carry_their_number_in_the_request_id(shop: Shop) -> None:
    answer = close(shop)

    assert answer.status_code == 404
    assert is_signed(shop, answer)
    assert answer.headers["Request-ID"].endswith("-268512771")


@pytest.mark.parametrize("path", ["/v3/certificates", "/v3/pay/transactions/h5", "/"])
def test_an_address_that_is_not_played_is_a_signed_404(shop: Shop, path: str) -> None:
    answer = shop.signed("GET", path)

    assert answer.status_code == 404
    assert is_signed(shop, answer)

"""The SMS provider: signed calls, one message per request id."""

import hashlib
import hmac
import json
import secrets
import time
from typing import Any

import pytest
import requests

from tests.simulators.shop import Shop

FIELDS = {"request_id": "20261121000000000001", "phone": "13800138001", "text": "您的订单已发货", "sign": "Siyu"}


def sent(shop: Shop, *, stamp: str = "", nonce: str = "", signature: str = "", **changes: Any) -> requests.Response:
    env = shop.simulators.env
    body = json.dumps(FIELDS | changes).encode()
    stamp, nonce = stamp or str(int(time.time())), nonce or secrets.token_hex(8)
    message = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
    signed = hmac.new(env["SMS_SECRET"].encode(), message, hashlib.sha256).hexdigest()
    headers = {
        "X-Sms-Key": env["SMS_KEY"],
        "X-Sms-Timestamp": stamp,
        "X-Sms-Nonce": nonce,
        "X-Sms-Signature": signature or signed,
    }
    return requests.post(env["SMS_URL"], data=body, headers=headers, timeout=5)


def test_a_text_reaches_its_phone(shop: Shop) -> None:
    answer = sent(shop).json()

    assert answer["code"] == "OK"
    (sms,) = shop.sim("sms?phone=13800138001", method="GET").json()["sms"]
    assert (sms["text"], sms["sign"], sms["message_id"]) == ("您的订单已发货", "Siyu", answer["message_id"])


def test_the_same_request_id_is_the_same_message(shop: Shop) -> None:
    first, second = sent(shop).json(), sent(shop).json()

    assert first == second
    assert len(shop.simulators.sms()) == 1
    assert sent(shop, text="另一条").json()["code"] == "REQUEST_ID_REUSED"


@pytest.mark.parametrize(
    "spoiled", [{"signature": "00"}, {"stamp": "1700000000"}, {"stamp": "x"}, {"nonce": "same", "phone": "13800138001"}]
)
def test_a_wrong_stale_or_repeated_signature_is_refused(shop: Shop, spoiled: dict[str, str]) -> None:
    if spoiled.get("nonce"):
        sent(shop, nonce="same")

    answer = sent(shop, **spoiled)

    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_ERROR")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"phone": "12"}, "BAD_PHONE"),
        ({"text": ""}, "BAD_TEXT"),
        ({"text": "字" * 501}, "BAD_TEXT"),
        ({"extra": "x"}, "BAD_REQUEST"),
        ({"text": 5}, "BAD_REQUEST"),
        ({"request_id": ""}, "BAD_REQUEST"),
    ],
)
def test_a_wrong_call_is_refused(shop: Shop, changes: dict[str, Any], code: str) -> None:
    answer = sent(shop, **changes)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert shop.simulators.sms() == []


def test_faults_strike(shop: Shop) -> None:
    shop.sim("faults", {"endpoint": "sms.send", "kind": "rate_limited"})
    shop.sim("faults", {"endpoint": "sms.*", "kind": "error_after"})

    assert sent(shop).status_code == 429
    assert sent(shop).status_code == 500
    assert len(shop.simulators.sms()) == 1

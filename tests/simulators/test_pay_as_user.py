"""``POST /_sim/pay``: the user's thumb, and the check that the client parameters are right."""

import secrets
from typing import Any

import pytest

from simulators.clock import rfc3339
from simulators.crypto import pay_sign_message, rsa_sign
from tests.simulators.shop import ALICE, CAROL, NUMBER, Inbox, Shop


def prepared(shop: Shop, **changes: Any) -> dict[str, str]:
    return shop.client_params(shop.prepay(**changes)[1]["prepay_id"])


def paid(shop: Shop, params: Any, **fields: Any) -> tuple[int, dict[str, Any]]:
    answer = shop.sim("pay", {"client_params": params, "openid": ALICE, **fields})
    return answer.status_code, answer.json()


def test_paying_marks_the_order_paid_and_notifies(shop: Shop, inbox: Inbox) -> None:
    status, answer = paid(shop, prepared(shop))
    shop.simulators.run_due()

    assert (status, answer["errMsg"], answer["trade_state"]) == (200, "requestPayment:ok", "SUCCESS")
    assert shop.query()[1]["trade_state"] == "SUCCESS"
    assert [body["event_type"] for body in inbox.bodies] == ["TRANSACTION.SUCCESS"]


def test_cancelling_leaves_the_order_unpaid(shop: Shop, inbox: Inbox) -> None:
    status, answer = paid(shop, prepared(shop), result="cancel")
    shop.simulators.run_due()

    assert (status, answer["errMsg"]) == (200, "requestPayment:fail cancel")
    assert shop.query()[1]["trade_state"] == "NOTPAY"
    assert inbox.parcels == []


def test_the_app_id_may_be_among_the_parameters(shop: Shop) -> None:
    params = prepared(shop) | {"appId": shop.simulators.env["WECHAT_APPID"]}

    assert paid(shop, params)[0] == 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"timeStamp": "1767225600"}, "bad_pay_sign"),
        ({"nonceStr": "0123456789abcdef"}, "bad_pay_sign"),
        ({"package": "prepay_id=wx0"}, "bad_pay_sign"),
        ({"paySign": "AAAA"}, "bad_pay_sign"),
        ({"paySign": ""}, "bad_pay_sign"),
        ({"signType": "MD5"}, "bad_client_params"),
        ({"package": "wx0"}, "bad_client_params"),
        ({"timeStamp": 1767225600}, "bad_client_params"),
        ({"prepay_id": "wx0"}, "bad_client_params"),
        ({"appId": "wx0000000000000000"}, "bad_client_params"),
    ],
)
def test_altered_client_parameters_are_refused(shop: Shop, change: dict[str, Any], code: str) -> None:
    status, answer = paid(shop, prepared(shop) | change)

    assert (status, answer["code"]) == (400, code)
    assert shop.query()[1]["trade_state"] == "NOTPAY"


def test_a_missing_client_parameter_is_named(shop: Shop) -> None:
    params = prepared(shop)
    del params["nonceStr"]

    status, answer = paid(shop, params)

    assert (status, answer["message"]) == (400, "strings needed: ['nonceStr']; not known: []")


def test_parameters_signed_by_another_key_are_refused(shop: Shop) -> None:
    params = prepared(shop)
    message = pay_sign_message(
        shop.simulators.env["WECHAT_APPID"], params["timeStamp"], params["nonceStr"], params["package"]
    )

    status, answer = paid(shop, params | {"paySign": rsa_sign(shop.simulators.config.platform_key, message)})

    assert (status, answer["code"]) == (400, "bad_pay_sign")


def test_only_the_payer_can_pay(shop: Shop) -> None:
    status, answer = paid(shop, prepared(shop), openid=CAROL)

    assert (status, answer["code"]) == (400, "other_payer")
    assert shop.query()[1]["trade_state"] == "NOTPAY"


def test_a_prepay_id_of_nobody_is_refused(shop: Shop) -> None:
    params = shop.client_params("wx" + secrets.token_hex(17))

    assert paid(shop, params)[1]["code"] == "unknown_prepay"


def test_an_order_is_paid_once_whichever_prepay_id_is_used(shop: Shop, inbox: Inbox) -> None:
    first, second = prepared(shop), prepared(shop)
    paid(shop, first)

    assert paid(shop, second)[1]["code"] == "already_paid"
    assert paid(shop, first)[1]["code"] == "already_paid"
    shop.simulators.run_due()
    assert len(inbox.parcels) == 1


def test_a_closed_order_cannot_be_paid(shop: Shop) -> None:
    params = prepared(shop)
    shop.wxpay.close(NUMBER)

    assert paid(shop, params)[1]["code"] == "already_closed"


def test_a_prepay_id_ends_after_two_hours_and_a_fresh_one_works(shop: Shop) -> None:
    params = prepared(shop)
    shop.simulators.clock.advance(7201)

    assert paid(shop, params)[1]["code"] == "prepay_expired"
    assert paid(shop, prepared(shop))[0] == 200


def test_an_order_past_its_expiry_cannot_be_paid_though_it_is_not_closed(shop: Shop) -> None:
    params = prepared(shop, time_expire=rfc3339(shop.simulators.clock.now() + 600))
    shop.simulators.clock.advance(601)

    assert paid(shop, params)[1]["code"] == "order_expired"
    assert shop.query()[1]["trade_state"] == "NOTPAY"


def test_an_expiry_under_a_minute_is_raised_to_one(shop: Shop) -> None:
    params = prepared(shop, time_expire=rfc3339(shop.simulators.clock.now() + 5))

    shop.simulators.clock.advance(50)

    assert paid(shop, params)[0] == 200


@pytest.mark.parametrize("fields", [{"result": "maybe"}, {"prepay_id": "x"}])
def test_a_control_call_says_what_it_does_not_understand(shop: Shop, fields: dict[str, str]) -> None:
    assert paid(shop, prepared(shop), **fields)[0] == 400

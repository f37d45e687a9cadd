"""Looking at orders and closing them: protocols.md 4.6."""

import pytest

from tests.simulators.shop import ALICE, NUMBER, Shop, decoded

DAY = 86400


def test_an_unpaid_order_shows_little(shop: Shop) -> None:
    shop.prepay(attach="member 1")

    status, order = shop.query()

    assert status == 200
    assert order == {
        "appid": shop.simulators.env["WECHAT_APPID"],
        "mchid": shop.simulators.env["WECHATPAY_MCHID"],
        "out_trade_no": NUMBER,
        "trade_state": "NOTPAY",
        "trade_state_desc": "订单未支付",
        "amount": {"total": 100, "currency": "CNY"},
        "promotion_detail": [],
        "attach": "member 1",
    }


def test_a_paid_order_shows_the_payment(shop: Shop) -> None:
    shop.buy(scene_info={"payer_client_ip": "127.0.0.1", "device_id": "D1"})

    _, order = shop.query()

    assert order["trade_state"] == "SUCCESS"
    assert order["trade_type"] == "JSAPI"
    assert order["payer"] == {"openid": ALICE}
    assert order["amount"] == {"total": 100, "currency": "CNY", "payer_total": 100, "payer_currency": "CNY"}
    assert len(order["transaction_id"]) == 28
    assert order["success_time"].endswith("+08:00")
    assert order["scene_info"] == {"device_id": "D1"}


def test_a_paid_order_is_found_by_its_transaction(shop: Shop) -> None:
    transaction_id = shop.buy()["transaction_id"]

    status, order = decoded(shop.wxpay.query(transaction_id=transaction_id))

    assert (status, order["out_trade_no"]) == (200, NUMBER)


def test_a_missing_order_is_a_404(shop: Shop) -> None:
    assert shop.query()[1]["code"] == "ORDER_NOT_EXIST"
    assert decoded(shop.wxpay.query(transaction_id="4200"))[0] == 404
    assert decoded(shop.wxpay.close(NUMBER))[0] == 404


@pytest.mark.parametrize("query", ["", "?mchid=", "?mchid=1900000000"])
def test_a_query_names_its_own_merchant(shop: Shop, query: str) -> None:
    shop.prepay()

    answer = shop.signed("GET", f"/v3/pay/transactions/out-trade-no/{NUMBER}{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "PARAM_ERROR")


def test_an_unpaid_order_is_closed_and_closing_it_again_is_fine(shop: Shop) -> None:
    shop.prepay()

    assert shop.wxpay.close(NUMBER)[0] == 204
    assert shop.wxpay.close(NUMBER)[0] == 204
    assert shop.query()[1]["trade_state"] == "CLOSED"


def test_a_paid_order_cannot_be_closed(shop: Shop) -> None:
    shop.buy()

    status, answer = decoded(shop.wxpay.close(NUMBER))

    assert (status, answer["code"]) == (400, "ORDER_PAID")
    assert shop.query()[1]["trade_state"] == "SUCCESS"


def test_an_unpaid_order_is_closed_by_itself_after_seven_days(shop: Shop) -> None:
    shop.prepay()

    shop.simulators.clock.advance(7 * DAY - 60)
    assert shop.query()[1]["trade_state"] == "NOTPAY"
    shop.simulators.clock.advance(61)
    assert shop.query()[1]["trade_state"] == "CLOSED"


def test_a_paid_order_stays_paid_for_ever(shop: Shop) -> None:
    shop.buy()

    shop.simulators.clock.advance(30 * DAY)

    assert shop.query()[1]["trade_state"] == "SUCCESS"

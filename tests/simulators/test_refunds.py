"""Refunds: protocols.md 4.8."""

from typing import Any

import pytest

from tests.simulators.shop import NUMBER, REFUND_NUMBER, Inbox, Shop, decoded

DAY = 86400


def amount(refund: int, total: int = 100) -> dict[str, Any]:
    return {"refund": refund, "total": total, "currency": "CNY"}


def queried(shop: Shop, number: str = REFUND_NUMBER) -> dict[str, Any]:
    return decoded(shop.wxpay.query_refund(number))[1]


def test_a_refund_is_accepted_and_processing(shop: Shop) -> None:
    transaction_id = shop.buy()["transaction_id"]

    status, refund = shop.refund(30)

    assert status == 200
    assert (refund["status"], refund["channel"], refund["transaction_id"]) == ("PROCESSING", "ORIGINAL", transaction_id)
    assert (refund["out_refund_no"], refund["out_trade_no"]) == (REFUND_NUMBER, NUMBER)
    assert refund["amount"]["refund"] == 30
    assert refund["amount"]["payer_refund"] == 30
    assert "success_time" not in refund


def test_a_part_refund_turns_the_order_into_refund(shop: Shop) -> None:
    shop.buy()

    shop.refund(30)

    assert shop.query()[1]["trade_state"] == "REFUND"


def test_a_refund_succeeds_by_itself_after_a_moment_and_notifies(shop: Shop, inbox: Inbox) -> None:
    shop.buy()
    shop.refund()
    shop.simulators.clock.advance(3)

    shop.simulators.run_due()

    assert queried(shop)["status"] == "SUCCESS"
    assert queried(shop)["success_time"].endswith("+08:00")
    plaintext = shop.read(inbox.parcels[-1])["resource"]
    assert (plaintext["refund_status"], plaintext["out_refund_no"]) == ("SUCCESS", REFUND_NUMBER)
    assert plaintext["amount"] == {"total": 100, "refund": 100, "payer_total": 100, "payer_refund": 100}


@pytest.mark.parametrize("status", ["SUCCESS", "ABNORMAL", "CLOSED"])
def test_a_refund_can_be_settled_by_hand(shop: Shop, inbox: Inbox, status: str) -> None:
    shop.buy()
    shop.refund()

    answer = shop.sim(f"refunds/{REFUND_NUMBER}", {"status": status})
    shop.simulators.run_due()

    assert (answer.status_code, queried(shop)["status"]) == (200, status)
    assert inbox.bodies[-1]["event_type"] == f"REFUND.{status}"
    assert inbox.bodies[-1]["resource"]["associated_data"] == "refund"


def test_a_refund_settled_by_hand_is_not_settled_again_by_itself(shop: Shop) -> None:
    shop.buy()
    shop.refund()
    shop.simulators.settle_refund(REFUND_NUMBER, "CLOSED")

    shop.simulators.clock.advance(60)
    shop.simulators.run_due()

    assert queried(shop)["status"] == "CLOSED"
    assert shop.sim(f"refunds/{REFUND_NUMBER}", {"status": "SUCCESS"}).status_code == 400


def test_an_abnormal_refund_may_still_succeed(shop: Shop) -> None:
    shop.buy()
    shop.refund()
    shop.simulators.settle_refund(REFUND_NUMBER, "ABNORMAL")

    shop.simulators.settle_refund(REFUND_NUMBER)

    assert queried(shop)["status"] == "SUCCESS"


def test_the_same_refund_again_shows_the_refund_as_it_stands(shop: Shop) -> None:
    shop.buy()
    _, first = shop.refund(30)
    shop.simulators.settle_refund(REFUND_NUMBER)

    status, second = shop.refund(30)

    assert (status, second["status"]) == (200, "SUCCESS")
    assert second["refund_id"] == first["refund_id"]


def test_the_same_number_with_another_amount_is_refused(shop: Shop) -> None:
    shop.buy()
    shop.refund(30)

    status, answer = shop.refund(31)

    assert (status, answer["code"]) == (400, "INVALID_REQUEST")
    assert queried(shop)["amount"]["refund"] == 30


def test_refunds_add_up_to_no_more_than_the_payment(shop: Shop) -> None:
    shop.buy()
    shop.refund(60, "R1")

    assert shop.refund(41, "R2")[1]["code"] == "INVALID_REQUEST"
    assert shop.refund(40, "R3")[0] == 200
    assert shop.refund(1, "R4")[1]["code"] == "INVALID_REQUEST"


def test_a_closed_refund_frees_its_amount_for_a_new_number(shop: Shop) -> None:
    shop.buy()
    shop.refund(100, "R1")
    shop.simulators.settle_refund("R1", "CLOSED")

    assert shop.refund(100, "R2")[0] == 200


def test_an_order_is_refunded_in_at_most_fifty_parts(shop: Shop) -> None:
    shop.buy()
    statuses = [shop.refund(1, f"R{part}")[0] for part in range(50)]

    status, answer = shop.refund(1, "R50")

    assert statuses == [200] * 50
    assert (status, answer["message"]) == (400, "部分退款次数超过50次")


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": amount(0)},
        {"amount": amount(-1)},
        {"amount": amount(101)},
        {"amount": amount(100, total=99)},
        {"amount": {"refund": 100, "total": 100}},
        {"amount": amount(100) | {"from": [{"account": "AVAILABLE", "amount": 99}]}},
        {"reason": "理" * 81},
        {"number": "R#1"},
        {"number": "9" * 65},
        {"funds_account": "MINE"},
    ],
)
def test_a_bad_refund_is_refused_and_leaves_the_order_paid(shop: Shop, changes: dict[str, Any]) -> None:
    shop.buy()

    status, answer = shop.refund(**changes)

    assert status == 400
    assert answer["code"] in {"PARAM_ERROR", "INVALID_REQUEST"}
    assert shop.query()[1]["trade_state"] == "SUCCESS"


def test_an_unpaid_order_cannot_be_refunded(shop: Shop) -> None:
    shop.prepay()

    status, answer = shop.refund()

    assert (status, answer["code"]) == (400, "INVALID_REQUEST")


def test_what_does_not_exist_is_a_404(shop: Shop) -> None:
    assert shop.refund()[1]["code"] == "RESOURCE_NOT_EXISTS"
    assert decoded(shop.wxpay.query_refund("R404"))[0] == 404
    assert shop.sim("refunds/R404", {"status": "SUCCESS"}).status_code == 404


def test_a_year_after_payment_it_is_too_late(shop: Shop) -> None:
    shop.buy()

    shop.simulators.clock.advance(366 * DAY)

    assert shop.refund()[1]["message"] == "订单已超过退款期限"


def test_too_little_money_is_a_fault_after_which_the_same_number_works(shop: Shop) -> None:
    shop.buy()
    shop.sim("faults", {"endpoint": "pay.refund", "kind": "errcode", "errcode": "NOT_ENOUGH"})

    assert shop.refund()[0] == 403
    assert shop.refund()[0] == 200


def test_a_refund_may_go_by_transaction_id(shop: Shop) -> None:
    transaction_id = shop.buy()["transaction_id"]

    status, refund = shop.refund(transaction_id=transaction_id, out_trade_no=None)

    assert (status, refund["out_trade_no"]) == (200, NUMBER)


def test_a_refund_without_a_notify_url_is_silent(shop: Shop, inbox: Inbox) -> None:
    shop.buy()
    shop.simulators.run_due()
    shop.refund(notify_url=None)

    shop.simulators.settle_refund(REFUND_NUMBER)
    shop.simulators.run_due()

    assert len(inbox.parcels) == 1

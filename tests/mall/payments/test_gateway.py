"""WeChat's words become ours: what is unknown stays unknown, what is missing is an answer (rules 5.1)."""

from datetime import UTC, datetime

import pytest

from kernel.wechat import pay as wechat
from mall.payments.gateways import BadNotification, ChannelRefused, ChannelUnavailable, WeChatGateway
from mall.payments.shapes import ChannelResult, Merchant, PrepayCall, RefundCall, RefundResult

NOW = datetime(2026, 11, 21, tzinfo=UTC)
TRADE = wechat.Trade(
    appid="wx1", mchid="19", out_trade_no="P1", state="SUCCESS", transaction_id="42", amount_fen=100, currency="CNY"
)
GONE = wechat.ChannelRefund(
    refund_id="50",
    out_refund_no="R1",
    out_trade_no="P1",
    transaction_id="42",
    state="SUCCESS",
    amount_fen=30,
    total_fen=100,
)


class Said:
    """A merchant account at WeChat that answers, or raises, what the test says."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def __getattr__(self, name):
        def call(*args):
            self.asked.append((name, *args))
            if isinstance(self.answer, Exception):
                raise self.answer
            return self.answer

        return call


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("SUCCESS", "paid"),
        ("REFUND", "paid"),
        ("NOTPAY", "open"),
        ("USERPAYING", "open"),
        ("PAYERROR", "open"),
        ("CLOSED", "closed"),
        ("REVOKED", "closed"),
        ("SOMETHING_NEW", "open"),
    ],
)
def test_every_state_of_a_trade_has_a_meaning(state, outcome):
    from dataclasses import replace

    result = WeChatGateway(Said(replace(TRADE, state=state))).query("P1")

    assert result == ChannelResult(
        number="P1",
        outcome=outcome,
        transaction_id="42",
        amount_fen=100,
        currency="CNY",
        merchant=Merchant(appid="wx1", mchid="19"),
    )


@pytest.mark.parametrize(
    ("state", "outcome"),
    [("SUCCESS", "succeeded"), ("PROCESSING", "processing"), ("CLOSED", "closed"), ("ABNORMAL", "abnormal")],
)
def test_every_state_of_a_refund_has_a_meaning(state, outcome):
    from dataclasses import replace

    result = WeChatGateway(Said(replace(GONE, state=state))).query_refund("R1")

    assert result == RefundResult(number="R1", outcome=outcome, channel_refund_id="50", amount_fen=30)


def test_a_missing_order_or_refund_is_an_answer():
    assert WeChatGateway(Said(wechat.PayOrderMissing(404, "ORDER_NOT_EXIST"))).query("P1").outcome == "missing"
    missing = WeChatGateway(Said(wechat.PayRefundMissing(404, "RESOURCE_NOT_EXISTS")))
    assert missing.query_refund("R1").outcome == "missing"


def test_a_refused_close_says_to_ask():
    assert WeChatGateway(Said(wechat.PayRefused(400, "ORDERPAID"))).close("P1") is False
    assert WeChatGateway(Said(None)).close("P1") is True


@pytest.mark.parametrize("name", ["query", "close", "query_refund"])
def test_an_unknown_outcome_stays_unknown(name):
    with pytest.raises(ChannelUnavailable):
        getattr(WeChatGateway(Said(wechat.PayUnknown())), name)("P1")


def test_a_definite_no_carries_the_channels_code():
    call = RefundCall(number="R1", payment_number="P1", amount_fen=30, total_fen=100, reason="少发")

    with pytest.raises(ChannelRefused) as refused:
        WeChatGateway(Said(wechat.PayRefused(403, "NOT_ENOUGH"))).refund(call)

    assert refused.value.code == "NOT_ENOUGH"


def test_the_channel_is_told_where_to_answer(settings):
    settings.PUBLIC_BASE_URL = "https://shop.example"
    said = Said("wx-prepay")
    call = PrepayCall(number="P1", description="杯", amount_fen=100, openid="o", expires_at=NOW)

    assert WeChatGateway(said).prepay(call) == "wx-prepay"

    (_, order) = said.asked[0]
    assert (order.out_trade_no, order.amount_fen) == ("P1", 100)
    assert order.notify_url == "https://shop.example/api/v1/notify/wechat/pay"


def test_an_unreadable_notification_is_refused():
    told = wechat.PayNotification(id="E1", event_type="TRANSACTION.SUCCESS", resource={"appid": 5})

    with pytest.raises(BadNotification):
        WeChatGateway(Said(told)).read_notification({}, b"", NOW)


def test_a_notification_about_something_else_is_about_nothing():
    told = wechat.PayNotification(id="E1", event_type="MCHTRANSFER.BILL.FINISHED", resource={})

    assert WeChatGateway(Said(told)).read_notification({}, b"", NOW).about is None

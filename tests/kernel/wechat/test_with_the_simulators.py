"""The clients against the bundled simulators: the whole way over real sockets and signatures."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kernel import clock
from kernel.wechat.client import get_client
from kernel.wechat.pay import PayOrderMissing, PayRefused, PrepayOrder, RefundOrder, get_channel, trade_of
from kernel.wechat.refusals import WechatCodeInvalid
from simulators.deliveries import Answer
from simulators.server import Options, Simulators, start

NUMBER = "20260101000000000001"


@pytest.fixture(scope="module")
def running() -> Iterator[Simulators]:
    simulators = start(options=Options(is_background=False))
    yield simulators
    simulators.stop()


@pytest.fixture
def simulators(running, settings) -> Simulators:
    running.reset()
    for name, value in running.env.items():
        is_file = name.endswith("_FILE")
        setattr(settings, name.removesuffix("_FILE"), Path(value).read_text() if is_file else value)
    return running


def order(openid, **changed):
    return PrepayOrder(**{
        "out_trade_no": NUMBER, "description": "测试商品", "amount_fen": 100, "openid": openid,
        "expires_at": clock.now() + timedelta(minutes=30), "notify_url": "http://127.0.0.1:1/notify/wechat/pay",
    } | changed)  # fmt: skip


def test_login_and_phone(simulators):
    codes = simulators.codes(unionid="u-alice", phone="13800138000")

    session = get_client().code_to_session(codes["login_code"])

    assert (session.openid, session.unionid) == (codes["openid"], "u-alice")
    assert get_client().phone_number(codes["phone_code"]) == "13800138000"
    with pytest.raises(WechatCodeInvalid):
        get_client().code_to_session(codes["login_code"])


def test_pay_query_refund_and_refuse_to_close(simulators):
    openid, channel = simulators.codes()["openid"], get_channel()

    prepay_id = channel.prepay(order(openid))
    unpaid = channel.query(NUMBER)
    simulators.pay(channel.client_params(prepay_id), openid)
    paid = channel.query(NUMBER)
    with pytest.raises(PayRefused):
        channel.close(NUMBER)
    refund = channel.refund(RefundOrder(out_refund_no="R1", out_trade_no=NUMBER, amount_fen=30, total_fen=100))
    simulators.settle_refund("R1")

    assert (unpaid.state, paid.state, paid.amount_fen, paid.openid) == ("NOTPAY", "SUCCESS", 100, openid)
    assert refund.state == "PROCESSING"
    assert channel.query_refund("R1").state == "SUCCESS"


def test_close_twice_and_ask_for_the_unknown(simulators):
    openid, channel = simulators.codes()["openid"], get_channel()
    channel.prepay(order(openid))

    channel.close(NUMBER)
    channel.close(NUMBER)

    assert channel.query(NUMBER).state == "CLOSED"
    with pytest.raises(PayOrderMissing):
        channel.query("20260101000000000002")


def test_a_notification_of_the_simulator_is_opened(simulators):
    parcels = []
    simulators.world.transport = lambda parcel: parcels.append(parcel) or Answer(200)
    openid, channel = simulators.codes()["openid"], get_channel()
    simulators.pay(channel.client_params(channel.prepay(order(openid))), openid)

    simulators.run_due()

    notification = channel.read_notification(parcels[0].headers, parcels[0].body, clock.now())
    trade = trade_of(notification.resource)
    assert notification.event_type == "TRANSACTION.SUCCESS"
    assert (trade.out_trade_no, trade.state, trade.amount_fen, trade.openid) == (NUMBER, "SUCCESS", 100, openid)

"""The clients against the bundled simulators: the whole way over real sockets and signatures."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from kernel import clock
from kernel.wechat.client import get_client
from kernel.wechat.pay import PayOrderMissing, PayRefused, PayUnknown, PrepayOrder, RefundOrder, get_channel, trade_of
from kernel.wechat.push import PushKeys, open_message
from kernel.wechat.refusals import WechatCodeInvalid
from simulators.deliveries import Answer
from simulators.server import Options, Simulators, start
from simulators.settings import PushSettings
from simulators.wechat.push import send_push

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


@pytest.mark.parametrize("kind", ["error_before", "error_after", "rate_limited", "bad_signature", "truncated"])
def test_after_an_open_outcome_the_same_order_again_settles_it(simulators, kind):
    openid, channel = simulators.codes()["openid"], get_channel()
    asked = order(openid)
    simulators.world.faults.add("pay.jsapi", kind)

    with pytest.raises(PayUnknown):
        channel.prepay(asked)

    assert channel.prepay(asked).startswith("wx")
    assert channel.query(NUMBER).state == "NOTPAY"


@pytest.mark.parametrize("kind", ["timeout_before", "timeout_after"])
def test_a_broken_connection_leaves_a_refund_open_and_the_same_number_settles_it(simulators, kind):
    openid, channel = simulators.codes()["openid"], get_channel()
    simulators.pay(channel.client_params(channel.prepay(order(openid))), openid)
    simulators.world.faults.add("pay.refund", kind, hold_seconds=0)
    back = RefundOrder(out_refund_no="R1", out_trade_no=NUMBER, amount_fen=30, total_fen=100)

    with pytest.raises(PayUnknown):
        channel.refund(back)

    assert channel.refund(back).state == "PROCESSING"
    assert channel.query_refund("R1").amount_fen == 30


def test_a_token_that_wechat_forgot_is_renewed_once(simulators):
    codes = simulators.codes(phone="13800138000")
    simulators.world.faults.add("wechat.getuserphonenumber", "errcode", errcode=40001)

    assert get_client().phone_number(codes["phone_code"]) == "13800138000"


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("mode", ["plain", "safe"])
def test_a_push_of_the_simulator_is_opened(simulators, settings, mode, form):
    parcels = []
    simulators.world.transport = lambda parcel: parcels.append(parcel) or Answer(200)
    simulators.world.settings.push = PushSettings("http://127.0.0.1:1/push", mode, form)
    aes_key = settings.WECHAT_PUSH_AES_KEY if mode == "safe" else ""
    send_push(simulators.world, "wxa_media_check", {"trace_id": "t-1"}, openid="o-alice", at=simulators.clock.now())

    simulators.run_due()

    query = dict(parse_qsl(urlsplit(parcels[0].url).query))
    keys = PushKeys(settings.WECHAT_PUSH_TOKEN, aes_key, settings.WECHAT_APPID)
    message = open_message(query, parcels[0].body, keys, clock.now())
    assert (message["Event"], message["FromUserName"], message["trace_id"]) == ("wxa_media_check", "o-alice", "t-1")

"""The channels over the real protocols: sockets, tokens, signatures, faults at the simulators."""

import json

import pytest
import requests
from django.conf import settings as live

from kernel.wechat.transport import send
from members.messages.gateways import Outcome, Result, SmsMisconfigured, WechatMessage, send_wechat, sms_gateway
from members.messages.gateways.sms import ConsoleGateway
from simulators.wechat.messages import LIBRARY

PAID = LIBRARY[0].template_id
FIELDS = {"character_string1": "2026112100", "thing2": "青瓷杯", "amount3": "¥12.00", "time4": "2026年11月21日 08:05"}
PHONE, OPENID = "13800138001", "openid-of-alice"


@pytest.fixture
def user(simulator):
    simulator.codes(openid=OPENID)
    return simulator


def told(**changes) -> Outcome:
    return send_wechat(
        WechatMessage(**{"openid": OPENID, "template_id": PAID, "fields": FIELDS, "page": "pages/a?b=1"} | changes)
    )


def texted(number="20261121000000000001", phone=PHONE, text="您的包裹已发出") -> Outcome:
    return sms_gateway().send(request_id=number, phone=phone, text=text)


def test_a_subscription_message_arrives(user):
    user.subscribe(OPENID, PAID)

    outcome = told()

    (message,) = user.messages(OPENID)
    assert outcome == Outcome(Result.SENT, channel_id=message["msgid"])
    assert (message["values"], message["page"]) == (FIELDS, "pages/a?b=1")


def test_without_an_accept_wechat_says_43101(user):
    outcome = told()

    assert outcome.result == Result.NO_QUOTA
    assert outcome.error.startswith("43101")


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"openid": "nobody"}, "40003"), ({"template_id": "unknown"}, "40037"), ({"fields": {}}, "47003")],
)
def test_a_definite_no_is_final(user, changes, error):
    user.subscribe(OPENID, PAID)

    outcome = told(**changes)

    assert outcome.result == Result.REFUSED
    assert outcome.error.startswith(error)


@pytest.mark.parametrize("errcode", [45009, 45011, 43108])
def test_a_busy_wechat_is_asked_again(user, errcode):
    user.world.faults.add("wechat.subscribe_send", "errcode", errcode=errcode)

    assert told().result == Result.BUSY


@pytest.mark.parametrize("kind", ["error_after", "error_before", "truncated"])
def test_an_answer_that_tells_nothing_is_unknown(user, kind):
    user.subscribe(OPENID, PAID)
    user.world.faults.add("wechat.subscribe_send", kind)

    assert told().result == Result.UNKNOWN


def test_a_broken_connection_is_unknown(user):
    user.subscribe(OPENID, PAID)
    user.world.faults.add("wechat.subscribe_send", "timeout_after", hold_seconds=0)

    assert told().result == Result.UNKNOWN
    assert len(user.messages()) == 1


def test_without_a_token_nothing_was_sent(user):
    user.world.faults.add("wechat.stable_token", "error_before")

    assert told().result == Result.BUSY


def test_a_revoked_token_is_renewed(user):
    user.subscribe(OPENID, PAID)
    user.subscribe(OPENID, PAID)
    told()
    requests.post(f"{user.url}/_sim/tokens/revoke", timeout=5)

    assert told().result == Result.SENT


def test_a_host_that_is_down_was_told_nothing(settings, user):
    told()  # the token is known
    settings.WECHAT_API_BASE = "http://127.0.0.1:9"

    assert told().result == Result.BUSY


def test_what_could_not_be_sent_is_told_from_what_may_have_been(settings):
    from kernel.wechat.refusals import WechatUnreachable

    with pytest.raises(WechatUnreachable):
        send("POST", "http://127.0.0.1:9/x", params={}, body={})


def test_a_text_arrives_once_per_number(user):
    first, again = texted(), texted()

    assert first.result == Result.SENT
    assert first == again
    (sms,) = user.sms(PHONE)
    assert (sms["text"], sms["sign"], sms["message_id"]) == ("您的包裹已发出", "Siyu", first.channel_id)


@pytest.mark.parametrize("kind", ["error_before", "error_after", "truncated"])
def test_an_sms_without_a_clear_answer_is_asked_again_with_the_same_number(user, kind):
    user.world.faults.add("sms.send", kind)

    assert texted().result == Result.UNKNOWN
    assert texted().result == Result.SENT
    assert len(user.sms()) == 1


def test_an_sms_gateway_says_no_or_not_now(user, settings):
    assert texted(phone="12") == Outcome(Result.REFUSED, "BAD_PHONE")
    user.world.faults.add("sms.send", "rate_limited")
    assert texted().result == Result.BUSY
    settings.SMS_SECRET = "wrong"
    assert texted() == Outcome(Result.REFUSED, "SIGN_ERROR")
    settings.SMS_URL = "http://127.0.0.1:9/send"
    assert texted().result == Result.UNKNOWN
    assert user.sms() == []


def test_the_phone_does_not_stand_in_the_log_of_failures(user, settings, caplog):
    settings.SMS_URL = "http://127.0.0.1:9/send"

    texted()

    assert PHONE not in caplog.text


def test_the_console_shows_the_text_and_no_whole_phone(settings, caplog):
    settings.SMS_GATEWAY = "console"
    caplog.set_level("INFO", logger="members.messages.gateways.sms")

    assert isinstance(sms_gateway(), ConsoleGateway)
    assert texted().result == Result.SENT
    assert "您的包裹已发出" in caplog.text
    assert PHONE not in caplog.text


def test_a_shop_may_send_no_sms_but_not_half_of_it(settings):
    settings.SMS_GATEWAY = ""
    assert sms_gateway() is None
    settings.SMS_GATEWAY, settings.SMS_URL = "http", ""
    with pytest.raises(SmsMisconfigured):
        sms_gateway()


def test_the_body_is_what_was_signed(user):
    texted(text="含有中文与“引号”")

    call = user.world.calls.of("sms.send")[-1]
    assert json.loads(call.body)["text"] == "含有中文与“引号”"
    assert live.SMS_SECRET not in str(call)

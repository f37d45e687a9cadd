"""The code of a phone button becomes a number."""

import json

import pytest

from kernel.wechat.client import WechatPhoneForeign, WechatUnavailable, get_client
from kernel.wechat.refusals import WechatCodeInvalid

URL = "https://api.weixin.qq.com/wxa/business/getuserphonenumber"
OURS = {"timestamp": 1767225600, "appid": "wx0123456789abcdef"}


@pytest.fixture(autouse=True)
def _token(wechat):
    wechat.post("https://api.weixin.qq.com/cgi-bin/stable_token", json={"access_token": "T1", "expires_in": 7200})


def answer(**info):
    return {"errcode": 0, "errmsg": "ok", "phone_info": {"purePhoneNumber": "13800138000", "watermark": OURS, **info}}


@pytest.mark.parametrize(
    ("info", "number"),
    [
        ({"countryCode": "86"}, "13800138000"),
        ({"countryCode": 86}, "13800138000"),
        ({}, "13800138000"),
        ({"countryCode": "852", "purePhoneNumber": "51234567"}, "+85251234567"),
    ],
)
def test_a_code_becomes_a_number(wechat, info, number):
    wechat.post(URL, json=answer(**info))

    assert get_client().phone_number("phone-code") == number

    assert json.loads(wechat.calls[-1].request.body) == {"code": "phone-code"}


def test_a_number_given_to_another_app_is_refused(wechat):
    wechat.post(URL, json=answer(watermark={"timestamp": 1767225600, "appid": "wxsomebodyelse00"}))

    with pytest.raises(WechatPhoneForeign):
        get_client().phone_number("phone-code")


def test_a_used_code_is_refused_by_name(wechat):
    wechat.post(URL, json={"errcode": 40029, "errmsg": "invalid code"})

    with pytest.raises(WechatCodeInvalid):
        get_client().phone_number("phone-code")


@pytest.mark.parametrize(
    "broken",
    [
        {"errcode": 0},
        {"errcode": 0, "phone_info": []},
        {"errcode": 0, "phone_info": {"purePhoneNumber": "13800138000"}},
        answer(purePhoneNumber="138-0013-8000"),
        answer(purePhoneNumber=None),
        answer(countryCode=None),
    ],
)
def test_an_answer_of_another_shape_is_unavailable(wechat, broken):
    wechat.post(URL, json=broken)

    with pytest.raises(WechatUnavailable):
        get_client().phone_number("phone-code")

"""A login code becomes an identity, or a named refusal."""

import pytest
import requests

from kernel.wechat.client import WechatRefused, WechatSession, WechatUnavailable, get_client
from kernel.wechat.refusals import WechatCodeInvalid, WechatMisconfigured, WechatTooFrequent, WechatUserBlocked

URL = "https://api.weixin.qq.com/sns/jscode2session"


def test_a_code_becomes_an_identity(wechat):
    wechat.get(URL, json={"openid": "o-alice", "session_key": "c2Vzc2lvbi1rZXktMTIzNA==", "unionid": "u-alice"})

    session = get_client().code_to_session("071abc")

    assert session == WechatSession("o-alice", "c2Vzc2lvbi1rZXktMTIzNA==", "u-alice")
    assert wechat.calls[0].request.params == {
        "appid": "wx0123456789abcdef",
        "secret": "toy-secret",
        "js_code": "071abc",
        "grant_type": "authorization_code",
    }


def test_a_shop_without_an_open_platform_account_has_no_unionid(wechat):
    wechat.get(URL, json={"openid": "o-alice", "session_key": "k"})

    assert get_client().code_to_session("071abc").unionid is None


def test_the_session_key_is_not_in_the_repr():
    assert "toy" not in repr(WechatSession("o-alice", "toy-key"))
    assert "toy" not in repr(get_client())


@pytest.mark.parametrize(
    ("errcode", "kind", "status"),
    [
        (40029, WechatCodeInvalid, 422),
        (40163, WechatCodeInvalid, 422),
        (40226, WechatUserBlocked, 403),
        (45011, WechatTooFrequent, 429),
        (40013, WechatMisconfigured, 503),
        (40125, WechatMisconfigured, 503),
        (49999, WechatRefused, 422),
    ],
)
def test_an_errcode_is_a_named_refusal_with_a_chinese_text(wechat, errcode, kind, status):
    wechat.get(URL, json={"errcode": errcode, "errmsg": "secret details"})

    with pytest.raises(WechatRefused) as refused:
        get_client().code_to_session("071abc")

    assert type(refused.value) is kind
    assert (refused.value.errcode, refused.value.status) == (errcode, status)
    assert "secret" not in refused.value.detail


@pytest.mark.parametrize(
    "answer",
    [
        {"json": {"errcode": -1, "errmsg": "system busy"}},
        {"status": 502, "body": "<html>bad gateway</html>"},
        {"body": '{"openid": "o-al'},
        {"json": ["not", "an", "object"]},
        {"json": {"openid": "o-alice"}},
        {"json": {"errcode": "40029"}},
        {"body": requests.ConnectTimeout("https://api.weixin.qq.com/?secret=toy-secret")},
        {"body": requests.ReadTimeout()},
        {"status": 302, "headers": {"Location": "https://evil.example/"}},
    ],
)
def test_no_usable_answer_is_unavailable(wechat, answer, caplog):
    wechat.get(URL, **answer)

    with pytest.raises(WechatUnavailable):
        get_client().code_to_session("071abc")

    assert len(wechat.calls) == 1
    assert "toy-secret" not in caplog.text


def test_nothing_is_asked_without_a_secret(wechat, settings):
    settings.WECHAT_SECRET = ""

    with pytest.raises(WechatMisconfigured):
        get_client().code_to_session("071abc")

    assert len(wechat.calls) == 0

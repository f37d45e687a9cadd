"""The access token is fetched once, shared, and renewed when WeChat says that it went bad."""

import json
import threading
import time

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as RedisConnectionError

from kernel.wechat import tokens
from kernel.wechat.client import WechatUnavailable, get_client
from kernel.wechat.refusals import WechatRefused, WechatTokenExpired

TOKEN_URL = "https://api.weixin.qq.com/cgi-bin/stable_token"
CALL_URL = "https://api.weixin.qq.com/wxa/something"
APP = "wx0123456789abcdef"


@pytest.fixture(autouse=True)
def _fresh_process():
    tokens._own.clear()


def give(wechat, token, seconds=7200):
    wechat.post(TOKEN_URL, json={"access_token": token, "expires_in": seconds})


def asked_tokens(wechat):
    return sum(call.request.url.startswith(TOKEN_URL) for call in wechat.calls)


class DeadCache:
    """A cache whose server is gone."""

    def __getattr__(self, name):
        def fail(*args, **kwargs):
            raise RedisConnectionError("connection refused")

        return fail


def test_the_stable_endpoint_is_asked_in_normal_mode_and_only_once(wechat):
    give(wechat, "T1")

    assert [get_client().access_token() for _ in range(3)] == ["T1", "T1", "T1"]

    assert asked_tokens(wechat) == 1
    assert json.loads(wechat.calls[0].request.body) == {
        "grant_type": "client_credential",
        "appid": APP,
        "secret": "toy-secret",
        "force_refresh": False,
    }


@pytest.mark.parametrize(("seconds", "kept"), [(7200, 6900), (600, 300), (300, 150), (1, 0)])
def test_a_token_is_kept_until_five_minutes_before_its_end(seconds, kept):
    assert tokens._keep(seconds) == kept


def test_many_at_once_fetch_one_token():
    fetched = []

    def fetch():
        fetched.append(1)
        time.sleep(0.2)
        return "T1", 7200

    got = []
    threads = [threading.Thread(target=lambda: got.append(tokens.get(APP, fetch))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert got == ["T1"] * 16
    assert len(fetched) == 1


def test_a_failed_fetch_frees_the_lock_for_the_next():
    def fail():
        raise WechatUnavailable

    with pytest.raises(WechatUnavailable):
        tokens.get(APP, fail)

    began = time.monotonic()
    assert tokens.get(APP, lambda: ("T2", 7200)) == "T2"
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
def test_a_bad_token_is_renewed_and_the_call_made_once_more(wechat, errcode):
    give(wechat, "T1")
    wechat.post(CALL_URL, json={"errcode": errcode, "errmsg": "invalid credential"})
    give(wechat, "T2")
    wechat.post(CALL_URL, json={"errcode": 0, "value": 7})

    answer = get_client().call("/wxa/something", body={"名": "值"})

    assert answer["value"] == 7
    sent = [call.request for call in wechat.calls if call.request.url.startswith(CALL_URL)]
    assert [request.params["access_token"] for request in sent] == ["T1", "T2"]
    assert sent[1].body == '{"名": "值"}'.encode()


def test_it_is_tried_only_twice(wechat):
    give(wechat, "T1")
    wechat.post(CALL_URL, json={"errcode": 40001, "errmsg": "invalid credential"})

    with pytest.raises(WechatTokenExpired):
        get_client().call("/wxa/something")

    assert sum(call.request.url.startswith(CALL_URL) for call in wechat.calls) == 2


def test_another_errcode_is_not_tried_again(wechat):
    give(wechat, "T1")
    wechat.post(CALL_URL, json={"errcode": 47001, "errmsg": "data format error"})

    with pytest.raises(WechatRefused, match="47001 data format error"):
        get_client().call("/wxa/something")

    assert len(wechat.calls) == 2
    assert cache.get(tokens._key(APP)) == "T1"


def test_a_token_that_somebody_renewed_meanwhile_is_not_dropped():
    tokens.get(APP, lambda: ("T2", 7200))

    tokens.drop(APP, "T1")

    assert cache.get(tokens._key(APP)) == "T2"


def test_a_dead_cache_leaves_each_process_with_its_own_token(wechat, monkeypatch):
    monkeypatch.setattr(tokens, "cache", DeadCache())
    give(wechat, "T1")

    assert [get_client().access_token() for _ in range(3)] == ["T1", "T1", "T1"]

    assert asked_tokens(wechat) == 1


def test_with_a_dead_cache_a_bad_token_is_renewed_too(wechat, monkeypatch):
    monkeypatch.setattr(tokens, "cache", DeadCache())
    give(wechat, "T1")
    wechat.post(CALL_URL, json={"errcode": 42001, "errmsg": "expired"})
    give(wechat, "T2")
    wechat.post(CALL_URL, json={"errcode": 0})

    get_client().call("/wxa/something")

    assert wechat.calls[-1].request.params["access_token"] == "T2"


@pytest.mark.parametrize(
    "answer", [{}, {"access_token": ""}, {"access_token": "T"}, {"access_token": "T", "expires_in": "x"}]
)
def test_an_answer_without_a_token_is_unavailable(wechat, answer):
    wechat.post(TOKEN_URL, json=answer)

    with pytest.raises(WechatUnavailable):
        get_client().access_token()

    assert cache.get(tokens._key(APP)) is None

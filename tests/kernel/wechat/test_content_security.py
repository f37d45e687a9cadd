"""What WeChat thinks of texts and pictures (protocols 1.6)."""

import json
from typing import Any

import pytest

from kernel import clock
from kernel.wechat.client import ContentVerdict, WechatUnavailable, get_client, verdict_of
from kernel.wechat.models import PushReceipt
from kernel.wechat.refusals import WechatRefused, WechatUserNotSeen
from kernel.wechat.selectors import find_media_verdict, find_pushed_verdict
from kernel.wechat.services import receive_push

API = "https://api.weixin.qq.com"
PUSH = {
    "ToUserName": "gh_1", "FromUserName": "o-alice", "CreateTime": 1626959646, "MsgType": "event",
    "Event": "wxa_media_check", "trace_id": "t-1", "result": {"suggest": "risky", "label": 20002},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _token(wechat: Any) -> None:
    wechat.post(f"{API}/cgi-bin/stable_token", json={"access_token": "T1", "expires_in": 7200})


def test_a_text_is_judged_at_once(wechat: Any) -> None:
    wechat.post(f"{API}/wxa/msg_sec_check", json={"errcode": 0, "result": {"suggest": "review", "label": 10001}})

    verdict = get_client().check_text(openid="o-alice", text="加我", nickname="小林")

    assert verdict == ContentVerdict("review", 10001)
    sent = json.loads(wechat.calls[-1].request.body)
    assert sent == {"content": "加我", "version": 2, "scene": 2, "openid": "o-alice", "nickname": "小林"}


def test_a_picture_is_taken_and_its_trace_returned(wechat: Any) -> None:
    wechat.post(f"{API}/wxa/media_check_async", json={"errcode": 0, "errmsg": "ok", "trace_id": "t-1"})

    assert get_client().check_picture(openid="o-alice", url="https://shop.example.com/a.jpg") == "t-1"

    sent = json.loads(wechat.calls[-1].request.body)
    assert (sent["media_type"], sent["version"], sent["scene"]) == (2, 2, 2)


@pytest.mark.parametrize(("errcode", "refusal"), [(61010, WechatUserNotSeen), (40003, WechatRefused)])
def test_a_refusal_has_its_name(wechat: Any, errcode: int, refusal: type[WechatRefused]) -> None:
    wechat.post(f"{API}/wxa/msg_sec_check", json={"errcode": errcode, "errmsg": "no"})

    with pytest.raises(refusal):
        get_client().check_text(openid="o-alice", text="很好")


@pytest.mark.parametrize("answer", [{}, {"result": []}, {"result": {"suggest": "perhaps", "label": 1}}])
def test_an_answer_without_a_verdict_is_none(wechat: Any, answer: dict[str, Any]) -> None:
    wechat.post(f"{API}/wxa/msg_sec_check", json={"errcode": 0, **answer})

    with pytest.raises(WechatUnavailable):
        get_client().check_text(openid="o-alice", text="很好")


def test_a_picture_without_a_trace_was_not_taken(wechat: Any) -> None:
    wechat.post(f"{API}/wxa/media_check_async", json={"errcode": 0})

    with pytest.raises(WechatUnavailable):
        get_client().check_picture(openid="o-alice", url="https://shop.example.com/a.jpg")


def test_labels_of_an_xml_push_are_digits() -> None:
    assert verdict_of({"result": {"suggest": "pass", "label": "100"}}) == ContentVerdict("pass", 100)
    assert verdict_of({"result": {"suggest": "pass", "label": None}}) == ContentVerdict("pass", 0)


@pytest.mark.django_db
def test_a_pushed_verdict_is_found_by_its_trace_and_by_its_receipt() -> None:
    receive_push(message=PUSH, at=clock.now())
    receipt = PushReceipt.objects.get()

    found = find_media_verdict(trace_id="t-1")

    assert found is not None
    assert (found.trace_id, found.verdict) == ("t-1", ContentVerdict("risky", 20002))
    assert find_pushed_verdict(receipt_id=receipt.pk) == found
    assert find_media_verdict(trace_id="t-2") is None


@pytest.mark.django_db
def test_a_picture_that_was_not_downloaded_has_no_verdict() -> None:
    lost = {name: value for name, value in PUSH.items() if name != "result"} | {"detail": [{"errcode": -1008}]}
    receive_push(message=lost, at=clock.now())

    found = find_media_verdict(trace_id="t-1")

    assert found is not None
    assert found.verdict is None


@pytest.mark.django_db
def test_a_push_of_another_kind_is_no_verdict() -> None:
    receive_push(message={**PUSH, "Event": "user_enter_tempsession"}, at=clock.now())

    assert find_pushed_verdict(receipt_id=PushReceipt.objects.get().pk) is None
    assert find_media_verdict(trace_id="t-1") is None

"""Content security by keywords: protocols.md 1.6."""

import json
from typing import Any

import pytest

from tests.simulators.shop import ALICE, Inbox, Shop

TEXT, MEDIA = "/wxa/msg_sec_check", "/wxa/media_check_async"


def checked(shop: Shop, path: str = TEXT, **changes: Any) -> dict[str, Any]:
    body = {"version": 2, "scene": 2, "openid": ALICE}
    own = {"content": "很好用"} if path == TEXT else {"media_url": "https://shop.example.com/a.jpg", "media_type": 2}
    return shop.wechat(path, {"access_token": shop.token()}, body={**body, **own, **changes})


def test_a_harmless_text_passes(shop: Shop) -> None:
    answer = checked(shop)

    assert (answer["errcode"], answer["result"]) == (0, {"suggest": "pass", "label": 100})
    assert answer["trace_id"]


@pytest.mark.parametrize(
    ("content", "result"),
    [
        ("一起赌博", {"suggest": "risky", "label": 20006}),
        ("加微信聊", {"suggest": "review", "label": 10001}),
        ("加微信赌博", {"suggest": "risky", "label": 20006}),
    ],
)
def test_a_keyword_decides_and_the_worst_one_wins(shop: Shop, content: str, result: dict[str, Any]) -> None:
    answer = checked(shop, content=content)

    assert answer["result"] == result
    assert answer["detail"][1]["keyword"] in content


def test_the_nickname_is_looked_at_too(shop: Shop) -> None:
    assert checked(shop, nickname="诈骗大王")["result"]["suggest"] == "risky"


def test_the_keywords_can_be_set(shop: Shop) -> None:
    shop.sim("keywords", {"keywords": {"苹果": {"suggest": "risky", "label": 21000}}})

    assert checked(shop, content="苹果")["result"] == {"suggest": "risky", "label": 21000}
    assert checked(shop, content="赌博")["result"]["suggest"] == "pass"
    assert shop.sim("keywords", {"keywords": {"苹果": "risky"}}).status_code == 400


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"content": ""}, 47001),
        ({"content": "字" * 2501}, 47001),
        ({"content": 5}, 47001),
        ({"version": 1}, 47001),
        ({"scene": 5}, 40129),
        ({"signature": "签名"}, 40129),
        ({"openid": "oSTRANGER"}, 40003),
    ],
)
def test_a_bad_check_has_its_errcode(shop: Shop, changes: dict[str, Any], errcode: int) -> None:
    assert checked(shop, **changes)["errcode"] == errcode


def test_the_user_must_have_been_seen_in_the_last_two_hours(shop: Shop) -> None:
    shop.simulators.clock.advance(7300)
    assert checked(shop)["errcode"] == 61010

    shop.simulators.codes(openid=ALICE)
    assert checked(shop)["errcode"] == 0


def test_a_body_is_needed_and_a_token(shop: Shop) -> None:
    assert shop.wechat(TEXT, body={})["errcode"] == 41001
    assert shop.wechat(TEXT, {"access_token": shop.token()}, body=[])["errcode"] == 47001


@pytest.mark.parametrize(("name", "suggest"), [("a.jpg", "pass"), ("赌博.jpg", "risky")])
def test_a_pictures_verdict_comes_as_a_push(shop: Shop, inbox: Inbox, name: str, suggest: str) -> None:
    shop.sim("push", {"url": "https://shop.example.com/push"})

    trace_id = checked(shop, MEDIA, media_url=f"https://shop.example.com/{name}")["trace_id"]
    shop.simulators.clock.advance(4)
    shop.simulators.run_due()

    event = json.loads(inbox.parcels[0].body)
    assert (event["Event"], event["trace_id"], event["FromUserName"]) == ("wxa_media_check", trace_id, ALICE)
    assert event["result"]["suggest"] == suggest
    assert event["version"] == 2


def test_a_bad_media_type_has_its_errcode(shop: Shop) -> None:
    assert checked(shop, MEDIA, media_type=3)["errcode"] == 40004


def test_a_picture_that_cannot_be_downloaded_has_no_result(shop: Shop, inbox: Inbox) -> None:
    shop.sim("push", {"url": "https://shop.example.com/push"})
    shop.sim("keywords", {"keywords": {"gone": {"suggest": "lost", "label": 0}}})

    checked(shop, MEDIA, media_url="https://shop.example.com/gone.jpg")
    shop.simulators.clock.advance(4)
    shop.simulators.run_due()

    event = json.loads(inbox.parcels[0].body)
    assert event["detail"][0]["errcode"] == -1008
    assert "result" not in event

"""Subscription messages at the simulator: protocols.md 3.1."""

from typing import Any

import pytest

from simulators.wechat.messages import LIBRARY
from tests.simulators.shop import ALICE, CAROL, Inbox, Shop

SEND, LIST = "/cgi-bin/message/subscribe/send", "/wxaapi/newtmpl/gettemplate"
PAID = LIBRARY[0].template_id
SERVICE = LIBRARY[-1].template_id
DATA = {"character_string1": "2026112100", "thing2": "青瓷杯", "amount3": "¥12.00", "time4": "2026年11月21日 08:00"}


def wrapped(data: dict[str, Any]) -> dict[str, Any]:
    return {key: {"value": value} for key, value in data.items()}


def sent(shop: Shop, values: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    body = {
        "touser": ALICE,
        "template_id": PAID,
        "page": "pages/order/detail?number=1",
        "data": wrapped(values or DATA),
    }
    return shop.wechat(SEND, {"access_token": shop.token()}, body={**body, **changes})


def allow(shop: Shop, template: str = PAID, result: str = "accept") -> dict[str, Any]:
    answer = shop.sim("subscribe", {"openid": ALICE, "template": template, "result": result})
    return dict(answer.json())


def test_one_accept_is_one_message(shop: Shop) -> None:
    allow(shop)

    first, second = sent(shop), sent(shop)

    assert first["errcode"] == 0
    assert first["msgid"]
    assert second["errcode"] == 43101
    told = shop.sim(f"messages?openid={ALICE}", method="GET").json()["messages"]
    assert [(each["template_id"], each["values"]) for each in told] == [(PAID, DATA)]


def test_who_was_never_asked_takes_none(shop: Shop) -> None:
    assert sent(shop)["errcode"] == 43101


def test_a_reject_changes_nothing_and_turning_off_takes_all_and_is_told(shop: Shop, inbox: Inbox) -> None:
    shop.sim("push", {"url": "https://shop.example.com/push"})
    allow(shop)
    assert allow(shop, result="reject")["left"] == 1

    assert allow(shop, result="off")["left"] == 0

    shop.simulators.run_due()
    (event,) = inbox.bodies
    assert event["Event"] == "subscribe_msg_change_event"
    assert event["List"] == [{"TemplateId": PAID, "SubscribeStatusString": "reject"}]
    assert sent(shop)["errcode"] == 43101


def test_a_ban_is_another_refusal(shop: Shop) -> None:
    allow(shop, result="ban")

    assert sent(shop)["errcode"] == 43107


def test_a_long_term_template_is_not_used_up(shop: Shop) -> None:
    allow(shop, template=SERVICE)
    data = {"enum1": "处理中", "thing2": "请稍候"}

    assert [sent(shop, data, template_id=SERVICE)["errcode"] for _ in range(3)] == [0, 0, 0]
    assert sent(shop, {"enum1": "别的", "thing2": "请稍候"}, template_id=SERVICE)["errcode"] == 47003


@pytest.mark.parametrize(
    ("changes", "errcode"),
    [
        ({"touser": "nobody"}, 40003),
        ({"template_id": "unknown"}, 40037),
        ({"page": "https://evil.example.com"}, 41030),
        ({"colour": "red"}, 47001),
        ({"data": {}}, 47003),
        ({"data": "text"}, 47003),
        ({"touser": CAROL}, 43101),
    ],
)
def test_a_wrong_call_is_refused(shop: Shop, changes: dict[str, Any], errcode: int) -> None:
    allow(shop)

    assert sent(shop, **changes)["errcode"] == errcode
    assert sent(shop)["errcode"] == 0  # and used nothing up


@pytest.mark.parametrize(
    ("key", "value", "errcode"),
    [
        ("thing2", "字" * 21, 47003),
        ("thing2", "", 47003),
        ("thing2", "两\n行", 47003),
        ("thing2", "一起赌博", 45168),
        ("character_string1", "订单1", 47003),
        ("character_string1", "1" * 33, 47003),
        ("amount3", "¥1,200.00", 47003),
        ("amount3", "12345678901", 47003),
        ("amount3", "12元", 0),
        ("time4", "明天", 47003),
        ("time4", "08:00", 0),
        ("time4", "2026-11-21 08:00~2026-11-21 09:00", 0),
    ],
)
def test_fields_keep_to_their_limits(shop: Shop, key: str, value: str, errcode: int) -> None:
    allow(shop)

    answer = sent(shop, {**DATA, key: value})

    assert answer["errcode"] == errcode
    if errcode == 47003:
        assert key in answer["errmsg"]


def test_a_token_is_needed(shop: Shop) -> None:
    assert shop.wechat(SEND, {"access_token": "wrong"}, body={"touser": ALICE})["errcode"] == 40001
    assert shop.wechat(SEND, body={"touser": ALICE})["errcode"] == 41001


def test_the_console_lists_its_templates(shop: Shop) -> None:
    answer = shop.wechat(LIST, {"access_token": shop.token()})

    first, last = answer["data"][0], answer["data"][-1]
    assert (first["priTmplId"], first["title"], first["type"]) == (PAID, "订单支付成功通知", 2)
    assert first["content"].startswith("订单编号:{{character_string1.DATA}}\n")
    assert last["keywordEnumValueList"][0] == {
        "keywordCode": "enum1.DATA",
        "enumValueList": ["已受理", "处理中", "已完成"],
    }


def test_faults_strike_before_and_after(shop: Shop) -> None:
    allow(shop)
    shop.sim("faults", {"endpoint": "wechat.subscribe_send", "kind": "errcode", "errcode": 43108})
    shop.sim("faults", {"endpoint": "wechat.subscribe_send", "kind": "error_after"})

    assert sent(shop)["errcode"] == 43108
    assert sent(shop)["errcode"] == -1
    assert len(shop.simulators.messages(ALICE)) == 1


def test_a_control_call_names_who_and_what(shop: Shop) -> None:
    assert shop.sim("subscribe", {"openid": "nobody", "template": PAID}).status_code == 400
    assert shop.sim("subscribe", {"openid": ALICE, "template": "unknown"}).status_code == 400
    assert shop.sim("subscribe", {"openid": ALICE, "template": PAID, "result": "maybe"}).status_code == 400

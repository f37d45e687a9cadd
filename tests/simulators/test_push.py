"""Message pushes, read with wechatpy's own classes: protocols.md 1.7."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.utils import check_signature

from simulators.deliveries import Answer, Parcel
from tests.simulators.shop import ALICE, Inbox, Shop

URL = "https://shop.example.com/push"


def pushed(shop: Shop, inbox: Inbox, **settings: str) -> tuple[Parcel, dict[str, str]]:
    assert shop.sim("push", {"url": URL, **settings}).status_code == 200
    event = {"event": "subscribe_msg_popup_event", "openid": ALICE, "content": {"List": [{"TemplateId": "T<1>"}]}}
    shop.sim("push/send", event)
    shop.simulators.run_due()
    parcel = inbox.parcels[-1]
    return parcel, {name: values[0] for name, values in parse_qs(urlsplit(parcel.url).query).items()}


def decrypted(shop: Shop, parcel: Parcel, query: dict[str, str]) -> Any:
    env = shop.simulators.env
    crypto = WeChatCrypto(env["WECHAT_PUSH_TOKEN"], env["WECHAT_PUSH_AES_KEY"], env["WECHAT_APPID"])
    message = parcel.body.decode()
    if message.startswith("{"):
        message = f"<xml><Encrypt>{json.loads(message)['Encrypt']}</Encrypt></xml>"
    return crypto.decrypt_message(message, query["msg_signature"], query["timestamp"], query["nonce"])


def test_a_plain_push_is_signed_json(shop: Shop, inbox: Inbox) -> None:
    parcel, query = pushed(shop, inbox)

    check_signature(shop.simulators.env["WECHAT_PUSH_TOKEN"], query["signature"], query["timestamp"], query["nonce"])
    message = json.loads(parcel.body)
    assert message["Event"] == "subscribe_msg_popup_event"
    assert message["FromUserName"] == query["openid"] == ALICE
    assert message["List"] == [{"TemplateId": "T<1>"}]
    assert "encrypt_type" not in query


def test_a_plain_push_may_be_xml(shop: Shop, inbox: Inbox) -> None:
    parcel, _ = pushed(shop, inbox, format="xml")

    message = xmltodict.parse(parcel.body)["xml"]
    assert parcel.headers["Content-Type"] == "text/xml"
    assert (message["MsgType"], message["List"]["TemplateId"]) == ("event", "T<1>")


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_safe_push_is_encrypted_and_signed_over_the_ciphertext(shop: Shop, inbox: Inbox, form: str) -> None:
    parcel, query = pushed(shop, inbox, mode="safe", format=form)

    assert query["encrypt_type"] == "aes"
    assert ALICE not in parcel.body.decode()
    text = decrypted(shop, parcel, query)
    message = json.loads(text) if form == "json" else xmltodict.parse(text)["xml"]
    assert message["FromUserName"] == ALICE


def test_a_forged_push_does_not_verify(shop: Shop, inbox: Inbox) -> None:
    shop.sim("notifications", {"kind": "forged"})

    parcel, query = pushed(shop, inbox, mode="safe")

    with pytest.raises(InvalidSignatureException):
        decrypted(shop, parcel, query)


def test_a_push_without_success_is_tried_three_times_in_all(shop: Shop, inbox: Inbox) -> None:
    inbox.answers = [Answer(200, "fail"), Answer(500), Answer(0, error="timed out"), Answer(200)]
    pushed(shop, inbox)

    shop.simulators.clock.advance(3600)
    shop.simulators.run_due()

    assert len(inbox.parcels) == 3


@pytest.mark.parametrize("body", ["success", ""])
def test_a_push_is_taken_by_success_or_nothing(shop: Shop, inbox: Inbox, body: str) -> None:
    inbox.answers = [Answer(200, body)]
    pushed(shop, inbox)

    shop.simulators.clock.advance(3600)
    shop.simulators.run_due()

    assert len(inbox.parcels) == 1


def test_the_address_is_checked_by_its_echo(shop: Shop, inbox: Inbox) -> None:
    shop.sim("push", {"url": URL})

    def echo(parcel: Parcel) -> Answer:
        query = parse_qs(urlsplit(parcel.url).query)
        return Answer(200, query["echostr"][0] if parcel.method == "GET" else "")

    assert shop.sim("push/check").json()["is_echoed"] is False
    shop.simulators.world.transport = echo
    assert shop.sim("push/check").json()["is_echoed"] is True


def test_without_an_address_a_push_is_lost(shop: Shop, inbox: Inbox) -> None:
    answer = shop.sim("push/send", {"event": "x", "openid": ALICE})
    shop.simulators.run_due()

    assert answer.json()["state"] == "missing"
    assert inbox.parcels == []


@pytest.mark.parametrize("wrong", [{"mode": "open"}, {"format": "yaml"}, {"key": "x"}])
def test_push_settings_that_make_no_sense_are_refused(shop: Shop, wrong: dict[str, str]) -> None:
    assert shop.sim("push", {"url": URL, **wrong}).status_code == 400

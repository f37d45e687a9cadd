"""Vectors V8 to V8d, and what is refused around them."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from kernel.wechat.push import (
    PushForged,
    PushKeys,
    PushMalformed,
    check_url,
    decrypt,
    dedupe_key,
    open_message,
    read_body,
    signature_of,
)

PLAIN = PushKeys("testtoken", "", "wx0123456789abcdef")
SAFE = PushKeys("testtoken", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx0123456789abcdef")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
QUERY = {"timestamp": "1767225600", "nonce": "123456", "signature": "7d72d18a4c0a420e9f79a03147a575cec3a85066"}
V8C = (
    "Q3stYC6hdFzMh9T8HCvyDJtSGcka/FIyNf3jfd6JTAA2r1PswPZoYtOkgbDxAEgRYeavovsSHF3SkjgvPyY8xH8jBvgRqwCX+bN3wL9cch4odIpC"
    "KJnYYz65DafqWu6l"
)
SAFE_QUERY = {**QUERY, "encrypt_type": "aes", "msg_signature": "df42e6edc8db93e955ea116223cb23546d98e63f"}
SAFE_BODY = json.dumps({"ToUserName": "gh_1", "Encrypt": V8C}).encode()


def test_v8_signature():
    assert signature_of("testtoken", "1767225600", "123456") == QUERY["signature"]


def test_v8b_key():
    assert SAFE.key().hex() == "69b71d79f8218a39259a7a29aabb2dbafc31cb3d35db7e39ebbf3d0010831051"


def test_v8c_decrypts():
    assert decrypt(V8C, SAFE) == b'{"ToUserName":"gh_1","Event":"test"}'


def test_v8d_signature():
    assert signature_of("testtoken", "1767225600", "123456", V8C) == SAFE_QUERY["msg_signature"]


def test_the_address_is_proved_by_the_echo():
    assert check_url({**QUERY, "echostr": "4375120948345356249"}, PLAIN) == "4375120948345356249"


@pytest.mark.parametrize(
    "keys", [PushKeys("othertoken", "", "wx0123456789abcdef"), PushKeys("", "", "wx0123456789abcdef")]
)
def test_a_wrong_or_missing_token_proves_nothing(keys):
    with pytest.raises(PushForged):
        check_url({**QUERY, "echostr": "1"}, keys)


def test_an_unset_token_does_not_accept_the_signature_of_nothing():
    with pytest.raises(PushForged):
        check_url({"signature": signature_of("", "", ""), "echostr": "1"}, PushKeys("", "", "wx0123456789abcdef"))


def test_a_plain_message_is_read():
    assert open_message(QUERY, b'{"Event":"test"}', PLAIN, NOW) == {"Event": "test"}


def test_a_safe_message_is_read_from_json_and_from_xml():
    xml = f"<xml><ToUserName>gh_1</ToUserName><Encrypt><![CDATA[{V8C}]]></Encrypt></xml>".encode()

    assert open_message(SAFE_QUERY, SAFE_BODY, SAFE, NOW) == {"ToUserName": "gh_1", "Event": "test"}
    assert open_message(SAFE_QUERY, xml, SAFE, NOW) == {"ToUserName": "gh_1", "Event": "test"}


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_a_message_that_comes_late_or_early_is_refused(seconds):
    with pytest.raises(PushForged):
        open_message(QUERY, b'{"Event":"test"}', PLAIN, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("stamp", ["", "now", "9" * 300, "１７６７２２５６００"])
def test_a_timestamp_that_is_none_is_refused(stamp):
    query = {**QUERY, "timestamp": stamp, "signature": signature_of("testtoken", stamp, "123456")}

    with pytest.raises(PushForged):
        open_message(query, b'{"Event":"test"}', PLAIN, NOW)


def test_a_plain_body_is_refused_in_safe_mode():
    with pytest.raises(PushForged):
        open_message(QUERY, b'{"Event":"test"}', SAFE, NOW)


@pytest.mark.parametrize(
    ("query", "encrypted"),
    [
        (QUERY, V8C),
        ({**SAFE_QUERY, "nonce": "123457"}, V8C),
        ({**SAFE_QUERY, "msg_signature": QUERY["signature"]}, V8C),
        (SAFE_QUERY, "B" + V8C[1:]),
    ],
)
def test_a_wrong_signature_is_refused(query, encrypted):
    with pytest.raises(PushForged):
        open_message(query, json.dumps({"Encrypt": encrypted}).encode(), SAFE, NOW)


@pytest.mark.parametrize(
    "keys",
    [
        PushKeys("testtoken", SAFE.aes_key, "wxsomebodyelse00"),
        PushKeys("testtoken", SAFE.aes_key[::-1], "wx0123456789abcdef"),
        PushKeys("testtoken", "short", "wx0123456789abcdef"),
    ],
)
def test_a_message_for_another_app_or_with_another_key_is_refused(keys):
    with pytest.raises(PushForged):
        decrypt(V8C, keys)


@pytest.mark.parametrize("encrypted", ["", "AAAA", "no base64 at all!", V8C[:64]])
def test_what_cannot_be_decrypted_is_refused(encrypted):
    with pytest.raises(PushForged):
        decrypt(encrypted, SAFE)


def test_xml_elements_become_keys_and_repeated_ones_a_list():
    body = (
        "<xml><CreateTime>1620963428</CreateTime><Title><![CDATA[你好]]></Title><Empty/>"
        "<List><Id>1</Id></List><List><Id>2</Id></List><List><Id>3</Id></List></xml>"
    )

    assert read_body(body.encode()) == {
        "CreateTime": "1620963428",
        "Title": "你好",
        "Empty": "",
        "List": [{"Id": "1"}, {"Id": "2"}, {"Id": "3"}],
    }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"<xml>",
        b"<xml>text</xml>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><xml><A>&a;</A></xml>',
        '<?xml version="1.0" encoding="utf-16"?><xml><A>b</A></xml>'.encode("utf-16-le"),
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud800"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b"<a>" * 10_000 + b"</a>" * 10_000,
    ],
)
def test_what_cannot_be_read_or_stored_is_malformed(body):
    with pytest.raises(PushMalformed):
        read_body(body)


def test_a_retry_has_the_same_key_and_another_event_of_the_same_second_has_not():
    event = {
        "FromUserName": "o1",
        "CreateTime": 1626959646,
        "MsgType": "event",
        "Event": "wxa_media_check",
        "trace_id": "a",
    }

    assert dedupe_key(event) == dedupe_key(dict(reversed(event.items())))
    assert dedupe_key(event) != dedupe_key({**event, "trace_id": "b"})
    assert dedupe_key({"MsgId": 7, "Content": "x"}) == dedupe_key({"MsgId": "7", "Content": "y"})
    assert dedupe_key({"MsgId": 7}) != dedupe_key({"MsgId": 8})

"""WeChat pushes to `notify/wechat/push`: proved, kept once, told as a fact."""

import json
from datetime import UTC, datetime

import pytest

from kernel import clock
from kernel.outbox.models import StoredFact
from kernel.wechat.models import PushReceipt
from kernel.wechat.push import signature_of

URL = "/api/v1/notify/wechat/push"
V8C = (
    "Q3stYC6hdFzMh9T8HCvyDJtSGcka/FIyNf3jfd6JTAA2r1PswPZoYtOkgbDxAEgRYeavovsSHF3SkjgvPyY8xH8jBvgRqwCX+bN3wL9cch4odIpC"
    "KJnYYz65DafqWu6l"
)
MEDIA_CHECK = {
    "ToUserName": "gh_1", "FromUserName": "o-alice", "CreateTime": 1626959646, "MsgType": "event",
    "Event": "wxa_media_check", "trace_id": "60ae120f-371d5872-7941a05b", "result": {"suggest": "pass", "label": 100},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _token(settings):
    settings.WECHAT_PUSH_TOKEN = "testtoken"
    settings.WECHAT_PUSH_AES_KEY = ""
    with clock.at(datetime(2026, 1, 1, tzinfo=UTC)):
        yield


def address(*, encrypted="", **more):
    query = {"timestamp": "1767225600", "nonce": "123456", **more}
    query["signature"] = signature_of("testtoken", "1767225600", "123456")
    if encrypted:
        query["msg_signature"] = signature_of("testtoken", "1767225600", "123456", encrypted)
    return URL + "?" + "&".join(f"{name}={value}" for name, value in query.items())


def push(client, message, url=None, **headers):
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return client.generic("POST", url or address(), body, content_type="application/json", **headers)


def test_the_address_is_proved_by_the_raw_echo(anonymous):
    response = anonymous.get(address(echostr="4375120948345356249"))

    assert (response.status_code, response.content) == (200, b"4375120948345356249")
    assert response["Content-Type"].startswith("text/plain")


def test_a_forged_check_gets_no_echo(anonymous):
    response = anonymous.get(f"{URL}?signature=0&timestamp=1&nonce=2&echostr=x")

    assert (response.status_code, response.json()["code"]) == (403, "wechat_push_forged")


@pytest.mark.django_db
def test_a_push_is_kept_and_told(anonymous):
    response = push(anonymous, MEDIA_CHECK)

    assert (response.status_code, response.content) == (200, b"success")
    receipt = PushReceipt.objects.get()
    assert (receipt.kind, receipt.event, receipt.message) == ("event", "wxa_media_check", MEDIA_CHECK)
    fact = StoredFact.objects.get()
    assert fact.name == "kernel.wechat.push_received"
    assert fact.payload == {"receipt_id": receipt.pk, "event": "wxa_media_check"}


@pytest.mark.django_db
def test_a_retry_is_answered_and_changes_nothing(anonymous):
    push(anonymous, MEDIA_CHECK)

    retry = push(anonymous, MEDIA_CHECK)

    assert retry.content == b"success"
    assert (PushReceipt.objects.count(), StoredFact.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_two_events_of_one_second_are_two(anonymous):
    push(anonymous, MEDIA_CHECK)
    push(anonymous, {**MEDIA_CHECK, "trace_id": "another"})

    assert (PushReceipt.objects.count(), StoredFact.objects.count()) == (2, 2)


@pytest.mark.django_db
def test_safe_mode_is_decrypted(anonymous, settings):
    settings.WECHAT_PUSH_AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

    response = push(anonymous, {"ToUserName": "gh_1", "Encrypt": V8C}, address(encrypted=V8C))

    assert response.content == b"success"
    assert PushReceipt.objects.get().message == {"ToUserName": "gh_1", "Event": "test"}


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["text/xml", "image/*", "nonsense"])
def test_any_accept_header_and_a_stray_token_are_fine(anonymous, accept):
    response = push(anonymous, MEDIA_CHECK, HTTP_ACCEPT=accept, HTTP_AUTHORIZATION="Bearer nonsense")

    assert response.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "body", "status", "code"),
    [
        (URL, b"{}", 403, "wechat_push_forged"),
        (address().replace("signature=7", "signature=8"), b"{}", 403, "wechat_push_forged"),
        (address(), b"{", 422, "wechat_push_malformed"),
        (address(), b"", 422, "wechat_push_malformed"),
        (address(), b'{"a": "' + b"x" * 70_000 + b'"}', 422, "wechat_push_malformed"),
    ],
)
def test_what_is_forged_or_unreadable_leaves_nothing(anonymous, url, body, status, code):
    response = push(anonymous, body, url)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert (PushReceipt.objects.count(), StoredFact.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_shop_without_a_token_takes_no_pushes(anonymous, settings):
    settings.WECHAT_PUSH_TOKEN = ""

    assert push(anonymous, MEDIA_CHECK).status_code == 403
    assert PushReceipt.objects.count() == 0


@pytest.mark.django_db
def test_overlong_names_are_cut_to_their_columns(anonymous):
    push(anonymous, {"MsgType": "t" * 500, "Event": "e" * 500})

    receipt = PushReceipt.objects.get()
    assert (len(receipt.kind), len(receipt.event)) == (64, 128)

"""``sms.example.com``: one call, signed with HMAC-SHA256; a request id that was taken once is the same message."""

import hashlib
import hmac
import re
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from simulators.clock import rfc3339, wire_seconds
from simulators.faults import Fault
from simulators.hosts import Host
from simulators.keys import SMS_PREFIX
from simulators.store import Shelf
from simulators.web import Refusal, Request, Response, Route, json_response
from simulators.world import World

FRESH_SECONDS = 300
LONGEST_TEXT = 500
STATUSES = {"SIGN_ERROR": 401, "TOO_FREQUENT": 429, "SYSTEM_ERROR": 500}
_PHONE = re.compile(r"1\d{10}|\+\d{6,15}")


class SmsRefusal(Refusal):
    """A failed call with its code."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message

    def response(self) -> Response:
        return json_response({"code": self.code, "message": self.message}, STATUSES.get(self.code, 400))


@dataclass
class Sms:
    """A text that reached a phone."""

    message_id: str
    phone: str
    text: str
    sign: str
    at: str


def _sent(world: World) -> Shelf[Sms]:
    return Shelf(world.store, "sms", Sms)


def show_sms(world: World, phone: str = "") -> list[dict[str, Any]]:
    """Return what reached phones, oldest first."""
    return [{"request_id": key, **asdict(sms)} for key, sms in _sent(world).all() if phone in {"", sms.phone}]


def check_request(world: World, request: Request) -> None:
    """Verify key, freshness, nonce and signature over the raw body."""
    who = world.config.identity
    stamp, nonce = request.header("x-sms-timestamp"), request.header("x-sms-nonce")
    message = f"{stamp}\n{nonce}\n".encode() + request.body + b"\n"
    expected = hmac.new(who.sms_secret.encode(), message, hashlib.sha256).hexdigest()
    is_signed = hmac.compare_digest(expected.encode(), request.header("x-sms-signature").encode())
    if request.header("x-sms-key") != who.sms_key or not is_signed:
        raise SmsRefusal("SIGN_ERROR", "wrong key or signature")
    if not stamp.isdigit() or abs(wire_seconds() - int(stamp)) > FRESH_SECONDS:
        raise SmsRefusal("SIGN_ERROR", "the timestamp is more than 5 minutes off")
    with world.lock:
        if not nonce or f"sms {nonce}" in world.nonces:
            raise SmsRefusal("SIGN_ERROR", "the nonce was used before")
        world.nonces[f"sms {nonce}"] = wire_seconds()


def send(world: World, request: Request) -> Response:
    """Take one text."""
    fields = _read(request)
    if not _PHONE.fullmatch(fields["phone"]):
        raise SmsRefusal("BAD_PHONE", fields["phone"])
    if not 1 <= len(fields["text"]) <= LONGEST_TEXT:
        raise SmsRefusal("BAD_TEXT", f"1-{LONGEST_TEXT} characters")
    known = _sent(world).find(fields["request_id"])
    if known is None:
        known = Sms(secrets.token_hex(12), fields["phone"], fields["text"], fields["sign"], rfc3339(world.clock.now()))
        _sent(world).put(fields["request_id"], known)
    elif (known.phone, known.text) != (fields["phone"], fields["text"]):
        raise SmsRefusal("REQUEST_ID_REUSED", "the same request id with another message")
    return json_response({"code": "OK", "message_id": known.message_id})


def _read(request: Request) -> dict[str, str]:
    try:
        body = request.json()
    except ValueError:
        raise SmsRefusal("BAD_REQUEST", "no JSON") from None
    if not isinstance(body, dict) or set(body) != {"request_id", "phone", "text", "sign"}:
        raise SmsRefusal("BAD_REQUEST", "request_id, phone, text and sign")
    if not all(isinstance(value, str) for value in body.values()) or not 1 <= len(body["request_id"]) <= 64:
        raise SmsRefusal("BAD_REQUEST", "four strings, request_id of 1-64 characters")
    return body


def fail(fault: Fault) -> Response:
    if fault.kind == "rate_limited":
        return SmsRefusal("TOO_FREQUENT").response()
    return SmsRefusal(str(fault.errcode) if fault.kind == "errcode" else "SYSTEM_ERROR", fault.message).response()


def lost(_request: Request) -> Response:
    return Response(status=404)


ROUTES = (Route("POST", "/send", "sms.send", send),)
HOST = Host(SMS_PREFIX, ROUTES, lost=lost, fail=fail, guard=check_request)

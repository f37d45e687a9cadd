"""Message pushes to the product, in plain and safe mode, as JSON or XML (protocols.md 1.7)."""

import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from simulators.clock import wire_seconds
from simulators.crypto import encrypt_push, sorted_sha1
from simulators.deliveries import Answer, Delivery, Parcel, new_id
from simulators.notifier import dispatch
from simulators.world import Channel, World

RETRIES = (5.0, 5.0)
ECHO_LENGTH = 19


def send_push(world: World, event: str, content: Mapping[str, Any], *, openid: str, at: float) -> Delivery:
    """Put an event on its way to the push address; without an address it is lost, as with the platform."""
    message = {
        "ToUserName": world.config.identity.original_id,
        "FromUserName": openid,
        "CreateTime": int(at),
        "MsgType": "event",
        "Event": event,
        **content,
    }
    url = world.settings.push.url
    delivery = Delivery(new_id("PUSH-"), "push", url, event, message, at, state="waiting" if url else "missing")
    dispatch(world, delivery)
    return delivery


def render(world: World, delivery: Delivery) -> Parcel:
    """Make one attempt; every spoil but ``stale`` is a signature by somebody without the token."""
    age = int(delivery.spoil_seconds) if delivery.next_spoil == "stale" else 0
    timestamp, nonce = str(wire_seconds() - age), str(secrets.randbelow(10**9))
    token = world.config.identity.push_token
    if delivery.next_spoil not in {"", "stale"}:
        token = "not-the-token"  # noqa: S105 - deliberately wrong
    query = {
        "signature": sorted_sha1(token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
        "openid": delivery.payload["FromUserName"],
    }
    body = _write(world, delivery.payload)
    if world.settings.push.mode == "safe":
        encrypted = _encrypt(world, body)
        query |= {"encrypt_type": "aes", "msg_signature": sorted_sha1(token, timestamp, nonce, encrypted)}
        body = _write(world, {"ToUserName": delivery.payload["ToUserName"], "Encrypt": encrypted})
    kind = "application/json" if world.settings.push.format == "json" else "text/xml"
    return Parcel(_with_query(delivery.url, query), {"Content-Type": kind}, body)


def _encrypt(world: World, body: bytes) -> str:
    who = world.config.identity
    return encrypt_push(who.push_aes_key, secrets.token_hex(8).encode(), body, who.appid)


def _write(world: World, message: Mapping[str, Any]) -> bytes:
    if world.settings.push.format == "json":
        return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    return f"<xml>{_xml(message)}</xml>".encode()


def _xml(value: Any) -> str:
    if isinstance(value, Mapping):
        entries = ((name, entry) for name, held in value.items() for entry in _listed(held))
        return "".join(f"<{name}>{_xml(entry)}</{name}>" for name, entry in entries)
    return str(value) if isinstance(value, int) else escape(str(value))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _with_query(url: str, query: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


def check_address(world: World) -> dict[str, Any]:
    """Ask the push address for its echo, as the console does when it is saved."""
    timestamp, nonce = str(wire_seconds()), str(secrets.randbelow(10**9))
    echo = "".join(secrets.choice("0123456789") for _ in range(ECHO_LENGTH))
    signature = sorted_sha1(world.config.identity.push_token, timestamp, nonce)
    query = {"signature": signature, "timestamp": timestamp, "nonce": nonce, "echostr": echo}
    answer = world.transport(Parcel(_with_query(world.settings.push.url, query), {}, b"", method="GET"))
    return {"is_echoed": answer.status == 200 and answer.body == echo, "status": answer.status, "error": answer.error}


def accepts(answer: Answer) -> bool:
    return answer.status == 200 and answer.body.strip() in {"", "success"}


CHANNEL = Channel(render=render, accepts=accepts, retries=RETRIES)

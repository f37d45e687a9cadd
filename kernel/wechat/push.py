"""Messages that WeChat pushes: signatures, safe mode, JSON and XML (protocols 1.7, vectors V8-V8d)."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError, XMLParser

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from kernel.crypto import same
from kernel.errors import Forbidden, Invalid

BLOCK = 32  # of the padding, twice AES's own
RANDOM_BYTES = 16
LENGTH_BYTES = 4
FRESH_SECONDS = 300
_DECLARATION = re.compile(r"<!(DOCTYPE|ENTITY)|\x00", re.IGNORECASE)


class PushForged(Forbidden):
    """The signature is wrong, or the message was made for another app."""

    code, title = "wechat_push_forged", "推送签名无效"


class PushMalformed(Invalid):
    """Signed, but not a message that can be read."""

    code, title = "wechat_push_malformed", "推送内容无法解析"


@dataclass(frozen=True)
class PushKeys:
    """What the operator set in WeChat's console. Without `aes_key` only the plain mode works."""

    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    appid: str

    def key(self) -> bytes:
        """Return the 32 bytes behind the 43 characters (V8b)."""
        # WeChat's characters may carry bits that strict base64 has no place for: they are dropped.
        return base64.b64decode(self.aes_key + "=")


def signature_of(*parts: str) -> str:
    """Return the signature over a token, timestamp, nonce and, in safe mode, the encrypted text (V8, V8d)."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - WeChat's own choice


def check_url(query: Mapping[str, str], keys: PushKeys) -> str:
    """Return the text that proves to WeChat that the address is ours.

    :raises PushForged: not asked by WeChat.
    """
    _require(query.get("signature", ""), _signed_parts(query, keys))
    return query.get("echostr", "")


def open_message(query: Mapping[str, str], body: bytes, keys: PushKeys, at: datetime) -> dict[str, Any]:
    """Verify a push and return the message in it; XML elements become keys, a repeated element becomes a list.

    With an AES key set a plain body is refused: its signature does not cover the body. Without one, whoever saw a
    signature could send a body of their own with it; that they must be quick is our own rule, not WeChat's.

    :raises PushForged: wrong signature, more than 300 s off, or another app's message.
    :raises PushMalformed: cannot be read.
    """
    if not _is_fresh(query.get("timestamp", ""), at):
        raise PushForged
    if not keys.aes_key:
        _require(query.get("signature", ""), _signed_parts(query, keys))
        return read_body(body)
    encrypted = read_body(body).get("Encrypt")
    if not isinstance(encrypted, str):
        raise PushForged
    _require(query.get("msg_signature", ""), [*_signed_parts(query, keys), encrypted])
    return read_body(decrypt(encrypted, keys))


def decrypt(encrypted: str, keys: PushKeys) -> bytes:
    """Decrypt a message: AES-256-CBC over 16 random bytes, the length, the message and the appid (V8c).

    :raises PushForged: made with another key or for another app.
    """
    try:
        key = keys.key()
        decryptor = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).decryptor()
        padded = decryptor.update(base64.b64decode(encrypted, validate=True)) + decryptor.finalize()
    except (binascii.Error, ValueError) as error:
        raise PushForged from error
    content = _unpadded(padded)[RANDOM_BYTES:]
    length = int.from_bytes(content[:LENGTH_BYTES], "big")
    message, appid = content[LENGTH_BYTES : LENGTH_BYTES + length], content[LENGTH_BYTES + length :]
    if len(message) != length or appid != keys.appid.encode():
        raise PushForged
    return message


def read_body(body: bytes) -> dict[str, Any]:
    """Read JSON or XML, whichever the console is set to.

    :raises PushMalformed: neither, or text that no database stores.
    """
    try:
        message = _from_xml(body) if body.lstrip().startswith(b"<") else json.loads(body)
        text = json.dumps(message, ensure_ascii=False, allow_nan=False)
        text.encode()  # a lone surrogate cannot be
    except (ValueError, ParseError, RecursionError) as error:
        raise PushMalformed from error
    if not isinstance(message, dict) or "\\u0000" in text:
        raise PushMalformed
    return message


def dedupe_key(message: Mapping[str, Any]) -> str:
    """Return what a push and its retries have in common: the MsgId of a message, the whole content of an event.

    WeChat names sender and time for events; two of them may share a second, and a retry repeats the content anyway.
    """
    msg_id = message.get("MsgId")
    text = f"message:{msg_id}" if msg_id else f"event:{json.dumps(message, sort_keys=True, ensure_ascii=False)}"
    return hashlib.sha256(text.encode()).hexdigest()


def _signed_parts(query: Mapping[str, str], keys: PushKeys) -> list[str]:
    return [keys.token, query.get("timestamp", ""), query.get("nonce", "")]


def _require(signature: str, parts: Iterable[str]) -> None:
    parts = list(parts)
    if not parts[0] or not same(signature_of(*parts), signature):
        raise PushForged


def _is_fresh(timestamp: str, at: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        return False
    return abs(at.timestamp() - int(timestamp)) <= FRESH_SECONDS


def _unpadded(padded: bytes) -> bytes:
    count = padded[-1] if padded else 0
    if not 0 < count <= BLOCK or padded[-count:] != bytes([count]) * count:
        raise PushForged
    return padded[:-count]


def _from_xml(body: bytes) -> Any:
    # Decoded here, so that no other encoding hides a declaration. Entities: a small body that grows to gigabytes.
    text = body.decode()
    if _DECLARATION.search(text):
        raise PushMalformed
    parser = XMLParser()  # noqa: S314 - as above
    parser.feed(text)
    return _value_of(parser.close())


def _value_of(element: Element) -> Any:
    if not len(element):
        return (element.text or "").strip()
    value: dict[str, Any] = {}
    for child in element:
        inner = _value_of(child)
        if child.tag in value:
            before = value[child.tag]
            value[child.tag] = [*before, inner] if isinstance(before, list) else [before, inner]
        else:
            value[child.tag] = inner
    return value

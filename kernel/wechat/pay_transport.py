"""How `wechatpayv3` is asked: one known key, a gateway by settings, every exception translated (protocols 8.1).

Errors of the library never get out: they become the named ones of `pay_answers`.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.core import Core

from kernel.errors import Unavailable
from kernel.wechat.pay_answers import PayOrderMissing, PayRefused, PayUnknown

log = logging.getLogger(__name__)
TIMEOUT = (3, 10)  # seconds to connect, to answer; the library has none of its own
APIV3_KEY_BYTES = 32
MISSING_ORDER = frozenset({"ORDER_NOT_EXIST", "ORDER_NOT_EXISTS"})  # both are seen in the documents
UNDECIDED = frozenset({"SYSTEM_ERROR", "FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED", "RATE_LIMITED"})

Answer = tuple[int, str | bytes]


class PayMisconfigured(Unavailable):
    """Settings are missing, or a key cannot be read. Private key: PKCS#8 PEM, as the merchant console hands it out."""

    code, title = "payment_misconfigured", "微信支付尚未正确配置，请联系商家"


@dataclass(frozen=True, kw_only=True)
class PayKeys:
    """The settings a channel is made of."""

    gateway: str
    mchid: str
    serial: str
    appid: str
    apiv3_key: str = field(repr=False)
    private_key: str = field(repr=False)
    public_key: str = field(repr=False)
    public_key_id: str

    def are_complete(self) -> bool:
        """Tell whether all are set and the APIv3 key has its 32 bytes."""
        names = (self.gateway, self.mchid, self.serial, self.appid, self.public_key_id)
        return all((*names, self.private_key, self.public_key)) and len(self.apiv3_key.encode()) == APIV3_KEY_BYTES


class KnownKeyCore(Core):
    """Knows one public key. For any other serial the library would fetch certificates, then fail with a TypeError."""

    def _verify_signature(self, headers: Mapping[str, str], body: str) -> bool:
        # Lower case: the answers' headers know no case, and notifications are handed over lowered.
        return headers.get("wechatpay-serial") == self._public_key_id and bool(super()._verify_signature(headers, body))


def build(keys: PayKeys) -> Any:
    """Return the library in public-key mode, pointed at the gateway; makes no call.

    :raises PayMisconfigured: settings are missing or the keys cannot be read.
    """
    if not keys.are_complete():
        raise PayMisconfigured
    secrets = {
        "mchid": keys.mchid,
        "cert_serial_no": keys.serial,
        "private_key": keys.private_key,
        "apiv3_key": keys.apiv3_key,
        "public_key": keys.public_key,
        "public_key_id": keys.public_key_id,
    }
    try:
        library = WeChatPay(WeChatPayType.MINIPROG, appid=keys.appid, **secrets)
        library._core = KnownKeyCore(timeout=TIMEOUT, **secrets)
    except Exception as error:  # noqa: BLE001 - bare Exception is all the library raises for a key it cannot read
        log.error("wechat pay keys cannot be read: %s", type(error).__name__)
        raise PayMisconfigured from None
    library._core._gate_way = keys.gateway  # it has no argument for it
    return library


def ask(call: Callable[[], Answer], *, is_empty_fine: bool = False) -> dict[str, Any]:
    """Make a call and return its answer, whose signature the library has verified.

    :raises PayRefused: 4xx with a code, a definite no.
    :raises PayUnknown: anything that leaves the outcome open.
    """
    try:
        status, content = call()
    except Exception as error:  # noqa: BLE001 - time-outs, resets, and a bare Exception for a wrong or missing signature
        log.warning("wechat pay: outcome unknown after %s: %.200s", type(error).__name__, error)
        raise PayUnknown from None
    if status == requests.codes.no_content or (is_empty_fine and status == requests.codes.ok and not content):
        return {}
    answer = _object(content)
    if status == requests.codes.ok:
        return answer
    raise _refusal(status, answer)


def _object(content: str | bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise PayUnknown from error
    if not isinstance(answer, dict):
        raise PayUnknown
    return answer


def _refusal(status: int, answer: Mapping[str, Any]) -> PayRefused | PayUnknown:
    code, message = answer.get("code"), str(answer.get("message", ""))
    log.warning("wechat pay answered %s %s %.200s", status, code, message)
    is_definite = 400 <= status < 500 and status != requests.codes.too_many_requests
    if not is_definite or not isinstance(code, str) or not code or code in UNDECIDED:
        return PayUnknown()
    return (PayOrderMissing if code in MISSING_ORDER else PayRefused)(status, code, message)

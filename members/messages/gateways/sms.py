"""SMS: a port with two ways out, a console for the desk and a signed HTTP gateway for production.

The HTTP gateway's protocol: `POST` JSON `{request_id, phone, text, sign}`; headers `X-Sms-Key`, `X-Sms-Timestamp`,
`X-Sms-Nonce`, and `X-Sms-Signature`, the hex HMAC-SHA256 of `timestamp\\nnonce\\nbody\\n` under the secret. It answers
`{"code": "OK", "message_id": "..."}`. A `request_id` it has accepted before is the same message.
"""

import hashlib
import hmac
import json
import logging
from dataclasses import dataclass, field
from typing import Any, Protocol

import requests
from django.conf import settings

from kernel import clock
from kernel.crypto import new_token
from members.messages.gateways.outcomes import Outcome, Result

log = logging.getLogger(__name__)
TIMEOUT = (3, 10)  # seconds to connect, to answer


class SmsMisconfigured(Exception):
    """The settings name a gateway that does not exist, or not all it needs."""


class SmsGateway(Protocol):
    """A provider of SMS. The same `request_id` again is the same message."""

    def send(self, *, request_id: str, phone: str, text: str) -> Outcome:
        """Hand over one text."""


class ConsoleGateway:
    """Writes to the log instead of sending; settings refuse it in production."""

    def send(self, *, request_id: str, phone: str, text: str) -> Outcome:
        log.info("sms %s to …%s: %s", request_id, phone[-4:], text)
        return Outcome(Result.SENT, channel_id=request_id)


@dataclass(frozen=True)
class HttpGateway:
    url: str
    key: str
    secret: str = field(repr=False)
    sign: str = ""

    def send(self, *, request_id: str, phone: str, text: str) -> Outcome:
        fields = {"request_id": request_id, "phone": phone, "text": text, "sign": self.sign}
        body = json.dumps(fields, ensure_ascii=False).encode()
        try:
            response = requests.post(
                self.url, data=body, headers=self._headers(body), timeout=TIMEOUT, allow_redirects=False
            )
        except requests.RequestException as error:
            # Never the message of the error: it may hold the phone.
            log.warning("the sms gateway did not answer: %s", type(error).__name__)
            return Outcome(Result.UNKNOWN, type(error).__name__)
        return _outcome(response)

    def _headers(self, body: bytes) -> dict[str, str]:
        stamp, nonce = str(int(clock.wire_now().timestamp())), new_token(12)
        message = f"{stamp}\n{nonce}\n".encode() + body + b"\n"
        return {
            "Content-Type": "application/json",
            "X-Sms-Key": self.key,
            "X-Sms-Timestamp": stamp,
            "X-Sms-Nonce": nonce,
            "X-Sms-Signature": hmac.new(self.secret.encode(), message, hashlib.sha256).hexdigest(),
        }


def _outcome(response: requests.Response) -> Outcome:
    answer = _read(response)
    code = str(answer.get("code", ""))[:60]
    if response.status_code == requests.codes.ok and code == "OK":
        return Outcome(Result.SENT, channel_id=str(answer.get("message_id", ""))[:64])
    if response.status_code == requests.codes.too_many_requests:
        return Outcome(Result.BUSY, code or "429")
    if code and 400 <= response.status_code < 500:
        return Outcome(Result.REFUSED, code)
    return Outcome(Result.UNKNOWN, code or f"HTTP {response.status_code}")


def _read(response: requests.Response) -> dict[str, Any]:
    try:
        answer = json.loads(response.content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def sms_gateway() -> SmsGateway | None:
    """Return the gateway of the settings; None where the shop sends no SMS.

    :raises SmsMisconfigured: the settings do not fit together.
    """
    if not settings.SMS_GATEWAY:
        return None
    if settings.SMS_GATEWAY == "console":
        return ConsoleGateway()
    if settings.SMS_GATEWAY != "http" or not (settings.SMS_URL and settings.SMS_KEY and settings.SMS_SECRET):
        raise SmsMisconfigured(settings.SMS_GATEWAY)
    return HttpGateway(settings.SMS_URL, settings.SMS_KEY, settings.SMS_SECRET, settings.SMS_SIGN)

"""Refusals of WeChat Pay: an HTTP status, a code, and the numeric error at the end of Request-ID."""

import secrets
from typing import Any

from simulators.web import Refusal, Response, json_response

ILLEGAL, TOO_LONG, TOO_SHORT, OUT_OF_RANGE = 268435461, 268435462, 268435463, 268435464
EXTRA_PARAMETER = 270924358
RATE_LIMIT = 268447840
BAD_SIGNATURE = 268443699
OPENID_MISSING = 268501013
APPID_NOT_BOUND = 268445527
MCHID_MISMATCH = 268447843
NO_SUCH_ORDER = 268512771
OTHER_PARAMETERS = 268498688
ORDER_PAID = 268449538
ORDER_OVER = 268447914

STATUSES = {
    "SIGN_ERROR": 401,
    "NO_AUTH": 403,
    "NOT_ENOUGH": 403,
    "OUT_TRADE_NO_USED": 403,
    "RULE_LIMIT": 403,
    "TRADE_ERROR": 403,
    "ACCOUNT_ERROR": 403,
    "USER_ACCOUNT_ABNORMAL": 403,
    "ORDER_NOT_EXIST": 404,
    "RESOURCE_NOT_EXISTS": 404,
    "FREQUENCY_LIMITED": 429,
    "SYSTEM_ERROR": 500,
}


class PayRefusal(Refusal):
    """A failed call; ``number`` is the numeric error of protocols.md 4.1 (0 where none is documented)."""

    def __init__(self, code: str, message: str, number: int = 0, detail: dict[str, Any] | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message, self.number, self.detail = code, message, number, detail

    def response(self) -> Response:
        body: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.detail:
            body["detail"] = self.detail
        answer = json_response(body, STATUSES.get(self.code, 400))
        return Response(answer.status, answer.body, {**answer.headers, "Request-ID": request_id(self.number)})


def request_id(number: int = 0) -> str:
    return f"{secrets.token_hex(22).upper()}-{number}"

"""One JSON call to WeChat: HTTP 200 always, the outcome stands in `errcode` (protocols, Conventions)."""

import json
import logging
from collections.abc import Mapping
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError

from kernel.wechat.refusals import WechatUnavailable, WechatUnreachable, refusal_for

log = logging.getLogger(__name__)
TIMEOUT = (3, 10)  # seconds to connect, to answer


def send(method: str, url: str, *, params: Mapping[str, str], body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the answer of a call.

    :raises WechatRefused: by errcode, in its named subclass.
    :raises WechatUnreachable: no connection; the call had no effect.
    :raises WechatUnavailable: no usable answer; whether the call had an effect is unknown.
    """
    # Some endpoints show \u escapes to the user as they are, so the body is sent as plain UTF-8.
    data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    try:
        response = requests.request(
            method,
            url,
            params=dict(params),
            data=data,
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
        answer = json.loads(response.content) if response.status_code == requests.codes.ok else None
    except (requests.RequestException, ValueError) as error:
        # Never the message: it holds the whole address, and that holds secret and token.
        log.warning("wechat did not answer: %s", type(error).__name__)
        raise (WechatUnreachable if _was_never_sent(error) else WechatUnavailable) from None
    if not isinstance(answer, dict):
        log.warning("wechat answered with something else: HTTP %s", response.status_code)
        raise WechatUnavailable
    return _checked(answer)


def _was_never_sent(error: Exception) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectionError) and isinstance(reason, NewConnectionError)


def _checked(answer: dict[str, Any]) -> dict[str, Any]:
    errcode = answer.get("errcode", 0)
    if not isinstance(errcode, int):
        raise WechatUnavailable
    if errcode:
        raise refusal_for(errcode, str(answer.get("errmsg", "")))
    return answer

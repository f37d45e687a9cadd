"""Refusals of api.weixin.qq.com: HTTP 200 and an errcode."""

from simulators.web import Refusal, Response, json_response

MESSAGES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40029: "invalid code",
    40037: "invalid template_id",
    40125: "invalid appsecret",
    40129: "invalid scene",
    40163: "code been used",
    40226: "code blocked",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    41030: "invalid page",
    42001: "access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43101: "user refuse to accept the msg",
    43107: "subscription capability is banned",
    43108: "concurrent sends to one user",
    44002: "empty post data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45168: "the content contains sensitive words",
    47001: "data format error",
    47003: "argument invalid!",
    61010: "code is expired",
    87009: "invalid signature",
}


class WeChatRefusal(Refusal):
    """A failed call with its errcode."""

    def __init__(self, errcode: int, errmsg: str = "") -> None:
        super().__init__(f"{errcode} {errmsg}")
        self.errcode = errcode
        self.errmsg = errmsg or MESSAGES.get(errcode, "error")

    def response(self) -> Response:
        return json_response({"errcode": self.errcode, "errmsg": self.errmsg})

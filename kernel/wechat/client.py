"""The calls of `api.weixin.qq.com` that the house makes (protocols 1). Never called inside a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from kernel.wechat import tokens
from kernel.wechat.refusals import WechatMisconfigured, WechatRefused, WechatTokenExpired, WechatUnavailable
from kernel.wechat.transport import send

__all__ = ["ContentVerdict", "WechatClient", "WechatRefused", "WechatSession", "WechatUnavailable", "get_client"]

CHINA = "86"
# Where a text or a picture was written (protocols 1.6): a comment, which is what a review is.
SCENE_COMMENT = 2
MEDIA_PICTURE = 2
CONTENT_VERSION = 2


class WechatPhoneForeign(WechatRefused):
    """The phone number was given to another mini-program."""

    code, title = "wechat_phone_foreign", "手机号授权不属于本小程序"


@dataclass(frozen=True)
class WechatSession:
    """Who signed in. `session_key` never leaves the server (rules 13.1); `unionid` may be missing for ever."""

    openid: str
    session_key: str = field(repr=False)
    unionid: str | None = None


@dataclass(frozen=True)
class ContentVerdict:
    """What WeChat thinks of a content: `suggest` is pass, review or risky; `label` says what kind (protocols 1.6)."""

    suggest: str
    label: int


@dataclass(frozen=True)
class WechatClient:
    base: str
    appid: str
    secret: str = field(repr=False)

    def code_to_session(self, code: str) -> WechatSession:
        """Exchange a `wx.login` code, single use, for the user's identity (protocols 1.1).

        :raises WechatCodeInvalid: wrong, used or expired.
        :raises WechatUserBlocked: WeChat holds the user for high-risk.
        :raises WechatTooFrequent: over the frequency limit.
        :raises WechatUnavailable: no usable answer.
        """
        self._require_configuration()
        answer = send(
            "GET",
            f"{self.base}/sns/jscode2session",
            params={"appid": self.appid, "secret": self.secret, "js_code": code, "grant_type": "authorization_code"},
        )
        openid, session_key = answer.get("openid"), answer.get("session_key")
        if not (isinstance(openid, str) and openid and isinstance(session_key, str) and session_key):
            raise WechatUnavailable
        return WechatSession(openid, session_key, answer.get("unionid") or None)

    def phone_number(self, code: str) -> str:
        """Exchange the code of a phone button for the number (protocols 1.3).

        Mainland China: 11 digits; elsewhere "+", country, number.

        :raises WechatCodeInvalid: wrong, used or expired.
        :raises WechatPhoneForeign: the watermark names another app.
        :raises WechatUnavailable: no usable answer.
        """
        answer = self.call("/wxa/business/getuserphonenumber", body={"code": code})
        info = answer.get("phone_info")
        if not isinstance(info, dict) or not isinstance(info.get("watermark"), dict):
            raise WechatUnavailable
        if info["watermark"].get("appid") != self.appid:
            raise WechatPhoneForeign(0, "watermark")
        number = str(info.get("purePhoneNumber", ""))
        country = str(info.get("countryCode", CHINA)).lstrip("+")  # text in the table, an integer in a sample
        if not (number.isascii() and number.isdigit() and country.isascii() and country.isdigit()):
            raise WechatUnavailable
        return number if country == CHINA else f"+{country}{number}"

    def follower_unionid(self, openid: str) -> str | None:
        """Return the unionid of a follower of an official account; none where it is bound to no open platform.

        :raises WechatUnavailable: no usable answer.
        """
        answer = self.call("/cgi-bin/user/info", method="GET", params={"openid": openid})
        return str(answer.get("unionid") or "") or None

    def check_text(self, *, openid: str, text: str, nickname: str = "") -> ContentVerdict:
        """Ask what WeChat thinks of a text, at most 2,500 characters, that the user wrote as a comment.

        :raises WechatUserNotSeen: the user has not opened the mini-program in the last two hours.
        :raises WechatRefused: by errcode.
        :raises WechatUnavailable: no usable answer; asking again does no harm.
        """
        body: dict[str, Any] = {
            "content": text,
            "version": CONTENT_VERSION,
            "scene": SCENE_COMMENT,
            "openid": openid,
            **({"nickname": nickname} if nickname else {}),
        }
        verdict = verdict_of(self.call("/wxa/msg_sec_check", body=body))
        if verdict is None:
            raise WechatUnavailable
        return verdict

    def check_picture(self, *, openid: str, url: str) -> str:
        """Hand a picture in for review; the verdict is pushed later under the trace id that is returned.

        :raises WechatUserNotSeen: the user has not opened the mini-program in the last two hours.
        :raises WechatRefused: by errcode.
        :raises WechatUnavailable: no usable answer; a check that was taken all the same is answered to nobody.
        """
        body = {
            "media_url": url,
            "media_type": MEDIA_PICTURE,
            "version": CONTENT_VERSION,
            "scene": SCENE_COMMENT,
            "openid": openid,
        }
        trace_id = self.call("/wxa/media_check_async", body=body).get("trace_id")
        if not (isinstance(trace_id, str) and trace_id):
            raise WechatUnavailable
        return trace_id

    def call(
        self,
        path: str,
        *,
        method: str = "POST",
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Make a call that carries the access token; a token that went bad is renewed once.

        :raises WechatRefused: by errcode, in its named subclass.
        :raises WechatUnavailable: no usable answer.
        """
        token = self.access_token()
        try:
            return self._call_with(token, method, path, params, body)
        except WechatTokenExpired:
            tokens.drop(self.appid, token)
        return self._call_with(self.access_token(), method, path, params, body)

    def access_token(self) -> str:
        """Return the shared access token."""
        self._require_configuration()
        return tokens.get(self.appid, self._fetch_token)

    def _call_with(
        self, token: str, method: str, path: str, params: Mapping[str, str] | None, body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        return send(method, f"{self.base}{path}", params={**(params or {}), "access_token": token}, body=body)

    def _fetch_token(self) -> tuple[str, int]:
        asked = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret, "force_refresh": False}
        answer = send("POST", f"{self.base}/cgi-bin/stable_token", params={}, body=asked)
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not (isinstance(token, str) and token and isinstance(seconds, int) and seconds > 0):
            raise WechatUnavailable
        return token, seconds

    def _require_configuration(self) -> None:
        if not (self.appid and self.secret):
            raise WechatMisconfigured(0, "WECHAT_APPID and WECHAT_SECRET are not set")


def verdict_of(answer: Mapping[str, Any]) -> ContentVerdict | None:
    """Return the verdict in an answer or a push, None where it holds none that we know."""
    result = answer.get("result")
    suggest, label = (result.get("suggest"), result.get("label")) if isinstance(result, dict) else (None, None)
    if suggest not in ("pass", "review", "risky"):
        return None
    digits = str(label)  # a number in JSON, digits in an XML push
    return ContentVerdict(str(suggest), int(digits) if digits.isascii() and digits.isdigit() else 0)


def get_client() -> WechatClient:
    """Return the client of the shop's mini-program, by settings."""
    return WechatClient(settings.WECHAT_API_BASE.rstrip("/"), settings.WECHAT_APPID, settings.WECHAT_SECRET)


def get_official_client() -> WechatClient | None:
    """Return the client of the shop's official account, if settings name one."""
    appid, secret = settings.WECHAT_OFFICIAL_APPID, settings.WECHAT_OFFICIAL_SECRET
    return WechatClient(settings.WECHAT_API_BASE.rstrip("/"), appid, secret) if appid and secret else None

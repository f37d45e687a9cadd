"""What WeChat says no to, by errcode (protocols 1.1-1.3), and what it does not say at all."""

from typing import ClassVar

from kernel.errors import Refusal, Unavailable


class WechatUnavailable(Unavailable):
    """No answer, or none that can be read: time-out, 5xx, not JSON, "system busy" (-1)."""

    code, title = "wechat_unavailable", "微信暂时没有响应，请稍后再试"


class WechatUnreachable(WechatUnavailable):
    """No connection came about: whatever was to be said was not said, and may be said again."""


class WechatRefused(Refusal):
    """WeChat answered with an errcode. The text of WeChat stays in the log; the member reads `title`."""

    status, code, title = 422, "wechat_refused", "微信拒绝了此请求"
    errcodes: ClassVar[frozenset[int]] = frozenset()

    def __init__(self, errcode: int, errmsg: str = "") -> None:
        super().__init__()
        self.errcode = errcode
        self.errmsg = errmsg

    def __str__(self) -> str:
        return f"{self.errcode} {self.errmsg}".strip()


class WechatCodeInvalid(WechatRefused):
    """A login or phone code that is wrong, used or older than five minutes: the client asks WeChat for another."""

    code, title = "wechat_code_invalid", "微信授权码无效或已过期，请重试"
    errcodes = frozenset({40029, 40163})


class WechatUserBlocked(WechatRefused):
    """A high-risk user whose code WeChat blocks."""

    status, code, title = 403, "wechat_user_blocked", "该微信账号存在风险，暂时无法登录，请联系客服"
    errcodes = frozenset({40226})


class WechatTooFrequent(WechatRefused):
    status, code, title = 429, "wechat_too_frequent", "操作过于频繁，请稍后再试"
    errcodes = frozenset({45009, 45011})


class WechatUserNotSeen(WechatRefused):
    """The content check wants a user who has opened the mini-program in the last two hours."""

    status, code, title = 409, "wechat_user_not_seen", "请先打开小程序再试"
    errcodes = frozenset({61010})


class WechatTokenExpired(WechatRefused):
    """The access token is no longer good; the client has already tried a fresh one."""

    status, code, title = 503, "wechat_unavailable", "微信暂时没有响应，请稍后再试"
    errcodes = frozenset({40001, 40014, 42001})


class WechatMisconfigured(WechatRefused):
    """App id, secret or address list is wrong: nothing a member can do, an alarm for the operator."""

    status, code, title = 503, "wechat_misconfigured", "微信接入配置有误，请联系商家"
    errcodes = frozenset({40002, 40013, 40125, 40164, 40243, 41002, 41004, 50004, 50007, 89503, 89506, 89507})


BUSY = -1
_KINDS = (
    WechatCodeInvalid,
    WechatUserBlocked,
    WechatTooFrequent,
    WechatUserNotSeen,
    WechatTokenExpired,
    WechatMisconfigured,
)


def refusal_for(errcode: int, errmsg: str) -> WechatRefused | WechatUnavailable:
    """Return the named error of an errcode."""
    if errcode == BUSY:
        return WechatUnavailable()
    kind = next((kind for kind in _KINDS if errcode in kind.errcodes), WechatRefused)
    return kind(errcode, errmsg)

"""Refusals: what the house says no to, with a status, a stable code and a Chinese sentence (rules 13.2).

A room names its own refusals by subclassing one of the kinds below; `kernel.web` renders them as problem+json.
"""

from collections.abc import Sequence
from typing import Any, ClassVar


class Refusal(Exception):
    """A request that is understood and refused. `errors` names the fields, `extra` adds members to the answer."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "请求被拒绝"

    def __init__(self, detail: str | None = None, *, errors: Sequence[dict[str, Any]] = (), **extra: Any) -> None:
        self.detail = detail or self.title
        self.errors = list(errors)
        self.extra = extra
        super().__init__(self.detail)


class NotSignedIn(Refusal):
    status, code, title = 401, "not_signed_in", "请先登录"


class Forbidden(Refusal):
    status, code, title = 403, "forbidden", "没有权限进行此操作"


class NotFound(Refusal):
    status, code, title = 404, "not_found", "内容不存在"


class Conflict(Refusal):
    status, code, title = 409, "conflict", "当前状态不允许此操作"


class TooLarge(Refusal):
    status, code, title = 413, "too_large", "内容过大"


class Invalid(Refusal):
    status, code, title = 422, "invalid", "提交的内容有误"


class TooMany(Refusal):
    """`retry_after` in seconds goes into the header of the same name."""

    status, code, title = 429, "too_many_requests", "操作过于频繁，请稍后再试"


class Unavailable(Refusal):
    status, code, title = 503, "unavailable", "服务暂时不可用，请稍后再试"

"""The OpenAPI document: what every operation may refuse, and which of them need an `Idempotency-Key`."""

from typing import Any

from django.conf import settings
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from kernel.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn, Refusal, TooLarge, TooMany, Unavailable
from kernel.web.problems import CONTENT_TYPE, MalformedRequest, NotAcceptable, UnsupportedMedia, problem

EVERYWHERE: tuple[type[Refusal], ...] = (
    MalformedRequest,
    NotSignedIn,
    Forbidden,
    NotFound,
    NotAcceptable,
    Invalid,
    TooMany,
    Unavailable,
)
ON_WRITES: tuple[type[Refusal], ...] = (Conflict, TooLarge, UnsupportedMedia)
_WRITES = ("post", "put", "delete", "patch")

IDEMPOTENCY_KEY = OpenApiParameter(
    name="Idempotency-Key",
    type={"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
    location=OpenApiParameter.HEADER,
    required=True,
    description="同一操作的重试须带同一个值：同键同内容返回首次的应答，24 小时内有效。",
)
IF_NONE_MATCH = OpenApiParameter(
    name="If-None-Match",
    type=OpenApiTypes.STR,
    location=OpenApiParameter.HEADER,
    required=False,
    description="上次应答的 ETag；内容未变时返回 304。",
)
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 问题说明；code 是稳定的英文代码，文字是中文。可能带有与 code 相关的其他成员。",
    "required": ["type", "title", "status", "detail", "code", "errors", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
        "request_id": {"type": "string"},
    },
}


class ProblemAutoSchema(AutoSchema):
    """Adds what our views carry: the key of an idempotent method, the 304 of a public one."""

    def get_override_parameters(self) -> list[Any]:
        if getattr(self._method(), "is_idempotent", False):
            return [IDEMPOTENCY_KEY]
        return [IF_NONE_MATCH] if self._is_conditional() else []

    def get_tags(self) -> list[str]:
        """Return the chapter of an operation that names none, by the beginning of its path."""
        chapters = getattr(settings, "API_CHAPTERS", {})
        return [chapters.get(tag, tag) for tag in super().get_tags()]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        if self._is_conditional() and "200" in bodies:
            bodies["304"] = {"description": "内容未变"}
        return bodies

    def _method(self) -> Any:
        return getattr(self.view, self.method.lower(), None)

    def _is_conditional(self) -> bool:
        return self.method == "GET" and getattr(self.view, "is_conditional", False)


def add_problem_responses(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Document the refusals of each operation as application/problem+json."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["responses"] = {kind.__name__: _response(kind) for kind in (*EVERYWHERE, *ON_WRITES)}
    for path in result.get("paths", {}).values():
        for method, operation in path.items():
            if isinstance(operation, dict) and "responses" in operation:
                # Answered by the server in front of us, before there is a request to render a problem for.
                operation["responses"].setdefault("414", {"description": "请求地址过长"})
                _add(operation["responses"], (*EVERYWHERE, *ON_WRITES) if method in _WRITES else EVERYWHERE)
    return result


def _add(responses: dict[str, Any], kinds: tuple[type[Refusal], ...]) -> None:
    for kind in kinds:
        responses.setdefault(str(kind.status), {"$ref": f"#/components/responses/{kind.__name__}"})


def _response(kind: type[Refusal]) -> dict[str, Any]:
    example = problem(kind(), "4f6f1f1c0c3f4f7a9d0e8f4a7b1c2d3e")
    if kind is Invalid:
        example["errors"] = [{"field": "quantity", "code": "min_value", "message": "请确保该值大于或者等于 1。"}]
    return {
        "description": kind.title,
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
    }

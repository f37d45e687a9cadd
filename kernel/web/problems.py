"""Refusals, validation errors and surprises as application/problem+json (RFC 9457, rules 13.2)."""

import logging
import math
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response

from kernel.errors import Forbidden, Invalid, NotFound, NotSignedIn, Refusal, TooLarge, TooMany, Unavailable

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"


class MalformedBody(Refusal):
    status, code, title = 400, "malformed_body", "请求体不是有效的 JSON"


class MalformedRequest(Refusal):
    status, code, title = 400, "malformed_request", "请求格式不正确"


class MethodNotAllowed(Refusal):
    status, code, title = 405, "method_not_allowed", "不支持的请求方法"


class NotAcceptable(Refusal):
    status, code, title = 406, "not_acceptable", "无法提供所要求的内容类型"


class UnsupportedMedia(Refusal):
    status, code, title = 415, "unsupported_media_type", "不支持的内容类型"


class ServerFault(Refusal):
    status, code, title = 500, "server_fault", "服务器出错了，请稍后再试"


_KINDS: dict[type[Exception], type[Refusal]] = {
    RequestDataTooBig: TooLarge,
    SuspiciousOperation: MalformedRequest,
    Http404: NotFound,
    PermissionDenied: Forbidden,
    exceptions.NotAuthenticated: NotSignedIn,
    exceptions.AuthenticationFailed: NotSignedIn,
    exceptions.PermissionDenied: Forbidden,
    exceptions.NotFound: NotFound,
    exceptions.ParseError: MalformedBody,
    exceptions.MethodNotAllowed: MethodNotAllowed,
    exceptions.NotAcceptable: NotAcceptable,
    exceptions.UnsupportedMediaType: UnsupportedMedia,
}


def problem(refusal: Refusal, request_id: str) -> dict[str, Any]:
    """Return the body of the answer to a refusal."""
    return {
        "type": f"/api/docs/errors#{refusal.code}",
        "title": refusal.title,
        "status": refusal.status,
        "detail": refusal.detail,
        "code": refusal.code,
        "errors": refusal.errors,
        "request_id": request_id,
        **refusal.extra,
    }


def refusal_of(error: Exception) -> Refusal | None:
    """Translate what Django and the framework raise; None for a surprise."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, exceptions.ValidationError):
        return Invalid(errors=list(flatten(error.get_full_details())))
    if isinstance(error, exceptions.Throttled):
        return TooMany(retry_after=max(1, math.ceil(getattr(error, "wait", None) or 1)))
    if isinstance(error, DatabaseError | InterfaceError):
        return _of_database(error)
    return next((refusal() for kind, refusal in _KINDS.items() if isinstance(error, kind)), None)


def _of_database(error: Exception) -> Refusal | None:
    if isinstance(error, OperationalError | InterfaceError):
        # The database is gone, full or busy (locks, serialization, disk): nothing was done, the caller may come again.
        log.exception("database unavailable")
        return Unavailable(retry_after=5)
    if isinstance(error, DataError):
        # A value that the columns cannot hold slipped through a parser: a bug of ours, but no fault of the server.
        log.exception("a value the database cannot hold")
        return Invalid()
    return None


def flatten(details: Any, field: str = "") -> Iterator[dict[str, str]]:
    """Yield {field, code, message} for each error, nested fields joined by dots."""
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        yield {"field": _printable(field), "code": str(details["code"]), "message": _printable(details["message"])}
    elif isinstance(details, dict):
        for name, inner in details.items():
            yield from flatten(inner, f"{field}.{name}" if field else str(name))
    else:
        for index, inner in enumerate(details):
            leaf = isinstance(inner, dict) and set(inner) == {"message", "code"}
            yield from flatten(inner, field if leaf else f"{field}.{index}")


def _printable(text: Any) -> str:
    """Return a text without lone surrogates: names and values of the client come back in errors."""
    return str(text).encode("utf-8", "replace").decode()


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Render an exception of a view. A surprise is left to Django, which logs it and calls `server_fault`."""
    refusal = refusal_of(error)
    if refusal is None:
        return None
    request = context["request"]
    response = Response(problem(refusal, getattr(request, "request_id", "")), status=refusal.status)
    response.content_type = CONTENT_TYPE
    if "retry_after" in refusal.extra:
        response["Retry-After"] = str(refusal.extra["retry_after"])
    if refusal.status == NotSignedIn.status:
        response["WWW-Authenticate"] = "Bearer"
    return response


def plain(refusal: Refusal, request: HttpRequest) -> HttpResponse:
    """Render a refusal outside a REST view."""
    body = problem(refusal, getattr(request, "request_id", ""))
    return JsonResponse(
        body, status=refusal.status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False}
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an unknown path."""
    return plain(NotFound(), request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django refuses before a view: a foreign host, too large a body."""
    return plain(TooLarge() if isinstance(exception, RequestDataTooBig) else MalformedRequest(), request)


def server_fault(request: HttpRequest) -> HttpResponse:
    """Answer a surprise without telling anything about it."""
    return plain(ServerFault(), request)

"""`@idempotent`: a POST that is done once per caller and `Idempotency-Key` (rules 13.4)."""

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db import DatabaseError, transaction
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import clock
from kernel.errors import Invalid, TooMany
from kernel.idempotency import services
from kernel.idempotency.services import Answer, IdempotencyKeyInFlight, Ticket
from kernel.web.callers import caller_of
from kernel.web.problems import CONTENT_TYPE, problem_handler

log = logging.getLogger(__name__)
HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class IdempotencyKeyRequired(Invalid):
    code, title = "idempotency_key_required", "缺少 Idempotency-Key 请求头"


class IdempotencyKeyInvalid(Invalid):
    code, title = "idempotency_key_invalid", "Idempotency-Key 须为 1-255 个可见 ASCII 字符"


class Once:
    """One run of a view: holds the claim, keeps the answer in the last business transaction."""

    def __init__(self, ticket: Ticket) -> None:
        self._ticket = ticket
        self.is_answered = False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Open the transaction that does the work and keeps its answer: both or neither."""
        with transaction.atomic():
            yield

    def answer(self, status: int, data: Any) -> Response:
        """Keep the answer and return it.

        :raises IdempotencyKeyInFlight: the lease was lost; the transaction rolls back with it.
        """
        services.save_answer(ticket=self._ticket, status=status, text=_rendered(data), at=clock.now())
        self.is_answered = True
        return Response(data, status=status)

    def keep_refusal(self, response: Response) -> None:
        """Keep a refusal in a transaction of its own: the business one has rolled back."""
        services.save_answer(
            ticket=self._ticket, status=response.status_code, text=_rendered(response.data), at=clock.now()
        )

    def free(self) -> None:
        """Let the same request come again at once; if even that fails, the lease ends by itself."""
        try:
            services.free(ticket=self._ticket, at=clock.now())
        except DatabaseError:
            log.exception("an idempotency key stays leased")


def idempotent(method: Callable[..., Response]) -> Callable[..., Response]:
    """Give a view's method the claim of its key as `once`, and replay the first answer to a repetition."""

    @wraps(method)
    def run(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        claimed = services.claim(
            caller=caller_of(request), key=_key_of(request), body_hash=_hash_of(request), at=clock.now()
        )
        if isinstance(claimed, Answer):
            return _replay(claimed)
        once = Once(claimed)
        try:
            response = method(view, request, once, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 - rendered as a refusal, or raised again
            return _refused(once, request, error)
        if not once.is_answered:
            raise RuntimeError(f"{method.__qualname__} must answer through once.answer")
        return response

    run.is_idempotent = True  # type: ignore[attr-defined] # the OpenAPI document asks for it
    return run


def _refused(once: Once, request: Request, error: Exception) -> Response:
    if isinstance(error, IdempotencyKeyInFlight):
        raise error  # the lease was lost: the claim belongs to another run
    response = problem_handler(error, {"request": request})
    if response is None or response.status_code >= 500 or response.status_code == TooMany.status:
        once.free()
        raise error
    once.keep_refusal(response)
    return response


def _replay(answer: Answer) -> Response:
    response = Response(json.loads(answer.text), status=answer.status, headers={"Idempotent-Replayed": "true"})
    if answer.status >= 400:
        response.content_type = CONTENT_TYPE
    return response


def _key_of(request: Request) -> str:
    key = request.headers.get(HEADER, "")
    if not key:
        raise IdempotencyKeyRequired
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyInvalid
    return key


def _hash_of(request: Request) -> str:
    """Return the digest of method, path and parsed body: white space and the order of members make no other request."""
    body = json.dumps(request.data, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{request.method} {request.get_full_path()}\n{body}".encode()).hexdigest()


def _rendered(data: Any) -> str:
    return JSONRenderer().render(data).decode()

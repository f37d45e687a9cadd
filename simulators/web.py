"""Requests, responses and a small router: all the HTTP the simulators need."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from simulators.world import World

JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """One request as it came in; ``target`` is the path and query exactly as sent, without the host's prefix."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        pairs = parse_qs(urlsplit(self.target).query, keep_blank_values=True)
        return {name: values[-1] for name, values in pairs.items()}

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")

    def json(self) -> Any:
        """Return the decoded body.

        :raises ValueError: the body is no JSON in UTF-8.
        """
        return json.loads(self.body.decode("utf-8"))


@dataclass(frozen=True)
class Response:
    """One answer. With ``hold_seconds`` it is never sent: the connection hangs that long and then breaks."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    hold_seconds: float | None = None


class Refusal(Exception):
    """An endpoint says no; each simulated host words it in its own way."""

    def response(self) -> Response:
        raise NotImplementedError


Endpoint = Callable[["World", Request], Response]


@dataclass(frozen=True)
class Route:
    """A method and a path such as ``/v3/refunds/{number}``; ``name`` is what faults and recorded calls say.

    An exclusive endpoint runs alone in its world; one that waits for the product's answers must not.
    """

    method: str
    template: str
    name: str
    endpoint: Endpoint
    is_exclusive: bool = True

    def match(self, method: str, path: str) -> dict[str, str] | None:
        if method != self.method:
            return None
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template)
        found = re.fullmatch(pattern, path)
        return found.groupdict() if found else None


def find_route(routes: Sequence[Route], method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    for route in routes:
        params = route.match(method, path)
        if params is not None:
            return route, params
    return None


def json_response(payload: Any, status: int = 200) -> Response:
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(status=status, body=body, headers={"Content-Type": JSON_TYPE})

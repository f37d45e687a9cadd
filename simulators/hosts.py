"""Serve one request at one simulated host: route, strike with a fault, answer, record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from simulators.calls import Call
from simulators.clock import rfc3339
from simulators.faults import Fault
from simulators.web import Refusal, Request, Response, Route, find_route
from simulators.world import World


def let_in(_world: World, _request: Request) -> None:
    """Guard nothing."""


def as_it_is(_world: World, response: Response, _is_broken: bool) -> Response:
    """Seal nothing."""
    return response


@dataclass(frozen=True)
class Host:
    """How one host speaks: who may call, how it fails, what it says of unknown addresses, how answers are sealed."""

    prefix: str
    routes: Sequence[Route]
    lost: Callable[[Request], Response]
    fail: Callable[[Fault], Response]
    guard: Callable[[World, Request], None] = let_in
    seal: Callable[[World, Response, bool], Response] = as_it_is
    is_recorded: bool = True


def serve(world: World, host: Host, request: Request) -> Response:
    """Answer a request whose target has lost the host's prefix."""
    found = find_route(host.routes, request.method, request.path)
    if found is None:
        return host.seal(world, host.lost(request), False)
    route, params = found
    request = replace(request, params=params)
    with world.lock:
        fault = world.faults.take(route.name) if host.is_recorded else None
    response = _answer(world, host, route, request, fault)
    if host.is_recorded:
        world.calls.add(_call(world, route, request, response, fault))
    return response


def _answer(world: World, host: Host, route: Route, request: Request, fault: Fault | None) -> Response:
    if fault and fault.is_before:
        return _failed(world, host, fault)
    response = _endpoint_answer(world, host, route, request)
    if fault and fault.kind in {"error_after", "timeout_after"}:
        return _failed(world, host, fault)
    if fault and fault.kind == "truncated":
        response = replace(response, body=response.body[: len(response.body) // 2])
    return host.seal(world, response, bool(fault and fault.kind == "bad_signature"))


def _failed(world: World, host: Host, fault: Fault) -> Response:
    if fault.is_timeout:
        return Response(status=0, hold_seconds=fault.hold_seconds)
    return host.seal(world, host.fail(fault), False)


def _endpoint_answer(world: World, host: Host, route: Route, request: Request) -> Response:
    try:
        host.guard(world, request)
        if not route.is_exclusive:
            return route.endpoint(world, request)
        with world.lock:
            return route.endpoint(world, request)
    except Refusal as refusal:
        return refusal.response()


def _call(world: World, route: Route, request: Request, response: Response, fault: Fault | None) -> Call:
    return Call(
        endpoint=route.name,
        method=request.method,
        target=request.target,
        headers=dict(request.headers),
        body=request.body.decode("utf-8", "replace"),
        status=response.status,
        answer=response.body.decode("utf-8", "replace"),
        fault=fault.kind if fault else "",
        at=rfc3339(world.clock.now()),
    )

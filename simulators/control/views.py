"""The control calls: each reads its fields, does one thing, and shows what came of it."""

from dataclasses import asdict
from typing import Any

from simulators.clock import parse_rfc3339, rfc3339
from simulators.control.errors import ControlRefusal
from simulators.control.reading import read_fields
from simulators.deliveries import Delivery
from simulators.notifier import DELIVER, release
from simulators.settings import PushSettings, Verdict
from simulators.web import Request, Response, json_response
from simulators.wechat.login import make_codes
from simulators.wechat.push import check_address, send_push
from simulators.wechat.tokens import revoke_all
from simulators.wechatpay import payer
from simulators.wechatpay.models import find_order, orders, refunds, refunds_of
from simulators.wechatpay.orders import order_json
from simulators.wechatpay.refunds import refund_json, settle
from simulators.world import World


def codes(world: World, request: Request) -> Response:
    fields = read_fields(request, optional=("openid", "unionid", "phone"))
    if not all(isinstance(value, str) for value in fields.values()):
        raise ControlRefusal("bad_fields", "openid, unionid and phone are strings")
    return json_response(make_codes(world, **fields))


def pay(world: World, request: Request) -> Response:
    fields = read_fields(request, required=("client_params", "openid"), optional=("result",))
    if not isinstance(fields["client_params"], dict):
        raise ControlRefusal("bad_client_params", "client_params must be an object")
    return json_response(payer.pay(world, **fields))


def settle_refund(world: World, request: Request) -> Response:
    status = read_fields(request, optional=("status",)).get("status", "SUCCESS")
    try:
        refund = settle(world, request.params["out_refund_no"], status, world.clock.now())
    except LookupError as error:
        raise ControlRefusal("unknown_refund", str(error), 404) from None
    except ValueError as error:
        raise ControlRefusal("bad_status", str(error)) from None
    return json_response(asdict(refund))


def list_orders(world: World, _request: Request) -> Response:
    shown = []
    for number, _ in list(orders(world).all()):
        order = find_order(world, number)
        if order:
            parts = [refund_json(order, refund) for refund in refunds_of(world, order)]
            shown.append({**order_json(order), "refunds": parts})
    return json_response({"orders": shown, "refunds": len(list(refunds(world).all()))})


def order_fault(world: World, request: Request) -> Response:
    fields = read_fields(request, ("endpoint", "kind"), ("times", "errcode", "message", "hold_seconds"))
    try:
        world.faults.add(**fields)
    except ValueError as error:
        raise ControlRefusal("bad_fault", str(error)) from None
    return list_faults(world, request)


def list_faults(world: World, _request: Request) -> Response:
    return json_response({"faults": [asdict(fault) for fault in world.faults.waiting()]})


def clear_faults(world: World, request: Request) -> Response:
    world.faults.clear()
    return list_faults(world, request)


def list_calls(world: World, request: Request) -> Response:
    return json_response({"calls": [asdict(call) for call in world.calls.of(request.query.get("endpoint", ""))]})


def order_trick(world: World, request: Request) -> Response:
    optional = ("event_type", "times", "attempts", "copies", "seconds", "changes")
    try:
        world.tricks.add(**read_fields(request, ("kind",), optional))
    except ValueError as error:
        raise ControlRefusal("bad_trick", str(error)) from None
    return json_response({"tricks": [asdict(trick) for trick in world.tricks.waiting()]})


def list_notifications(world: World, _request: Request) -> Response:
    shown = [notification_json(world, delivery) for _, delivery in world.deliveries.all()]
    return json_response({"notifications": shown, "tricks": [asdict(trick) for trick in world.tricks.waiting()]})


def notification_json(world: World, delivery: Delivery) -> dict[str, Any]:
    due = world.agenda.next_due(DELIVER, delivery.id)
    return {
        **asdict(delivery),
        "created_at": rfc3339(delivery.created_at),
        "next_at": rfc3339(due) if due is not None else None,
    }


def release_held(world: World, request: Request) -> Response:
    fields = read_fields(request, optional=("ids", "newest_first"))
    try:
        released = release(world, **fields)
    except ValueError as error:
        raise ControlRefusal("not_held", str(error)) from None
    return json_response({"released": released})


def deliver_due(world: World, _request: Request) -> Response:
    return json_response({"done": world.run_due()})


def show_clock(world: World, _request: Request) -> Response:
    return json_response({"now": rfc3339(world.clock.now()), "is_stopped": world.clock.is_stopped})


def move_clock(world: World, request: Request) -> Response:
    fields = read_fields(request, optional=("advance_seconds", "now", "is_stopped"))
    try:
        _move_clock(world, fields)
    except (TypeError, ValueError) as error:
        raise ControlRefusal("bad_clock", str(error)) from None
    world.wake.set()
    return show_clock(world, request)


def _move_clock(world: World, fields: dict[str, Any]) -> None:
    if not fields or {"now", "advance_seconds"} <= set(fields):
        raise ValueError("give advance_seconds or now, or is_stopped")
    if "now" in fields:
        world.clock.set(parse_rfc3339(str(fields["now"])))
    world.clock.advance(float(fields.get("advance_seconds", 0)))
    if "is_stopped" in fields:
        (world.clock.stop if fields["is_stopped"] else world.clock.resume)()


def revoke_tokens(world: World, _request: Request) -> Response:
    return json_response({"revoked": revoke_all(world)})


def set_keywords(world: World, request: Request) -> Response:
    table = read_fields(request, ("keywords",))["keywords"]
    try:
        world.settings.keywords = {word: Verdict(**verdict) for word, verdict in table.items()}
    except (AttributeError, TypeError):
        raise ControlRefusal("bad_keywords", 'give {"word": {"suggest": "risky", "label": 20006}}') from None
    return json_response({"keywords": {word: asdict(found) for word, found in world.settings.keywords.items()}})


def set_push(world: World, request: Request) -> Response:
    try:
        world.settings.push = PushSettings(**read_fields(request, ("url",), ("mode", "format")))
    except ValueError as error:
        raise ControlRefusal("bad_push", str(error)) from None
    return json_response(asdict(world.settings.push))


def check_push(world: World, _request: Request) -> Response:
    return json_response(check_address(world))


def send_event(world: World, request: Request) -> Response:
    fields = read_fields(request, ("event", "openid"), ("content",))
    content = fields.get("content", {})
    delivery = send_push(world, fields["event"], content, openid=fields["openid"], at=world.clock.now())
    return json_response({"id": delivery.id, "state": delivery.state})


def reset(world: World, _request: Request) -> Response:
    world.reset()
    return json_response({"reset": True})

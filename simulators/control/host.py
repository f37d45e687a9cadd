"""``/_sim/``: its addresses."""

from simulators.control import telling, views
from simulators.control.errors import ControlRefusal
from simulators.faults import Fault
from simulators.hosts import Host
from simulators.web import Request, Response, Route

ROUTES = (
    Route("POST", "/codes", "sim.codes", views.codes),
    Route("POST", "/pay", "sim.pay", views.pay),
    Route("GET", "/orders", "sim.orders", views.list_orders),
    Route("POST", "/refunds/{out_refund_no}", "sim.refund", views.settle_refund),
    Route("GET", "/notifications", "sim.notifications", views.list_notifications),
    Route("POST", "/notifications", "sim.trick", views.order_trick),
    Route("POST", "/notifications/release", "sim.release", views.release_held),
    Route("POST", "/notifications/deliver", "sim.deliver", views.deliver_due, is_exclusive=False),
    Route("GET", "/faults", "sim.faults", views.list_faults),
    Route("POST", "/faults", "sim.fault", views.order_fault),
    Route("DELETE", "/faults", "sim.no_faults", views.clear_faults),
    Route("GET", "/calls", "sim.calls", views.list_calls),
    Route("GET", "/clock", "sim.clock", views.show_clock),
    Route("POST", "/clock", "sim.move_clock", views.move_clock),
    Route("POST", "/tokens/revoke", "sim.revoke", views.revoke_tokens),
    Route("POST", "/keywords", "sim.keywords", views.set_keywords),
    Route("POST", "/push", "sim.push", views.set_push),
    Route("POST", "/push/check", "sim.push_check", views.check_push, is_exclusive=False),
    Route("POST", "/push/send", "sim.push_send", views.send_event),
    Route("POST", "/subscribe", "sim.subscribe", telling.subscribe),
    Route("GET", "/messages", "sim.messages", telling.list_messages),
    Route("GET", "/sms", "sim.sms", telling.list_sms),
    Route("POST", "/reset", "sim.reset", views.reset, is_exclusive=False),
)


def lost(request: Request) -> Response:
    return ControlRefusal("not_found", f"no control call {request.method} /_sim{request.path}", 404).response()


def fail(_fault: Fault) -> Response:
    raise NotImplementedError("control calls do not fail to order")


HOST = Host("/_sim", ROUTES, lost=lost, fail=fail, is_recorded=False)

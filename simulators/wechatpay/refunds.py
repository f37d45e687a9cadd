"""Refunds: request, query, settle (protocols.md 4.8)."""

from typing import Any

from simulators.clock import rfc3339
from simulators.web import Request, Response, json_response
from simulators.wechatpay import errors
from simulators.wechatpay.errors import PayRefusal
from simulators.wechatpay.fields import REQUEST_REFUND
from simulators.wechatpay.models import (
    DAY,
    Order,
    Refund,
    find_order,
    find_order_by_transaction,
    new_number,
    orders,
    refunds,
    refunds_of,
)
from simulators.wechatpay.notifications import notify_refund
from simulators.wechatpay.schema import fingerprint, read_body
from simulators.world import World

MOST_REFUNDS = 50
REFUNDABLE_SECONDS = 365 * DAY
SETTLE = "settle_refund"
OUTCOMES = ("SUCCESS", "ABNORMAL", "CLOSED")


def request_refund(world: World, request: Request) -> Response:
    """Accept a refund; the same number with the same parameters shows the refund as it stands."""
    body = read_body(request, REQUEST_REFUND)
    refund = refunds(world).find(body["out_refund_no"])
    if refund is None:
        refund = _new_refund(world, _refunded_order(world, body), body)
    elif fingerprint(refund.params) != fingerprint(body):
        raise PayRefusal("INVALID_REQUEST", "请求重入时，参数与首次请求时不一致", errors.OTHER_PARAMETERS)
    return _shown(world, refund)


def _refunded_order(world: World, body: dict[str, Any]) -> Order:
    if ("transaction_id" in body) == ("out_trade_no" in body):
        raise PayRefusal("PARAM_ERROR", "transaction_id和out_trade_no必须二选一", errors.ILLEGAL)
    if "transaction_id" in body:
        order = find_order_by_transaction(world, body["transaction_id"])
    else:
        order = find_order(world, body["out_trade_no"])
    if order is None:
        raise PayRefusal("RESOURCE_NOT_EXISTS", "订单不存在", errors.NO_SUCH_ORDER)
    return order


def _check_refundable(world: World, order: Order, amount: dict[str, Any]) -> None:
    if order.state not in {"SUCCESS", "REFUND"}:
        raise PayRefusal("INVALID_REQUEST", "订单未支付，不能退款")
    if world.clock.now() > order.paid_at + REFUNDABLE_SECONDS:
        raise PayRefusal("INVALID_REQUEST", "订单已超过退款期限")
    if amount["total"] != order.total_fen:
        raise PayRefusal("PARAM_ERROR", "订单金额与原订单不一致", errors.ILLEGAL)
    if "from" in amount and sum(part["amount"] for part in amount["from"]) != amount["refund"]:
        raise PayRefusal("PARAM_ERROR", "退款出资金额之和与退款金额不一致", errors.ILLEGAL)
    live = [refund for refund in refunds_of(world, order) if refund.status != "CLOSED"]
    if len(live) >= MOST_REFUNDS:
        raise PayRefusal("INVALID_REQUEST", "部分退款次数超过50次")
    if sum(refund.refund_fen for refund in live) + amount["refund"] > order.total_fen:
        raise PayRefusal("INVALID_REQUEST", "退款金额超过可退金额", errors.OUT_OF_RANGE)


def _new_refund(world: World, order: Order, body: dict[str, Any]) -> Refund:
    _check_refundable(world, order, body["amount"])
    now = world.clock.now()
    refund = Refund(new_number("5030", 28), body["out_refund_no"], order.out_trade_no, body, now)
    refunds(world).put(refund.out_refund_no, refund)
    # A partial refund turns the order into REFUND too.
    order.state = "REFUND"
    order.refund_nos.append(refund.out_refund_no)
    orders(world).put(order.out_trade_no, order)
    if world.settings.refund_delay_seconds is not None:
        world.plan(now + world.settings.refund_delay_seconds, SETTLE, refund.out_refund_no)
    return refund


def query_refund(world: World, request: Request) -> Response:
    refund = refunds(world).find(request.params["out_refund_no"])
    if refund is None:
        raise PayRefusal("RESOURCE_NOT_EXISTS", "退款单不存在", errors.NO_SUCH_ORDER)
    return _shown(world, refund)


def settle_when_due(world: World, out_refund_no: str, due: float) -> None:
    """Let the bank take the refund, unless a tester decided it already."""
    with world.lock:
        refund = refunds(world).find(out_refund_no)
        if refund and refund.status == "PROCESSING":
            settle(world, out_refund_no, "SUCCESS", due)


def settle(world: World, out_refund_no: str, status: str, at: float) -> Refund:
    """Decide a refund and notify; an abnormal one may still be decided again.

    :raises LookupError: no such refund.
    :raises ValueError: no such outcome, or the refund is final.
    """
    refund = refunds(world).find(out_refund_no)
    if refund is None:
        raise LookupError(f"no refund {out_refund_no}")
    if status not in OUTCOMES or refund.status in {"SUCCESS", "CLOSED"}:
        raise ValueError(f"a {refund.status} refund cannot become {status!r}; outcomes: {', '.join(OUTCOMES)}")
    refund.status = status
    refund.success_at = at if status == "SUCCESS" else 0.0
    refunds(world).put(out_refund_no, refund)
    order = find_order(world, refund.out_trade_no)
    if order and "notify_url" in refund.params:
        notify_refund(world, order, refund, at)
    return refund


def _shown(world: World, refund: Refund) -> Response:
    order = find_order(world, refund.out_trade_no)
    if order is None:
        raise PayRefusal("RESOURCE_NOT_EXISTS", "订单不存在", errors.NO_SUCH_ORDER)
    return json_response(refund_json(order, refund))


def refund_json(order: Order, refund: Refund) -> dict[str, Any]:
    """Show a refund as the call and the query do."""
    total, part = order.total_fen, refund.refund_fen
    amount = {
        "total": total,
        "refund": part,
        "from": refund.params["amount"].get("from", []),
        "payer_total": total,
        "payer_refund": part,
        "settlement_refund": part,
        "settlement_total": total,
        "discount_refund": 0,
        "currency": "CNY",
    }
    shown = {
        "refund_id": refund.refund_id,
        "out_refund_no": refund.out_refund_no,
        "transaction_id": order.transaction_id,
        "out_trade_no": order.out_trade_no,
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": rfc3339(refund.created_at),
        "status": refund.status,
        "funds_account": refund.params.get("funds_account", "UNSETTLED"),
        "amount": amount,
        "promotion_detail": [],
    }
    return shown | ({"success_time": rfc3339(refund.success_at)} if refund.success_at else {})

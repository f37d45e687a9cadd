"""JSAPI orders: place, query, close (protocols.md 4.4 and 4.6)."""

import secrets
from typing import Any

from simulators.clock import parse_rfc3339, rfc3339
from simulators.people import people
from simulators.web import Request, Response, json_response
from simulators.wechatpay import errors
from simulators.wechatpay.errors import PayRefusal
from simulators.wechatpay.fields import CLOSE_ORDER, PLACE_ORDER
from simulators.wechatpay.models import (
    AUTO_CLOSE_SECONDS,
    LEAST_EXPIRY_SECONDS,
    Order,
    Prepay,
    find_order,
    find_order_by_transaction,
    orders,
    prepays,
)
from simulators.wechatpay.schema import fingerprint, read_body
from simulators.world import World

DESCRIPTIONS = {"NOTPAY": "订单未支付", "SUCCESS": "支付成功", "REFUND": "转入退款", "CLOSED": "订单已关闭"}


def place_order(world: World, request: Request) -> Response:
    """Make an order, or a fresh prepay session of an order with the very same parameters."""
    body = read_body(request, PLACE_ORDER)
    _check_parties(world, body)
    order = find_order(world, body["out_trade_no"])
    if order is None:
        order = _new_order(world, body)
    else:
        _check_reentry(world, order, body)
    prepay = Prepay("wx" + secrets.token_hex(17), order.out_trade_no, world.clock.now())
    prepays(world).put(prepay.id, prepay)
    return json_response({"prepay_id": prepay.id})


def _check_parties(world: World, body: dict[str, Any]) -> None:
    who = world.config.identity
    if body["mchid"] != who.mchid:
        raise PayRefusal("MCH_NOT_EXISTS", "商户号不存在", errors.ILLEGAL)
    if body["appid"] != who.appid:
        raise PayRefusal("APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配", errors.APPID_NOT_BOUND)
    if people(world).find(body["payer"]["openid"]) is None:
        raise PayRefusal("PARAM_ERROR", "appid和openid不匹配", errors.ILLEGAL)


def _new_order(world: World, body: dict[str, Any]) -> Order:
    now = world.clock.now()
    order = Order(body["out_trade_no"], body, now, _expiry(body.get("time_expire"), now))
    orders(world).put(order.out_trade_no, order)
    return order


def _expiry(time_expire: str | None, now: float) -> float:
    if time_expire is None:
        return now + AUTO_CLOSE_SECONDS
    try:
        expiry = parse_rfc3339(time_expire).timestamp()
    except ValueError:
        raise PayRefusal("PARAM_ERROR", "time_expire格式有误", errors.ILLEGAL) from None
    if expiry > now + AUTO_CLOSE_SECONDS:
        raise PayRefusal("PARAM_ERROR", "time_expire不能超过7天", errors.OUT_OF_RANGE)
    return max(expiry, now + LEAST_EXPIRY_SECONDS)


def _check_reentry(world: World, order: Order, body: dict[str, Any]) -> None:
    if order.state in {"SUCCESS", "REFUND"}:
        raise PayRefusal("INVALID_REQUEST", "该订单已支付", errors.ORDER_PAID)
    if fingerprint(order.params) != fingerprint(body):
        raise PayRefusal("INVALID_REQUEST", "请求重入时，参数与首次请求时不一致", errors.OTHER_PARAMETERS)
    if order.state == "CLOSED" or world.clock.now() >= order.expires_at:
        raise PayRefusal("INVALID_REQUEST", "该订单已失效，请重新下单", errors.ORDER_OVER)


def query_by_number(world: World, request: Request) -> Response:
    _check_mchid(world, request.query.get("mchid", ""))
    return _shown(find_order(world, request.params["out_trade_no"]))


def query_by_transaction(world: World, request: Request) -> Response:
    _check_mchid(world, request.query.get("mchid", ""))
    return _shown(find_order_by_transaction(world, request.params["transaction_id"]))


def close_order(world: World, request: Request) -> Response:
    """Close an unpaid order; closing again is fine, closing a paid one is refused (ORDER_PAID)."""
    _check_mchid(world, read_body(request, CLOSE_ORDER)["mchid"])
    order = find_order(world, request.params["out_trade_no"])
    if order is None:
        raise _no_such_order()
    if order.state in {"SUCCESS", "REFUND"}:
        raise PayRefusal("ORDER_PAID", "该订单已支付", errors.ORDER_PAID)
    order.state = "CLOSED"
    orders(world).put(order.out_trade_no, order)
    return Response(status=204)


def _check_mchid(world: World, mchid: str) -> None:
    if not mchid:
        raise PayRefusal("PARAM_ERROR", "缺少必填参数mchid", errors.ILLEGAL)
    if mchid != world.config.identity.mchid:
        raise PayRefusal("PARAM_ERROR", "商户号和订单不匹配", errors.MCHID_MISMATCH)


def _shown(order: Order | None) -> Response:
    if order is None:
        raise _no_such_order()
    return json_response(order_json(order))


def _no_such_order() -> PayRefusal:
    return PayRefusal("ORDER_NOT_EXIST", "订单不存在", errors.NO_SUCH_ORDER)


def order_json(order: Order) -> dict[str, Any]:
    """Show an order as queries and the notification do; most fields appear only once it is paid."""
    currency = order.params["amount"].get("currency", "CNY")
    shown: dict[str, Any] = {
        "appid": order.params["appid"],
        "mchid": order.params["mchid"],
        "out_trade_no": order.out_trade_no,
        "trade_state": order.state,
        "trade_state_desc": DESCRIPTIONS[order.state],
        "amount": {"total": order.total_fen, "currency": currency},
        "promotion_detail": [],
    }
    if "attach" in order.params:
        shown["attach"] = order.params["attach"]
    if "device_id" in order.params.get("scene_info", {}):
        shown["scene_info"] = {"device_id": order.params["scene_info"]["device_id"]}
    if order.transaction_id:
        shown |= {
            "transaction_id": order.transaction_id,
            "trade_type": "JSAPI",
            "bank_type": "OTHERS",
            "success_time": rfc3339(order.paid_at),
            "payer": {"openid": order.openid},
        }
        shown["amount"] |= {"payer_total": order.total_fen, "payer_currency": currency}
    return shown

"""The user's side of ``wx.requestPayment``: the client parameters are checked, then the order is paid or not."""

from collections.abc import Mapping
from typing import Any

from simulators.control.errors import ControlRefusal
from simulators.crypto import pay_sign_message, rsa_verify
from simulators.wechatpay.models import (
    PREPAY_SECONDS,
    Order,
    Pointer,
    Prepay,
    find_order,
    new_number,
    orders,
    prepays,
    transactions,
)
from simulators.wechatpay.notifications import notify_payment
from simulators.wechatpay.orders import order_json
from simulators.world import World

PARAMS = ("timeStamp", "nonceStr", "package", "signType", "paySign")
PACKAGE_PREFIX = "prepay_id="


def pay(world: World, client_params: Mapping[str, Any], openid: str, result: str = "success") -> dict[str, Any]:
    """Pay, or cancel, as the user ``openid`` with the parameters the product gave its mini-program.

    :raises ControlRefusal: parameters that the real client would refuse, another user, an order that is over.
    """
    if result not in {"success", "cancel"}:
        raise ControlRefusal("bad_result", "result must be success or cancel")
    _check_signature(world, client_params)
    with world.lock:
        prepay = prepays(world).find(client_params["package"].removeprefix(PACKAGE_PREFIX))
        order = find_order(world, prepay.out_trade_no) if prepay else None
        if prepay is None or order is None:
            raise ControlRefusal("unknown_prepay", "this prepay_id was not made here")
        _check_payable(world, prepay, order, openid)
        if result == "success":
            _mark_paid(world, order)
    message = "requestPayment:ok" if result == "success" else "requestPayment:fail cancel"
    return {"errMsg": message, **order_json(order)}


def _check_signature(world: World, params: Mapping[str, Any]) -> None:
    unknown = set(params) - {*PARAMS, "appId"}
    wrong = [name for name in PARAMS if not isinstance(params.get(name), str)]
    if unknown or wrong:
        raise ControlRefusal("bad_client_params", f"strings needed: {wrong}; not known: {sorted(unknown)}")
    appid = world.config.identity.appid
    if params.get("appId", appid) != appid:
        raise ControlRefusal("bad_client_params", "appId is not this mini-program's")
    if params["signType"] != "RSA" or not params["package"].startswith(PACKAGE_PREFIX):
        raise ControlRefusal("bad_client_params", "signType must be RSA and package must begin with prepay_id=")
    message = pay_sign_message(appid, params["timeStamp"], params["nonceStr"], params["package"])
    if not rsa_verify(world.config.merchant_public_key, message, params["paySign"]):
        raise ControlRefusal("bad_pay_sign", "paySign does not fit the parameters and the merchant's key")


def _check_payable(world: World, prepay: Prepay, order: Order, openid: str) -> None:
    now = world.clock.now()
    if order.openid != openid:
        raise ControlRefusal("other_payer", "the order was made for another openid")
    if order.state != "NOTPAY":
        code = "already_closed" if order.state == "CLOSED" else "already_paid"
        raise ControlRefusal(code, f"the order is {order.state}")
    if now >= prepay.created_at + PREPAY_SECONDS:
        raise ControlRefusal("prepay_expired", "a prepay_id is good for two hours")
    if now >= order.expires_at:
        raise ControlRefusal("order_expired", "time_expire has passed")


def _mark_paid(world: World, order: Order) -> None:
    order.state, order.paid_at = "SUCCESS", world.clock.now()
    order.transaction_id = new_number("4200", 28)
    orders(world).put(order.out_trade_no, order)
    transactions(world).put(order.transaction_id, Pointer(order.out_trade_no))
    notify_payment(world, order, order_json(order))

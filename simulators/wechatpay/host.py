"""``api.mch.weixin.qq.com``: its addresses and its manners."""

from simulators.faults import Fault
from simulators.hosts import Host
from simulators.keys import WECHATPAY_PREFIX
from simulators.web import Request, Response, Route
from simulators.wechatpay import orders, refunds
from simulators.wechatpay.errors import RATE_LIMIT, PayRefusal
from simulators.wechatpay.seal import check_request, seal_answer
from simulators.world import World

ORDER = "/v3/pay/transactions/out-trade-no/{out_trade_no}"
REFUNDS = "/v3/refund/domestic/refunds"

ROUTES = (
    Route("POST", "/v3/pay/transactions/jsapi", "pay.jsapi", orders.place_order),
    Route("GET", ORDER, "pay.query", orders.query_by_number),
    Route("GET", "/v3/pay/transactions/id/{transaction_id}", "pay.query_id", orders.query_by_transaction),
    Route("POST", ORDER + "/close", "pay.close", orders.close_order),
    Route("POST", REFUNDS, "pay.refund", refunds.request_refund),
    Route("GET", REFUNDS + "/{out_refund_no}", "pay.refund_query", refunds.query_refund),
)


def fail(fault: Fault) -> Response:
    if fault.kind == "rate_limited":
        refusal = PayRefusal("FREQUENCY_LIMITED", "频率超限", RATE_LIMIT)
    elif fault.kind == "errcode":
        refusal = PayRefusal(str(fault.errcode), fault.message or "业务失败")
    else:
        refusal = PayRefusal("SYSTEM_ERROR", fault.message or "系统异常，请用相同参数重试")
    return refusal.response()


def lost(request: Request) -> Response:
    answer = PayRefusal("RESOURCE_NOT_EXISTS", f"没有接口{request.method} {request.path}").response()
    return Response(404, answer.body, answer.headers)


def seal(world: World, response: Response, is_broken: bool) -> Response:
    return seal_answer(world, response, is_broken=is_broken)


HOST = Host(WECHATPAY_PREFIX, ROUTES, lost=lost, fail=fail, guard=check_request, seal=seal)

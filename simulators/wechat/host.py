"""``api.weixin.qq.com``: its addresses and its manners."""

from simulators.faults import Fault
from simulators.hosts import Host
from simulators.keys import WECHAT_PREFIX
from simulators.web import Request, Response, Route, find_route
from simulators.wechat import login, messages, security, tokens
from simulators.wechat.errors import WeChatRefusal

ROUTES = (
    Route("GET", "/sns/jscode2session", "wechat.jscode2session", login.code_to_session),
    Route("GET", "/cgi-bin/token", "wechat.token", tokens.plain_token),
    Route("POST", "/cgi-bin/stable_token", "wechat.stable_token", tokens.stable_token),
    Route("GET", "/wxa/checksession", "wechat.checksession", login.check_session),
    Route("POST", "/wxa/business/getuserphonenumber", "wechat.getuserphonenumber", login.phone_number),
    Route("POST", "/wxa/msg_sec_check", "wechat.msg_sec_check", security.check_text),
    Route("GET", "/wxaapi/newtmpl/gettemplate", "wechat.gettemplate", messages.list_templates),
    Route("POST", "/cgi-bin/message/subscribe/send", "wechat.subscribe_send", messages.send_message),
    Route("POST", "/wxa/media_check_async", "wechat.media_check_async", security.check_media),
)


def fail(fault: Fault) -> Response:
    if fault.kind == "rate_limited":
        return WeChatRefusal(45011).response()
    errcode = int(fault.errcode) if fault.kind == "errcode" else -1
    return WeChatRefusal(errcode, fault.message).response()


def lost(request: Request) -> Response:
    for method, errcode in (("GET", 43001), ("POST", 43002)):
        if find_route(ROUTES, method, request.path):
            return WeChatRefusal(errcode).response()
    return Response(status=404)


HOST = Host(WECHAT_PREFIX, ROUTES, lost=lost, fail=fail)

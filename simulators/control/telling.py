"""The control calls about messages: what users allow, what reached them."""

from dataclasses import asdict

from simulators.control.errors import ControlRefusal
from simulators.control.reading import read_fields
from simulators.sms.host import show_sms
from simulators.web import Request, Response, json_response
from simulators.wechat.messages import answer_request, show_messages
from simulators.world import World


def subscribe(world: World, request: Request) -> Response:
    fields = read_fields(request, ("openid", "template"), ("result",))
    try:
        allowance = answer_request(
            world, openid=fields["openid"], template_id=fields["template"], result=fields.get("result", "accept")
        )
    except ValueError as error:
        raise ControlRefusal("bad_subscription", str(error)) from None
    return json_response(asdict(allowance))


def list_messages(world: World, request: Request) -> Response:
    return json_response({"messages": show_messages(world, request.query.get("openid", ""))})


def list_sms(world: World, request: Request) -> Response:
    return json_response({"sms": show_sms(world, request.query.get("phone", ""))})

"""Where WeChat pushes its messages to. It answers at once; the work happens after."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from kernel import clock
from kernel.web.permissions import IsAnyone
from kernel.web.throttles import throttle
from kernel.wechat.push import PushKeys, PushMalformed, check_url, open_message
from kernel.wechat.services import receive_push

MAX_BODY = 64 * 1024


class WhateverIsAccepted(BaseContentNegotiation):
    """A channel takes what it gets: a strange Accept header must not turn a message into a 406."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        return next(iter(parsers), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = next(iter(renderers))
        return first, first.media_type


@extend_schema(exclude=True)
class PushView(APIView):
    """For WeChat only; signed, so nobody signs in."""

    authentication_classes = []
    permission_classes = [IsAnyone]
    throttle_classes = [throttle("notifications")]
    content_negotiation_class = WhateverIsAccepted

    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(check_url(request.query_params.dict(), _keys()), content_type="text/plain; charset=utf-8")

    def post(self, request: Request) -> HttpResponse:
        body = request.body
        if len(body) > MAX_BODY:
            raise PushMalformed
        moment = clock.now()
        receive_push(message=open_message(request.query_params.dict(), body, _keys(), moment), at=moment)
        return HttpResponse("success", content_type="text/plain; charset=utf-8")


def _keys() -> PushKeys:
    return PushKeys(settings.WECHAT_PUSH_TOKEN, settings.WECHAT_PUSH_AES_KEY, settings.WECHAT_APPID)

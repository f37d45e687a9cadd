"""A member's inbox, what they subscribe to, and what they do not want to hear."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.response import Response

from kernel import clock
from kernel.web.callers import MemberRequest
from kernel.web.inputs import parse
from kernel.web.pages import KeysetPagination
from kernel.web.views import MemberListView, MemberView
from members.messages import selectors, services
from members.messages.api import serializers as shapes
from members.messages.models import Message

TAGS = ["消息"]


class InboxPages(KeysetPagination):
    """Pages that also say how much is unread."""

    unread = 0

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        self.unread = selectors.count_unread(member_id=request.user.pk)
        return super().paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        response.data["unread"] = self.unread
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        page = super().get_paginated_response_schema(schema)
        page["required"].append("unread")
        page["properties"]["unread"] = {"type": "integer", "description": "未读条数"}
        return page


@extend_schema_view(
    get=extend_schema(operation_id="me_messages", summary="我的消息", description="新的在前；附未读条数。", tags=TAGS)
)
class MessagesView(MemberListView):
    queryset = Message.objects.none()  # for the OpenAPI document, which has no caller
    serializer_class = shapes.MessageOutput
    pagination_class = InboxPages
    keyset = ("-id",)

    def get_queryset(self) -> QuerySet[Message]:
        return selectors.inbox_of(self.request.user.pk)


class ReadMessageView(MemberView):
    @extend_schema(
        operation_id="me_message_read", summary="消息标为已读", request=None, responses=shapes.MessageOutput, tags=TAGS
    )
    def post(self, request: MemberRequest, message_id: int) -> Response:
        message = services.read_message(member_id=request.user.pk, message_id=message_id, at=clock.now())
        return Response(shapes.MessageOutput(message).data)


class ReadAllMessagesView(MemberView):
    @extend_schema(
        operation_id="me_messages_read_all",
        summary="全部标为已读",
        request=None,
        responses=shapes.ReadAllOutput,
        tags=TAGS,
    )
    def post(self, request: MemberRequest) -> Response:
        read = services.read_all(member_id=request.user.pk, at=clock.now())
        unread = selectors.count_unread(member_id=request.user.pk)
        return Response(shapes.ReadAllOutput({"read": read, "unread": unread}).data)


class SubscriptionsView(MemberView):
    @extend_schema(
        operation_id="me_subscriptions",
        summary="订阅消息次数",
        description="店铺使用的订阅模板，以及每个模板还可以给我发几次。",
        responses=shapes.SubscriptionsOutput,
        tags=TAGS,
    )
    def get(self, request: MemberRequest) -> Response:
        asked = selectors.subscriptions_of(member_id=request.user.pk)
        return Response(shapes.SubscriptionsOutput({"results": asked}).data)

    @extend_schema(
        operation_id="me_subscriptions_answer",
        summary="上报订阅答复",
        description="wx.requestSubscribeMessage 对每个模板的答复各上报一次：accept 加一次，ban 清零，其余只记录。",
        request=shapes.SubscriptionAnswerInput,
        responses=shapes.SubscriptionQuotaOutput,
        tags=TAGS,
    )
    def post(self, request: MemberRequest) -> Response:
        data = parse(request, shapes.SubscriptionAnswerInput)
        quota = services.answer_subscription(
            member_id=request.user.pk,
            template_id=data["template"],
            result=data["result"],
            answer_id=data.get("answer_id", ""),
            at=clock.now(),
        )
        return Response(shapes.SubscriptionQuotaOutput(quota).data)


class MessageSettingsView(MemberView):
    @extend_schema(
        operation_id="me_message_settings", summary="消息设置", responses=shapes.MessageSettingsOutput, tags=TAGS
    )
    def get(self, request: MemberRequest) -> Response:
        return _switches(request)

    @extend_schema(
        operation_id="me_message_settings_change",
        summary="修改消息设置",
        description="提交要关闭的全部分组；交易必需的通知不受影响。",
        request=shapes.MessageSettingsInput,
        responses=shapes.MessageSettingsOutput,
        tags=TAGS,
    )
    def put(self, request: MemberRequest) -> Response:
        data = parse(request, shapes.MessageSettingsInput)
        services.set_muted_groups(member_id=request.user.pk, groups=data["muted"])
        return _switches(request)


def _switches(request: MemberRequest) -> Response:
    groups = selectors.group_switches(member_id=request.user.pk)
    return Response(shapes.MessageSettingsOutput({"groups": groups}).data)

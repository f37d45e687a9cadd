"""A member's tasks and check-ins."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.response import Response

from kernel import clock
from kernel.web.callers import MemberRequest
from kernel.web.inputs import parse, parse_query
from kernel.web.once import Once, idempotent
from kernel.web.views import MemberListView, MemberView
from members.tasks import selectors, services
from members.tasks.api import serializers as shapes
from members.tasks.api.devices import DEVICE_ID, device_of
from members.tasks.models import Task

TAGS = ["任务与签到"]


@extend_schema_view(
    get=extend_schema(
        operation_id="me_tasks", summary="我的任务", description="进行中的任务，以及还有奖励待领取的任务。", tags=TAGS
    )
)
class TasksView(MemberListView):
    queryset = Task.objects.none()  # for the OpenAPI document, which has no caller
    serializer_class = shapes.TaskOutput
    keyset = ("position", "id")
    # A page shows them all.
    default_limit = 100

    def get_queryset(self) -> QuerySet[Task]:
        return selectors.offered_to(self.request.user, at=clock.now())

    def paginate_queryset(self, queryset: Any) -> Any:
        tasks: Any = super().paginate_queryset(queryset)
        return selectors.standings_of(self.request.user, tasks, at=clock.now())


class ClaimTaskView(MemberView):
    @extend_schema(
        operation_id="me_task_claim",
        summary="领取任务奖励",
        description="每期只能领取一次；同一设备或身份已领取过本期奖励时拒绝。",
        parameters=[DEVICE_ID],
        request=shapes.ClaimTaskInput,
        responses=shapes.ClaimedTaskOutput,
        tags=TAGS,
    )
    @idempotent
    def post(self, request: MemberRequest, once: Once, id: int) -> Response:  # noqa: A002 - the name of the path
        data = parse(request, shapes.ClaimTaskInput)
        device, at = device_of(request), clock.now()
        with once.transaction():
            claimed = services.claim(member_id=request.user.pk, task_id=id, device=device, at=at, **data)
            return once.answer(200, shapes.ClaimedTaskOutput(claimed).data)


class CheckInsView(MemberView):
    @extend_schema(
        operation_id="me_check_ins",
        summary="签到日历",
        parameters=[shapes.CheckInMonthQuery],
        responses=shapes.CheckInCalendarOutput,
        tags=TAGS,
    )
    def get(self, request: MemberRequest) -> Response:
        month = parse_query(request, shapes.CheckInMonthQuery).get("month", clock.today().replace(day=1))
        calendar = selectors.calendar_of(request.user, month=month, at=clock.now())
        return Response(shapes.CheckInCalendarOutput(calendar).data)

    @extend_schema(
        operation_id="me_check_in",
        summary="签到或补签",
        description="不带日期为今天签到；带过去的日期为补签，用掉一张补签卡。返回该日所在月份的日历。",
        parameters=[DEVICE_ID],
        request=shapes.CheckInInput,
        responses={201: shapes.CheckInCalendarOutput},
        tags=TAGS,
    )
    @idempotent
    def post(self, request: MemberRequest, once: Once) -> Response:
        on = parse(request, shapes.CheckInInput).get("on")
        who: dict[str, Any] = {"member_id": request.user.pk, "device": device_of(request), "at": clock.now()}
        with once.transaction():
            is_today = on is None or on == clock.date_of(who["at"])
            done = services.check_in(**who) if is_today else services.make_up(on=on, **who)
            calendar = selectors.calendar_of(request.user, month=done.on.replace(day=1), at=who["at"])
            return once.answer(201, shapes.CheckInCalendarOutput(calendar).data)


class MakeUpCardsView(MemberView):
    @extend_schema(
        operation_id="me_make_up_card_buy",
        summary="用积分兑换补签卡",
        request=shapes.BuyMakeUpCardInput,
        responses={201: shapes.MakeUpCardOutput},
        tags=TAGS,
    )
    @idempotent
    def post(self, request: MemberRequest, once: Once) -> Response:
        parse(request, shapes.BuyMakeUpCardInput)
        with once.transaction():
            card = services.buy_card(member_id=request.user.pk, at=clock.now())
            return once.answer(201, shapes.MakeUpCardOutput(card).data)

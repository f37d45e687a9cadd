"""What must hold of messages (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, Q

from kernel import clock
from members.accounts.models import Member
from members.messages.models import Delivery, Message, MessageSettings, Subscription
from members.messages.states import DeliveryState

SENDING_AT_MOST = timedelta(hours=1)
SENT_WITHIN = timedelta(hours=1)


def messages_are_told_once() -> Iterator[str]:
    """A cause is told once per kind."""
    twice = Message.objects.order_by().values("kind", "key").annotate(times=Count("pk")).filter(times__gt=1)
    for row in twice.order_by("kind", "key").iterator():
        yield f"消息 {row['kind']} {row['key']}：{row['times']} 条，应为 1 条"


def deliveries_go_once() -> Iterator[str]:
    """A message goes by a channel once."""
    twice = Delivery.objects.order_by().values("message_id", "channel").annotate(times=Count("pk")).filter(times__gt=1)
    for row in twice.order_by("message_id", "channel").iterator():
        yield f"消息 {row['message_id']}：{row['channel']} 有 {row['times']} 条发送记录，应为 1 条"


def quotas_are_within_answers() -> Iterator[str]:
    """Nobody is owed less than nothing, or more messages than they have accepted."""
    wrong = Subscription.objects.filter(Q(remaining__lt=0) | Q(remaining__gt=F("accepted")))
    for row in wrong.order_by("id").iterator():
        yield f"会员 {row.member_id} 模板 {row.template_id}：剩余 {row.remaining} 次，共同意 {row.accepted} 次"


def nothing_is_stuck() -> Iterator[str]:
    """No delivery is being sent for an hour, and none is an hour overdue."""
    now = clock.now()
    sending = Delivery.objects.filter(state=DeliveryState.SENDING, claimed_at__lte=now - SENDING_AT_MOST)
    for row in sending.order_by("id").iterator():
        yield f"发送记录 {row.number}：{row.claimed_at:%Y-%m-%d %H:%M} 起一直在发送"
    for late in Delivery.objects.due(now - SENT_WITHIN).order_by("id").iterator():
        yield f"发送记录 {late.number}：应在 {late.next_attempt_at:%Y-%m-%d %H:%M} 发送，至今未发"


def erased_members_have_no_messages() -> Iterator[str]:
    """What was said to an erased member is gone with them."""
    gone = Member.objects.filter(state=Member.State.ERASED)
    for model in (Message, Subscription, MessageSettings):
        kept = model.objects.filter(member__in=gone).order_by("id")
        for row in kept.iterator():
            yield f"{model._meta.verbose_name} {row.pk}：会员 {row.member_id} 已注销，应已删除"


CHECKS = (
    ("消息：同一事由每类只通知一次", messages_are_told_once),
    ("消息：每条消息每个渠道只发送一次", deliveries_go_once),
    ("消息：订阅次数不为负且不超过同意次数", quotas_are_within_answers),
    ("消息：没有中断或逾期未发的消息", nothing_is_stuck),
    ("消息：已注销会员不留消息", erased_members_have_no_messages),
)

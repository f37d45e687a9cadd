"""How often a member may be written to with a WeChat template: counted by their answers, never below 0."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from kernel.errors import NotFound
from members.messages.models import Subscription, SubscriptionAnswer, WechatTemplate

# Nobody needs more; a client that counts wrongly cannot run the number up.
MOST = 100
_Result = Subscription.Result


class SubscriptionTemplateNotFound(NotFound):
    code, title = "subscription_template_not_found", "没有这个订阅消息模板"


@transaction.atomic
def answer_subscription(
    *, member_id: int, template_id: str, result: str, at: datetime, answer_id: str = ""
) -> Subscription:
    """Count what the member answered when asked. An answer named by `answer_id` counts once, however often told.

    One accept is one message more; a ban leaves none; a reject or a filter is noted.

    :raises SubscriptionTemplateNotFound: the shop asks for no such template.
    """
    if not WechatTemplate.objects.filter(template_id=template_id, is_gone=False).exists():
        raise SubscriptionTemplateNotFound
    start: dict[str, Any] = {"last_result": result, "answered_at": at}
    row, _ = Subscription.objects.get_or_create(member_id=member_id, template_id=template_id, defaults=start)
    if answer_id and not _is_first(member_id, answer_id, at):
        return row
    changes: dict[_Result, dict[str, Any]] = {
        _Result.ACCEPT: {"accepted": F("accepted") + 1},
        _Result.REJECT: {"rejected": F("rejected") + 1},
        _Result.BAN: {"remaining": 0},
        _Result.FILTER: {},
    }
    mine = Subscription.objects.filter(pk=row.pk)
    mine.update(**start, **changes[_Result(result)])
    if result == _Result.ACCEPT:
        mine.filter(remaining__lt=MOST).update(remaining=F("remaining") + 1)
    row.refresh_from_db()
    return row


def _is_first(member_id: int, answer_id: str, at: datetime) -> bool:
    _, is_new = SubscriptionAnswer.objects.get_or_create(member_id=member_id, answer_id=answer_id, defaults={"at": at})
    return is_new


@transaction.atomic
def take_quota(*, member_id: int, template: WechatTemplate) -> bool:
    """Take one message off the quota; False where there is none. A long-term template only asks for an accept."""
    mine = Subscription.objects.filter(member_id=member_id, template_id=template.template_id)
    if template.is_long_term:
        return mine.filter(last_result=_Result.ACCEPT).exists()
    return bool(mine.filter(remaining__gte=1).update(remaining=F("remaining") - 1))


@transaction.atomic
def return_quota(*, member_id: int, template_id: str) -> None:
    """Give back what a message took that surely was not sent."""
    Subscription.objects.filter(member_id=member_id, template_id=template_id).update(remaining=F("remaining") + 1)


@transaction.atomic
def empty_quota(*, member_id: int, template_id: str, is_turned_off: bool = False) -> None:
    """WeChat says there is none (43101), or the member has turned the template off: then there is none.

    Of a long-term template 43101 means the same as turning it off: nothing more until they accept again.
    """
    changes: dict[str, Any] = {"remaining": 0}
    if is_turned_off or WechatTemplate.objects.filter(template_id=template_id, is_long_term=True).exists():
        changes["last_result"] = _Result.REJECT
    Subscription.objects.filter(member_id=member_id, template_id=template_id).update(**changes)


@transaction.atomic
def forget_answers(*, before: datetime) -> int:
    """Delete the names of answers that no client tells any more; return how many."""
    return SubscriptionAnswer.objects.filter(at__lt=before).delete()[0]

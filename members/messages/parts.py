"""What messages have of a member: inbox, subscriptions, settings (port accounts.parts)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F
from django.db.models.functions import Greatest

from members.messages.models import Delivery, Message, MessageSettings, Subscription, SubscriptionAnswer

_COUNTS = ("remaining", "accepted", "rejected")


class MessagesPart:
    """Messages keep their ids and change hands; quotas add up; what either has muted stays muted."""

    name = "members.messages"
    may_move_again = True

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        return {
            "站内信": Message.objects.owned_by(source_id).count(),
            "订阅次数": Subscription.objects.owned_by(source_id).count(),
            "消息设置": MessageSettings.objects.filter(member_id=source_id).count(),
            "订阅答复": SubscriptionAnswer.objects.filter(member_id=source_id).count(),
        }

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        messages = list(Message.objects.owned_by(source_id).order_by("id").values_list("id", flat=True))
        Message.objects.filter(pk__in=messages).update(member_id=target_id)
        # Names of answers serve for a week; a name both have used is the same answer.
        known = SubscriptionAnswer.objects.filter(member_id=target_id).values("answer_id")
        theirs = SubscriptionAnswer.objects.filter(member_id=source_id)
        theirs.filter(answer_id__in=list(known.values_list("answer_id", flat=True))).delete()
        theirs.update(member_id=target_id)
        return {
            "source_id": source_id,
            "target_id": target_id,
            "messages": messages,
            "subscriptions": [_give(row, target_id) for row in _locked(Subscription, source_id)],
            "settings": _join_settings(source_id, target_id),
        }

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        if not journal:
            return
        source_id, target_id = journal["source_id"], journal["target_id"]
        Message.objects.owned_by(target_id).filter(pk__in=journal["messages"]).update(member_id=source_id)
        for given in journal["subscriptions"]:
            _give_back(given, source_id=source_id, target_id=target_id)
        _part_settings(journal["settings"], source_id=source_id, target_id=target_id)

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        messages = Message.objects.owned_by(member_id).order_by("id")
        quotas = Subscription.objects.owned_by(member_id).order_by("id")
        settings = MessageSettings.objects.filter(member_id=member_id).first()
        return {
            "站内信": [
                {
                    "标题": row.title,
                    "内容": row.body,
                    "发送时间": row.sent_at.isoformat(),
                    "阅读时间": row.read_at.isoformat() if row.read_at else None,
                }
                for row in messages
            ],
            "订阅": [
                {"模板": row.template_id, "剩余次数": row.remaining, "最近答复": row.get_last_result_display()}
                for row in quotas
            ],
            "已关闭的分组": settings.muted if settings else [],
        }

    def erase(self, *, member_id: int, at: datetime) -> None:
        Delivery.objects.filter(message__member_id=member_id).delete()
        for model in (Message, Subscription, SubscriptionAnswer, MessageSettings):
            model.objects.filter(member_id=member_id).delete()

    def blocks(self, *, member_id: int) -> list[str]:
        return []


def _locked(model: type[models.Model], member_id: int) -> list[Any]:
    return list(model._default_manager.select_for_update().filter(member_id=member_id).order_by("id"))


def _give(row: Subscription, target_id: int) -> dict[str, Any]:
    """Add a quota to the target's and take it from the source; return what `undo` needs."""
    given = {name: getattr(row, name) for name in _COUNTS}
    last = {"last_result": row.last_result, "answered_at": row.answered_at}
    mine, _ = Subscription.objects.get_or_create(member_id=target_id, template_id=row.template_id, defaults=last)
    Subscription.objects.filter(pk=mine.pk).update(**{name: F(name) + count for name, count in given.items()})
    row.delete()
    return {"template_id": row.template_id, **given, **last, "answered_at": row.answered_at.isoformat()}


def _give_back(given: Mapping[str, Any], *, source_id: int, target_id: int) -> None:
    """Give the source what is still there of its quota: what was used up meanwhile is gone."""
    mine = Subscription.objects.select_for_update().filter(member_id=target_id, template_id=given["template_id"])
    row = mine.first()
    counts = {name: min(given[name], getattr(row, name)) if row else 0 for name in _COUNTS}
    # The whole of what was accepted goes along, or a quota would be larger than what was said.
    mine.update(**{name: Greatest(F(name) - count, 0) for name, count in counts.items()})
    theirs, _ = Subscription.objects.get_or_create(
        member_id=source_id,
        template_id=given["template_id"],
        defaults={
            "last_result": given["last_result"],
            "answered_at": datetime.fromisoformat(given["answered_at"]),
        },
    )
    Subscription.objects.filter(pk=theirs.pk).update(**{name: F(name) + count for name, count in counts.items()})


def _join_settings(source_id: int, target_id: int) -> dict[str, Any] | None:
    theirs = MessageSettings.objects.filter(member_id=source_id).first()
    if theirs is None:
        return None
    mine, _ = MessageSettings.objects.get_or_create(member_id=target_id)
    journal = {"theirs": theirs.muted, "before": mine.muted, "after": sorted({*mine.muted, *theirs.muted})}
    mine.muted = journal["after"]
    mine.save(update_fields=["muted"])
    theirs.delete()
    return journal


def _part_settings(journal: Mapping[str, Any] | None, *, source_id: int, target_id: int) -> None:
    """Put both back as they were; what the target has changed since stays."""
    if journal is None:
        return
    MessageSettings.objects.update_or_create(member_id=source_id, defaults={"muted": journal["theirs"]})
    mine = MessageSettings.objects.filter(member_id=target_id).first()
    if mine is not None and mine.muted == journal["after"]:
        mine.muted = journal["before"]
        mine.save(update_fields=["muted"])

"""Reads of messages: the inbox, what to ask members for, how they have answered, what operators preview."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from kernel.money import split
from members.messages.models import Delivery, Message, MessageSettings, Subscription, Template
from members.messages.ports import GROUPS, MessageKind, find_kind
from members.messages.rendering import render_sms, render_wechat
from members.messages.shared import remembered
from members.messages.states import DeliveryState
from members.messages.wording import UnknownVariable, filled, filled_page

# wx.requestSubscribeMessage takes no more at once (protocols 3.1).
MOST_AT_ONCE = 3
FIGURES_OF = timedelta(days=7)


def inbox_of(member_id: int) -> QuerySet[Message]:
    """Return a member's inbox, unordered."""
    return Message.objects.owned_by(member_id).in_inbox()


def count_unread(*, member_id: int) -> int:
    """Return how many messages of the inbox were not read."""
    return Message.objects.owned_by(member_id).unread().count()


def templates_by_scene() -> list[dict[str, Any]]:
    """Return which WeChat templates to ask for in which scene, at most three each; no query while warm."""
    return remembered(_scenes)


def _scenes() -> list[dict[str, Any]]:
    rows = _asked_for().exclude(scene="").order_by("scene", "kind")
    scenes: dict[str, list[str]] = {}
    for scene, template_id in rows.values_list("scene", "wechat_template__template_id"):
        ids = scenes.setdefault(scene, [])
        if template_id not in ids and len(ids) < MOST_AT_ONCE:
            ids.append(template_id)
    return [{"scene": scene, "template_ids": ids} for scene, ids in scenes.items()]


def _asked_for() -> QuerySet[Template]:
    return Template.objects.filter(uses_wechat=True, wechat_template__is_gone=False)


@dataclass(frozen=True)
class Asked:
    """A template that members are asked for, what it brings, and how often one of them may still be written to."""

    template: str
    title: str
    labels: tuple[str, ...]
    scenes: tuple[str, ...]
    is_long_term: bool
    remaining: int
    last_result: str | None


def subscriptions_of(*, member_id: int) -> list[Asked]:
    """Return every WeChat template in use with the member's quota, in two queries."""
    mine = {row.template_id: row for row in Subscription.objects.owned_by(member_id)}
    by_template: dict[str, list[Template]] = {}
    for row in _asked_for().select_related("wechat_template").order_by("wechat_template__title", "kind"):
        by_template.setdefault(_id_of(row), []).append(row)
    return [_asked(template_id, rows, mine.get(template_id)) for template_id, rows in by_template.items()]


def _id_of(row: Template) -> str:
    return row.wechat_template.template_id if row.wechat_template else ""


def _asked(template_id: str, rows: list[Template], mine: Subscription | None) -> Asked:
    source = rows[0].wechat_template
    return Asked(
        template=template_id,
        title=source.title if source else "",
        labels=tuple(str(row) for row in rows),
        scenes=tuple(dict.fromkeys(row.scene for row in rows if row.scene)),
        is_long_term=bool(source and source.is_long_term),
        remaining=mine.remaining if mine else 0,
        last_result=mine.last_result if mine else None,
    )


def group_switches(*, member_id: int) -> list[dict[str, Any]]:
    """Return every group of optional messages and whether the member wants it pushed."""
    row = MessageSettings.objects.filter(member_id=member_id).first()
    muted = set(row.muted) if row else set()
    return [{"group": code, "label": label, "is_on": code not in muted} for code, label in GROUPS.items()]


@dataclass(frozen=True)
class Preview:
    """A channel's message with sample values, and what that channel would refuse of it."""

    channel: str
    lines: tuple[tuple[str, str], ...]
    unfit: tuple[str, ...] = ()


def previews_of(template: Template) -> list[Preview]:
    """Return what a template makes of the samples of its kind, channel by channel. No query."""
    kind = find_kind(template.kind)
    if kind is None:
        return []
    values = kind.sample_values()
    found = [_inbox_preview(template, kind, values)] if template.uses_inbox or not kind.is_optional else []
    if template.wechat_template is not None:
        rendered = render_wechat(template, kind, values)
        fields: Any = rendered.content.get("fields", {})
        lines = tuple((row["label"], fields.get(row["key"], "")) for row in template.field_rows())
        found.append(Preview(f"微信订阅消息：{template.wechat_template.title}", lines, rendered.unfit))
    if template.sms_text:
        rendered = render_sms(template, values)
        found.append(Preview("短信", (("内容", str(rendered.content.get("text", ""))),), rendered.unfit))
    return found


def _inbox_preview(template: Template, kind: MessageKind, values: dict[str, str]) -> Preview:
    title, body = template.words_of(kind)
    try:
        lines = (("标题", filled(title, values)), ("内容", filled(body, values)))
    except UnknownVariable as error:
        return Preview("站内信", (), (f"没有变量 {error}",))
    return Preview("站内信", (*lines, ("点开", filled_page(kind.page, values) or "—")))


def delivery_figures(*, at: datetime) -> list[dict[str, Any]]:
    """Return per channel how the deliveries of the last seven days stand, with whole percents, in one query."""
    recent = Delivery.objects.filter(queued_at__gt=at - FIGURES_OF, queued_at__lte=at).order_by()
    rows = recent.values_list("channel", "state").annotate(count=Count("pk"))
    counts = {(channel, state): count for channel, state, count in rows}
    return [_figures_of(channel, counts) for channel in Delivery.Channel]


def _figures_of(channel: Delivery.Channel, counts: dict[tuple[str, str], int]) -> dict[str, Any]:
    by_state = [counts.get((channel.value, state.value), 0) for state in DeliveryState]
    percents = split(100, by_state) if sum(by_state) else by_state
    parts = [
        {"state": state.value, "label": state.label, "count": count, "percent": percent}
        for state, count, percent in zip(DeliveryState, by_state, percents, strict=True)
    ]
    return {"label": channel.label, "total": sum(by_state), "parts": parts}

"""Facts and their deliveries: what happened, who has heard of it, what was given up and can be sent again."""

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from kernel import clock
from kernel.audit.desk import (
    ReadOnlyDesk,
    ReadOnlyInline,
    actor_of,
    bulk_action,
    desk_action,
    link_column,
    moment_column,
    state_column,
    text_column,
)
from kernel.outbox import facts, subscriptions
from kernel.outbox.models import Delivery, StoredFact
from kernel.outbox.services import replay_delivery

REPLAY = "kernel_outbox.replay_delivery"
COLOURS = {"waiting": "info", "done": "success", "dead": "danger"}


class DeliveryLines(ReadOnlyInline):
    model = Delivery
    fields = ["work", "status", "attempts", "last_error", "finished"]
    readonly_fields = fields
    show_change_link = True
    work = text_column("handler", "处理", subscriptions.label_of)

    status = state_column("state", "状态", COLOURS)
    finished = moment_column("done_at", "完成时间")


@admin.register(StoredFact)
class FactDesk(ReadOnlyDesk):
    list_display = ["serial", "event", "aggregate", "published", "fanned_out"]
    list_filter = ["name"]
    search_fields = ["name", "aggregate"]
    search_help_text = "按事件名或聚合搜索，例如 order_id:42"
    date_hierarchy = "published_at"
    ordering = ["-id"]
    fields = ["event", "name", "aggregate", "content", "published", "fanned_out"]
    inlines = [DeliveryLines]

    event = text_column("name", "事件", facts.label_of)
    serial = text_column("id", "编号")
    published = moment_column("published_at", "发生时间")
    fanned_out = moment_column("fanned_out_at", "分发时间")

    @admin.display(description="内容")
    def content(self, fact: StoredFact) -> str:
        return _block(json.dumps(fact.payload, ensure_ascii=False, indent=2))


@admin.register(Delivery)
class DeliveryDesk(ReadOnlyDesk):
    list_display = ["serial", "event", "work", "status", "attempts", "next_attempt", "reason"]
    list_select_related = ["fact"]
    list_filter = ["state", "room", "is_outside"]
    search_fields = ["handler", "fact__name", "fact__aggregate", "last_error"]
    search_help_text = "按处理器、事件、聚合或错误搜索"
    ordering = ["-id"]
    fields = [
        "source",
        "event",
        "work",
        "handler",
        "room",
        "lane",
        "status",
        "attempts",
        "is_outside",
        "next_attempt",
        "finished",
        "error",
    ]
    actions_detail = actions_row = ["replay"]
    actions = ["replay_selected"]

    serial = text_column("id", "编号")
    event = text_column("fact__name", "事件", facts.label_of)
    work = text_column("handler", "处理", subscriptions.label_of)
    source = link_column("fact", "事件记录")
    status = state_column("state", "状态", COLOURS)
    next_attempt = moment_column("next_attempt_at", "下次尝试")
    finished = moment_column("done_at", "完成时间")

    @admin.display(description="最近错误")
    def reason(self, delivery: Delivery) -> str:
        return delivery.last_error.strip().splitlines()[-1][:80] if delivery.last_error.strip() else "—"

    @admin.display(description="最近错误")
    def error(self, delivery: Delivery) -> str:
        return _block(delivery.last_error) if delivery.last_error else "—"

    @desk_action(
        label="重放",
        permission=REPLAY,
        icon="replay",
        variant="primary",
        confirm="这条投递将从头再试一次。处理器是幂等的：已经生效的不会重复生效。",
        success="已重新投递。",
        when=lambda delivery: delivery.state == Delivery.State.DEAD,
        audit=False,
    )
    def replay(self, request: HttpRequest, delivery: Delivery, data: dict[str, Any]) -> None:
        replay_delivery(delivery_id=delivery.pk, actor=actor_of(request), at=clock.now())

    @bulk_action(label="重放所选死信", permission=REPLAY, audit=False)
    def replay_selected(self, request: HttpRequest, delivery: Delivery) -> None:
        replay_delivery(delivery_id=delivery.pk, actor=actor_of(request), at=clock.now())


def _block(text: str) -> str:
    return format_html('<pre class="whitespace-pre-wrap break-all text-xs leading-relaxed">{}</pre>', text)

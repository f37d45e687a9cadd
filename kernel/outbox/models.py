"""The outbox: one row per fact, one delivery per fact and handler (rules 12)."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q


class StoredFact(models.Model):
    """A fact, written in the transaction that made it true."""

    name = models.CharField("事件", max_length=120)
    aggregate = models.CharField("聚合", max_length=80)
    payload = models.JSONField("内容")
    published_at = models.DateTimeField("发生时间")
    fanned_out_at = models.DateTimeField("分发时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "业务事件"
        indexes = [
            models.Index(fields=["id"], condition=Q(fanned_out_at=None), name="outbox_fact_to_fan_out"),
            models.Index(fields=["aggregate", "id"], name="outbox_fact_aggregate"),
            models.Index(fields=["published_at"], name="outbox_fact_published"),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        return self.filter(state=Delivery.State.WAITING)

    def dead(self) -> Self:
        return self.filter(state=Delivery.State.DEAD)

    def heads(self) -> Self:
        """Keep the first waiting delivery of each lane: the only one that may run (rules 12.2)."""
        earlier = Delivery.objects.filter(lane=OuterRef("lane"), state=Delivery.State.WAITING, pk__lt=OuterRef("pk"))
        return self.waiting().filter(~Exists(earlier))

    def due(self, at: datetime) -> Self:
        """Keep what has waited out its back-off and is in nobody's hands."""
        return self.filter(next_attempt_at__lte=at).unclaimed(at)

    def unclaimed(self, at: datetime) -> Self:
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=at))


class Delivery(models.Model):
    """One fact on its way to one handler. A lane is what keeps order: the reacting room and the fact's aggregate."""

    class State(models.TextChoices):
        WAITING = "waiting", "待投递"
        DONE = "done", "已完成"
        DEAD = "dead", "死信"

    fact = models.ForeignKey(StoredFact, on_delete=models.PROTECT, related_name="deliveries", verbose_name="事件")
    handler = models.CharField("处理器", max_length=120)
    room = models.CharField("处理模块", max_length=120)
    lane = models.CharField("顺序通道", max_length=201)
    is_outside = models.BooleanField("事务外执行", default=False)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    next_attempt_at = models.DateTimeField("下次尝试时间")
    claim = models.CharField("占用标记", max_length=32, default="", blank=True)
    claimed_until = models.DateTimeField("占用至", null=True, blank=True)
    last_error = models.TextField("最近错误", default="", blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事件投递"
        permissions = [("replay_delivery", "重放死信")]
        constraints = [
            models.UniqueConstraint(fields=["fact", "handler"], name="outbox_delivery_once"),
            models.CheckConstraint(condition=Q(state__in=["waiting", "done", "dead"]), name="outbox_delivery_state"),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False) | (~Q(state="done") & Q(done_at=None)),
                name="outbox_delivery_done_at",
            ),
        ]
        indexes = [
            models.Index(fields=["lane", "id"], condition=Q(state="waiting"), name="outbox_delivery_lane"),
            models.Index(
                fields=["is_outside", "next_attempt_at", "id"],
                condition=Q(state="waiting"),
                name="outbox_delivery_due",
            ),
            models.Index(fields=["id"], condition=Q(state="dead"), name="outbox_delivery_dead"),
            models.Index(fields=["done_at"], condition=Q(state="done"), name="outbox_delivery_done"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} ← #{self.fact_id}"


class FanOutLock(models.Model):
    """One row: whoever holds it fans out, so that a lane's deliveries are numbered in the order of its facts."""

    class Meta:
        verbose_name = verbose_name_plural = "分发锁"

    def __str__(self) -> str:
        return f"分发锁 {self.pk}"

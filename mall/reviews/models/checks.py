"""What content security was asked about a text or a picture, and what it said."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from mall.reviews.models.reviews import FollowUp, Review, ReviewPicture


class ContentCheckQuerySet(models.QuerySet["ContentCheck"]):
    def open(self) -> Self:
        return self.filter(state__in=ContentCheck.OPEN)

    def due(self, at: datetime) -> Self:
        return self.open().filter(next_attempt_at__lte=at)

    def of(self, review: Review, follow_up: FollowUp | None) -> Self:
        """Keep the present round of a review, or of its follow-up."""
        return self.filter(review=review, follow_up=follow_up, round=(follow_up or review).round)


class ContentCheck(models.Model):
    """One question about one text or picture. A picture's answer is pushed later, under its trace id only."""

    class State(models.TextChoices):
        WAITING = "waiting", "待检测"
        ASKED = "asked", "等待结果"
        PASSED = "passed", "通过"
        DOUBTFUL = "doubtful", "存疑"
        RISKY = "risky", "违规"
        UNKNOWN = "unknown", "没有结果"
        DROPPED = "dropped", "已取消"

    OPEN = (State.WAITING, State.ASKED)

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="checks", verbose_name="评价")
    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.PROTECT, null=True, blank=True, related_name="checks", verbose_name="追评"
    )
    picture = models.ForeignKey(
        ReviewPicture, on_delete=models.PROTECT, null=True, blank=True, related_name="checks", verbose_name="图片"
    )
    round = models.PositiveSmallIntegerField("检测轮次")
    state = models.CharField("结果", max_length=10, choices=State, default=State.WAITING)
    label = models.PositiveIntegerField("违规类别", default=0)
    error = models.CharField("没有结果的原因", max_length=40, blank=True)
    trace_id = models.CharField("追踪编号", max_length=64, null=True, blank=True, unique=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    next_attempt_at = models.DateTimeField("下次尝试时间")
    answered_at = models.DateTimeField("结果时间", null=True, blank=True)

    objects = ContentCheckQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "内容检测"
        ordering = ["id"]
        constraints = [
            # One question per text and picture in a round; a null is no value, so each kind has its own.
            models.UniqueConstraint(
                fields=["review", "round"], condition=Q(follow_up=None, picture=None), name="check_of_review_text_once"
            ),
            models.UniqueConstraint(
                fields=["follow_up", "round"],
                condition=Q(picture=None) & ~Q(follow_up=None),
                name="check_of_follow_up_text_once",
            ),
            models.UniqueConstraint(
                fields=["picture", "round"], condition=~Q(picture=None), name="check_of_picture_once"
            ),
            models.CheckConstraint(condition=~Q(state="asked") | ~Q(trace_id=None), name="check_asked_has_a_trace"),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(state__in=("waiting", "asked")), name="check_to_be_asked"
            )
        ]

    def __str__(self) -> str:
        return f"{'图片' if self.picture_id else '文字'} {self.get_state_display()}"

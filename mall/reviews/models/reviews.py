"""What buyers wrote: one review per order line, one follow-up per review, pictures of both."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from kernel.media.models import Upload
from mall.catalog.models import Product
from mall.orders.models import Order, OrderLine
from mall.reviews.states import Reason, State
from members.accounts.models import Member

MOST_PICTURES = 9
MOST_CHARS = 500
LOWEST, HIGHEST = 1, 5


class ReviewQuerySet(models.QuerySet["Review"]):
    def owned_by(self, member_id: int) -> Self:
        return self.filter(member_id=member_id)

    def published(self) -> Self:
        return self.filter(state=State.PUBLISHED)

    def locked(self) -> Self:
        return self.select_for_update(of=("self",)).order_by("id")

    def in_queue(self) -> Self:
        """Keep what waits for an operator."""
        return self.filter(Q(state=State.MANUAL) | Q(follow_up__state=State.MANUAL))


class Moderated(models.Model):
    """A text with pictures that is shown only after it has been let through."""

    text = models.CharField("内容", max_length=MOST_CHARS, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PENDING)
    # Every time it is checked anew a new round begins; verdicts of earlier rounds count no more.
    round = models.PositiveSmallIntegerField("检测轮次", default=1)
    reason = models.CharField("未通过原因", max_length=20, choices=Reason, blank=True)
    note = models.CharField("审核说明", max_length=200, blank=True)
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    # Empty where the checks decided.
    decided_by_id = models.PositiveBigIntegerField("审核人编号", null=True, blank=True)
    created_at = models.DateTimeField("提交时间")
    published_at = models.DateTimeField("首次发布时间", null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED


def _states_are_sound(name: str) -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(condition=Q(state__in=State.values), name=f"{name}_state_known"),
        models.CheckConstraint(
            condition=~Q(state=State.PUBLISHED) | Q(published_at__isnull=False), name=f"{name}_published_is_dated"
        ),
        models.CheckConstraint(
            condition=~Q(state=State.REJECTED) | ~Q(reason=""), name=f"{name}_rejected_for_a_reason"
        ),
    ]


class Review(Moderated):
    """What a buyer says of a line, once. Who wrote it is shown by `selectors.author_of` only."""

    line = models.OneToOneField(OrderLine, on_delete=models.PROTECT, related_name="review", verbose_name="订单商品")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="reviews", verbose_name="订单")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="reviews", verbose_name="商品")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name="会员")
    rating = models.PositiveSmallIntegerField("评分")
    is_anonymous = models.BooleanField("匿名", default=False)
    # The member's consent to use text and pictures outside the shop; may be withdrawn.
    allows_publishing = models.BooleanField("允许对外使用", default=False)
    has_pictures = models.BooleanField("有图", default=False)
    has_follow_up = models.BooleanField("有追评", default=False)
    is_showcased = models.BooleanField("精选", default=False)
    reply = models.CharField("商家回复", max_length=MOST_CHARS, blank=True)
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    replied_by_id = models.PositiveBigIntegerField("回复人编号", null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评价"
        ordering = ["-id"]
        permissions = [
            ("moderate_review", "可审核评价"),
            ("reply_review", "可回复评价"),
            ("showcase_review", "可设置精选评价"),
            ("export_review", "可导出评价"),
        ]
        constraints = [
            *_states_are_sound("review"),
            models.CheckConstraint(condition=Q(rating__gte=LOWEST, rating__lte=HIGHEST), name="review_one_to_five"),
            models.CheckConstraint(
                condition=Q(is_showcased=False) | Q(state=State.PUBLISHED), name="review_showcased_is_published"
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_at=None) | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="review_reply_is_dated",
            ),
        ]
        # Ties of a moment are broken by the id; every filter of a product's list reads one range.
        indexes = [
            models.Index(
                fields=["product", "published_at", "id"], condition=Q(state="published"), name="review_of_product"
            ),
            models.Index(
                fields=["product", "rating", "published_at", "id"],
                condition=Q(state="published"),
                name="review_of_product_by_stars",
            ),
            models.Index(
                fields=["product", "published_at", "id"],
                condition=Q(state="published", has_pictures=True),
                name="review_with_pictures",
            ),
            models.Index(
                fields=["product", "published_at", "id"],
                condition=Q(state="published", is_showcased=True),
                name="review_showcased",
            ),
            models.Index(fields=["member", "id"], name="review_of_member"),
            models.Index(fields=["id"], condition=Q(state="manual"), name="review_in_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.rating} 星 {self.text[:20]}".strip()


class FollowUp(Moderated):
    """What the buyer adds after using it for a while, once."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="follow_up", verbose_name="评价")

    class Meta:
        verbose_name = verbose_name_plural = "追评"
        ordering = ["id"]
        constraints = _states_are_sound("follow_up")
        indexes = [models.Index(fields=["review"], condition=Q(state="manual"), name="follow_up_in_queue")]

    def __str__(self) -> str:
        return self.text[:20]


class ReviewPicture(models.Model):
    """A picture the member has uploaded, used in a review or, with `follow_up`, in its follow-up."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="pictures", verbose_name="评价")
    follow_up = models.ForeignKey(
        FollowUp, on_delete=models.PROTECT, null=True, blank=True, related_name="pictures", verbose_name="追评"
    )
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="+", verbose_name="图片")
    # The file's name beside the upload's row: lists of reviews join nothing for it.
    file = models.FileField("文件", max_length=200)
    position = models.PositiveSmallIntegerField("顺序")

    class Meta:
        verbose_name = verbose_name_plural = "评价图片"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "upload"], name="review_picture_once"),
            models.UniqueConstraint(
                fields=["review", "position"], condition=Q(follow_up=None), name="review_picture_place"
            ),
            models.UniqueConstraint(
                fields=["follow_up", "position"], condition=~Q(follow_up=None), name="follow_up_picture_place"
            ),
            models.CheckConstraint(condition=Q(position__lt=MOST_PICTURES), name="review_pictures_at_most_nine"),
        ]

    def __str__(self) -> str:
        return f"图片 {self.position + 1}"


def subject_of(review: Review, *, is_follow_up: bool) -> Any:
    """Return what is moderated: the review, or its follow-up where it has one."""
    return review.follow_up if is_follow_up else review

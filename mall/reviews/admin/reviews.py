"""The moderation desk: what waits, with pictures, decided one by one or many at once; answers; the window; export."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kernel import clock
from kernel.audit.desk import (
    ReadOnlyDesk,
    ReadOnlyInline,
    actor_of,
    badge,
    bulk_action,
    desk_action,
    link_column,
    moment_column,
)
from mall.reviews import services
from mall.reviews.admin import columns
from mall.reviews.admin.exports import export_for_publishing
from mall.reviews.admin.filters import WorkFilter
from mall.reviews.admin.forms import HideForm, RejectForm, ReplyForm
from mall.reviews.models import ContentCheck, Review, ReviewPicture
from mall.reviews.selectors import author_of, follow_up_of, said_reason
from mall.reviews.services import Rejection
from mall.reviews.states import UNDECIDED, Reason, State

MODERATE, REPLY = "mall_reviews.moderate_review", "mall_reviews.reply_review"
SHOWCASE = "mall_reviews.showcase_review"


def reject_for(reason: Reason) -> Callable[..., None]:
    """Make a list action that turns the selected reviews down for one reason: one click, no typing."""

    def reject(desk: Any, request: HttpRequest, review: Review) -> None:
        rejection = Rejection(reason=reason.value)
        services.reject_review(review_id=review.pk, rejection=rejection, actor=actor_of(request), at=clock.now())

    reject.__name__ = f"reject_{reason.value}"
    return bulk_action(label=f"驳回：{reason.label}", permission=MODERATE, audit=False)(reject)


def has_undecided(review: Review) -> bool:
    follow_up = follow_up_of(review)
    return review.state in UNDECIDED or (follow_up is not None and follow_up.state in UNDECIDED)


def has_unshown(review: Review) -> bool:
    follow_up = follow_up_of(review)
    return review.state != State.PUBLISHED or (follow_up is not None and follow_up.state != State.PUBLISHED)


class CheckRows(ReadOnlyInline):
    model = ContentCheck
    verbose_name_plural = "内容检测"
    fields = ["what", "part", "round", "finding", "attempts", "answered"]
    readonly_fields = ["what", "part", "finding", "answered"]
    answered = moment_column("answered_at", "结果时间")

    @admin.display(description="对象")
    def what(self, check: ContentCheck) -> SafeString | str:
        return columns.thumbnails([check.picture]) if check.picture else "文字"

    @admin.display(description="部分")
    def part(self, check: ContentCheck) -> str:
        return "追评" if check.follow_up_id else "评价"

    @admin.display(description="结果")
    def finding(self, check: ContentCheck) -> str:
        return badge(columns.finding_text(check), columns.CHECK_COLOURS.get(check.state))

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContentCheck]:
        rows: QuerySet[ContentCheck] = super().get_queryset(request).select_related("picture").order_by("-round", "id")
        return rows


@admin.register(Review)
class ReviewDesk(ReadOnlyDesk):
    list_display = ["content", "pictures", "goods", "author", "state_badges", "findings", "marks", "created"]
    list_filter = [
        WorkFilter, "state", "rating", "has_pictures", "has_follow_up", "is_showcased", "allows_publishing",
        "created_at",
    ]  # fmt: skip
    list_select_related = ["member", "line", "order", "follow_up"]
    list_per_page = 30
    # Not by nickname: a search that finds an anonymous writer's reviews names the writer.
    search_fields = ["text", "line__name", "order__number"]
    search_help_text = "按内容、商品或订单号查找"
    date_hierarchy = "created_at"
    ordering = ["-id"]
    fields = [
        ("goods", "order_page"), ("author", "state_badges"), "content", "all_pictures", "reason_said", "marks",
        ("created", "first_published", "decided"),
    ]  # fmt: skip
    readonly_fields = [
        "goods", "order_page", "author", "state_badges", "content", "all_pictures", "reason_said", "marks", "created",
        "first_published", "decided",
    ]  # fmt: skip
    inlines = [CheckRows]
    actions = [
        "approve_many",
        *(reject_for(reason) for reason in Reason if reason != Reason.OTHER),
        "recheck_many",
        "showcase_many",
        export_for_publishing,
    ]
    actions_detail = ["approve", "reject", "reply", "showcase", "leave_window", "hide", "recheck"]
    order_page = link_column("order", "订单")
    created = moment_column("created_at", "提交时间")
    first_published = moment_column("published_at", "首次发布")
    decided = moment_column("decided_at", "审核时间")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        rows: QuerySet[Review] = super().get_queryset(request)
        pictures = ReviewPicture.objects.order_by("follow_up_id", "position")
        return rows.prefetch_related(Prefetch("pictures", queryset=pictures), "checks")

    @admin.display(description="评价", ordering="rating")
    def content(self, review: Review) -> SafeString:
        return columns.content(review)

    @admin.display(description="图片")
    def pictures(self, review: Review) -> SafeString | str:
        return columns.thumbnails(review.pictures.all())

    @admin.display(description="图片")
    def all_pictures(self, review: Review) -> SafeString | str:
        return columns.thumbnails(review.pictures.all(), most=100, size=160)

    @admin.display(description="商品")
    def goods(self, review: Review) -> str:
        return f"{review.line.name}（{review.line.options}）" if review.line.options else review.line.name

    @admin.display(description="会员")
    def author(self, review: Review) -> str:
        return f"{author_of(review).nickname}（匿名）" if review.is_anonymous else author_of(review).nickname

    @admin.display(description="状态", ordering="state")
    def state_badges(self, review: Review) -> SafeString:
        return columns.states(review)

    @admin.display(description="检测结果")
    def findings(self, review: Review) -> SafeString | str:
        return columns.findings(review)

    @admin.display(description="标记")
    def marks(self, review: Review) -> SafeString | str:
        marks = [
            ("精选", review.is_showcased),
            ("可对外使用", review.allows_publishing),
            ("已回复", bool(review.reply)),
        ]
        shown = [badge(name, "primary") for name, is_set in marks if is_set]
        return format_html("{}" * len(shown), *shown) if shown else "—"

    @admin.display(description="未通过的原因")
    def reason_said(self, review: Review) -> str:
        follow_up = follow_up_of(review)
        said = [said_reason(review) or review.note, f"追评：{said_reason(follow_up)}" if follow_up else ""]
        return "；".join(text for text in said if text and text != "追评：") or "—"

    @bulk_action(label="通过", permission=MODERATE, audit=False)
    def approve_many(self, request: HttpRequest, review: Review) -> None:
        services.approve_review(review_id=review.pk, actor=actor_of(request), at=clock.now())

    @bulk_action(label="重新检测", permission=MODERATE, audit=False)
    def recheck_many(self, request: HttpRequest, review: Review) -> None:
        services.recheck_review(review_id=review.pk, actor=actor_of(request), at=clock.now())

    @bulk_action(label="精选", permission=SHOWCASE, audit=False)
    def showcase_many(self, request: HttpRequest, review: Review) -> None:
        services.showcase_review(review_id=review.pk, is_showcased=True, actor=actor_of(request), at=clock.now())

    @desk_action(
        label="通过", permission=MODERATE, icon="check", variant="primary", audit=False, when=has_unshown,
        confirm="通过后立即在商品页展示。",
    )  # fmt: skip
    def approve(self, request: HttpRequest, review: Review, data: dict[str, Any]) -> str:
        services.approve_review(review_id=review.pk, actor=actor_of(request), at=clock.now())
        return "评价已发布。"

    @desk_action(label="驳回", permission=MODERATE, form=RejectForm, icon="block", audit=False, when=has_undecided)
    def reject(self, request: HttpRequest, review: Review, data: dict[str, Any]) -> str:
        rejection = Rejection(reason=data["reason"], note=data["note"])
        services.reject_review(review_id=review.pk, rejection=rejection, actor=actor_of(request), at=clock.now())
        return "已驳回，会员会收到原因。"

    @desk_action(
        label="隐藏", permission=MODERATE, form=HideForm, icon="visibility_off", audit=False,
        when=lambda review: review.state == State.PUBLISHED, confirm="隐藏后不再展示，也不计入评分。",
    )  # fmt: skip
    def hide(self, request: HttpRequest, review: Review, data: dict[str, Any]) -> str:
        services.hide_review(review_id=review.pk, note=data["note"], actor=actor_of(request), at=clock.now())
        return "评价已隐藏。"

    @desk_action(
        label="重新检测", permission=MODERATE, icon="refresh", audit=False,
        when=lambda review: review.state != State.PENDING, confirm="检测期间不展示。",
    )  # fmt: skip
    def recheck(self, request: HttpRequest, review: Review, data: dict[str, Any]) -> str:
        services.recheck_review(review_id=review.pk, actor=actor_of(request), at=clock.now())
        return "已提交检测。"

    @desk_action(
        label="回复", permission=REPLY, form=ReplyForm, icon="reply", audit=False,
        initial=lambda review: {"text": review.reply}, when=lambda review: review.state == State.PUBLISHED,
    )  # fmt: skip
    def reply(self, request: HttpRequest, review: Review, data: dict[str, Any]) -> str:
        services.reply_to_review(review_id=review.pk, text=data["text"], actor=actor_of(request), at=clock.now())
        return "回复已发布。"

    @desk_action(
        label="精选", permission=SHOWCASE, icon="star", audit=False,
        when=lambda review: review.state == State.PUBLISHED and not review.is_showcased,
    )  # fmt: skip
    def showcase(self, request: HttpRequest, review: Review, data: dict[str, Any]) -> str:
        services.showcase_review(review_id=review.pk, is_showcased=True, actor=actor_of(request), at=clock.now())
        return "已精选，展示在商品页。"

    @desk_action(
        label="取消精选", permission=SHOWCASE, icon="star_off", audit=False, when=lambda review: review.is_showcased
    )
    def leave_window(self, request: HttpRequest, review: Review, data: dict[str, Any]) -> str:
        services.showcase_review(review_id=review.pk, is_showcased=False, actor=actor_of(request), at=clock.now())
        return "已取消精选。"

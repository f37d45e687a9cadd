"""What must hold of reviews (quality 1): each check yields a sentence per row that breaks it."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from mall.catalog.models import Product
from mall.reviews.models import ContentCheck, FollowUp, RatingSummary, Review
from mall.reviews.models.ratings import STARS
from mall.reviews.models.reviews import MOST_PICTURES
from mall.reviews.states import State

Check = ContentCheck.State


def wrong_summaries() -> Iterator[str]:
    """A product's summary is what its published reviews add up to."""
    counts = {name: Count("pk", filter=Q(rating=stars)) for stars, name in enumerate(STARS, 1)}
    pictured, followed = Count("pk", filter=Q(has_pictures=True)), Count("pk", filter=Q(has_follow_up=True))
    rows = Review.objects.published().order_by("product_id").values("product_id")
    counted = _by_product(rows.annotate(**counts, pictured=pictured, followed_up=followed))
    kept = _by_product(RatingSummary.objects.order_by("pk").values())
    nothing = dict.fromkeys((*STARS, "pictured", "followed_up"), 0)
    for product_id in sorted(counted.keys() | kept.keys()):
        mine, theirs = kept.get(product_id, nothing), counted.get(product_id, nothing)
        wrong = [f"{name} 记 {mine[name]} 应为 {theirs[name]}" for name in nothing if mine[name] != theirs[name]]
        if wrong:
            yield f"商品 {product_id} 的评分汇总：{'、'.join(wrong)}"


def wrong_product_columns() -> Iterator[str]:
    """The columns in the catalogue are what the published reviews add up to."""
    published = Review.objects.published().filter(product=OuterRef("pk")).order_by().values("product")
    count = Coalesce(published.annotate(each=Count("pk")).values("each")[:1], 0)
    stars = Coalesce(published.annotate(each=Sum("rating")).values("each")[:1], 0)
    wrong = Product.objects.annotate(counted=count, summed=stars).exclude(
        rating_count=F("counted"), rating_sum=F("summed")
    )
    for product in wrong.order_by("pk").iterator():
        yield (
            f"商品 {product.pk}：评价数 {product.rating_count}（应为 {product.counted}），"
            f"评分合计 {product.rating_sum}（应为 {product.summed}）"
        )


def reviews_of_others() -> Iterator[str]:
    """A review is about a line of its writer's own order that has arrived, and about that line's product."""
    wrong = Review.objects.exclude(
        line__order_id=F("order_id"), line__product_id=F("product_id"), order__member_id=F("member_id")
    )
    never = Review.objects.filter(order__received_at=None)
    for review in (wrong | never).order_by("pk").iterator():
        yield f"评价 {review.pk}：不是本人已收到的订单商品"


def shown_without_being_let_through() -> Iterator[str]:
    """What is shown has passed every check of its round, or an operator has let it through."""
    for kind, name in ((Review, "评价"), (FollowUp, "追评")):
        mine = Q(follow_up=None, review=OuterRef("pk")) if kind is Review else Q(follow_up=OuterRef("pk"))
        failed = ContentCheck.objects.filter(mine, round=OuterRef("round")).exclude(state=Check.PASSED)
        shown = kind._default_manager.filter(state=State.PUBLISHED, decided_by_id=None)
        for row in shown.filter(Exists(failed)).order_by("pk").iterator():
            yield f"{name} {row.pk}：没有通过内容检测，也没有人审核"


def pending_without_a_question() -> Iterator[str]:
    """What waits for the checks has a check that is still open."""
    for kind, name in ((Review, "评价"), (FollowUp, "追评")):
        mine = Q(follow_up=None, review=OuterRef("pk")) if kind is Review else Q(follow_up=OuterRef("pk"))
        asked = ContentCheck.objects.open().filter(mine, round=OuterRef("round"))
        stuck = kind._default_manager.filter(~Exists(asked), state=State.PENDING)
        for row in stuck.order_by("pk").iterator():
            yield f"{name} {row.pk}：机器审核中，却没有未完成的检测"


def wrong_pictures() -> Iterator[str]:
    """No more than nine pictures, and "with pictures" means what it says."""
    own = Count("pictures", filter=Q(pictures__follow_up=None))
    for review in (
        Review.objects.annotate(own=own)
        .filter(Q(own__gt=MOST_PICTURES) | Q(own=0, has_pictures=True) | Q(own__gt=0, has_pictures=False))
        .order_by("pk")
    ):
        yield f"评价 {review.pk}：有 {review.own} 张图片，标记为{'有图' if review.has_pictures else '无图'}"


def wrong_follow_ups() -> Iterator[str]:
    """A review says that it has a follow-up exactly when one is shown."""
    shown = Exists(FollowUp.objects.filter(review=OuterRef("pk"), state=State.PUBLISHED))
    wrong = Review.objects.annotate(shown=shown).exclude(has_follow_up=F("shown"))
    for review in wrong.order_by("pk").iterator():
        yield f"评价 {review.pk}：追评标记与追评不符"


def _by_product(rows: Iterable[Any]) -> dict[int, dict[str, int]]:
    return {row["product_id"]: {name: row[name] for name in row if name != "product_id"} for row in rows}


CHECKS = (
    ("评价：评分汇总等于已发布评价之和", wrong_summaries),
    ("评价：商品评分等于已发布评价之和", wrong_product_columns),
    ("评价：只评本人已收到的商品", reviews_of_others),
    ("评价：展示的内容都已审核", shown_without_being_let_through),
    ("评价：审核中的内容都有未完成的检测", pending_without_a_question),
    ("评价：图片不超过九张且标记相符", wrong_pictures),
    ("评价：追评标记相符", wrong_follow_ups),
)

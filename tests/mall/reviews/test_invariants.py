"""A violation of each kind is planted and seen (quality 1)."""

from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock
from mall.catalog.models import Product
from mall.orders.models import Order
from mall.reviews import invariants
from mall.reviews.models import ContentCheck, FollowUp, RatingSummary, Review, ReviewPicture
from mall.reviews.services import write_follow_up
from tests.factories.reviews import picture_of, published, written
from tests.planting import bare

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(alice: Any, line: Any) -> Review:
    return published(alice, line, rating=4, picture_ids=(picture_of(alice).pk,))


def found(find: Callable[[], Any]) -> list[str]:
    return list(find())


def test_a_sound_room_holds(alice, review):
    write_follow_up(member_id=alice.pk, review_id=review.pk, text="还是很好", picture_ids=(), at=clock.now())
    written(alice)

    assert [row for _title, find in invariants.CHECKS for row in find()] == []


def test_a_wrong_summary_is_named(review, cup):
    RatingSummary.objects.filter(pk=cup.pk).update(four=0, five=2)

    assert found(invariants.wrong_summaries) == [f"商品 {cup.pk} 的评分汇总：four 记 0 应为 1、five 记 2 应为 0"]


def test_a_summary_that_is_missing_is_named(review, cup):
    RatingSummary.objects.all().delete()

    assert found(invariants.wrong_summaries) == [f"商品 {cup.pk} 的评分汇总：four 记 0 应为 1、pictured 记 0 应为 1"]


@pytest.mark.parametrize("change", [{"rating_count": 2}, {"rating_sum": 5}, {"rating_count": 0, "rating_sum": 0}])
def test_a_wrong_column_of_a_product_is_named(review, cup, change):
    Product.objects.filter(pk=cup.pk).update(**change)

    assert len(found(invariants.wrong_product_columns)) == 1


def test_stars_without_any_review_are_named(cup):
    Product.objects.filter(pk=cup.pk).update(rating_count=1, rating_sum=5)

    assert found(invariants.wrong_product_columns) == [f"商品 {cup.pk}：评价数 1（应为 0），评分合计 5（应为 0）"]


def test_a_review_of_somebody_elses_order_is_named(review, carol):
    with bare(Review):
        Review.objects.update(member_id=carol.pk)

        assert found(invariants.reviews_of_others) == [f"评价 {review.pk}：不是本人已收到的订单商品"]


def test_a_review_of_what_never_arrived_is_named(review):
    Order.objects.update(received_at=None)

    assert len(found(invariants.reviews_of_others)) == 1


def test_what_is_shown_without_being_let_through_is_named(alice, review):
    waiting = written(alice)
    Review.objects.filter(pk=waiting.pk).update(state="published", published_at=clock.now())
    added = write_follow_up(member_id=alice.pk, review_id=review.pk, text="追", picture_ids=(), at=clock.now())
    FollowUp.objects.filter(pk=added.pk).update(state="published", published_at=clock.now())

    assert found(invariants.shown_without_being_let_through) == [
        f"评价 {waiting.pk}：没有通过内容检测，也没有人审核",
        f"追评 {added.pk}：没有通过内容检测，也没有人审核",
    ]


def test_what_waits_without_a_question_is_named(alice, review):
    waiting = written(alice)
    added = write_follow_up(member_id=alice.pk, review_id=review.pk, text="追", picture_ids=(), at=clock.now())
    ContentCheck.objects.update(state="passed")

    assert found(invariants.pending_without_a_question) == [
        f"评价 {waiting.pk}：机器审核中，却没有未完成的检测",
        f"追评 {added.pk}：机器审核中，却没有未完成的检测",
    ]


def test_ten_pictures_and_a_wrong_mark_are_named(alice, review):
    plain = published(alice)
    Review.objects.filter(pk=plain.pk).update(has_pictures=True)
    upload = picture_of(alice, "red")
    with bare(ReviewPicture):
        for number in range(1, 10):
            ReviewPicture.objects.create(
                pk=100 + number, review=review, upload=upload, file=upload.file.name, position=number
            )

        assert found(invariants.wrong_pictures) == [
            f"评价 {review.pk}：有 10 张图片，标记为有图",
            f"评价 {plain.pk}：有 0 张图片，标记为有图",
        ]


def test_a_wrong_mark_of_a_follow_up_is_named(review):
    Review.objects.filter(pk=review.pk).update(has_follow_up=True)

    assert found(invariants.wrong_follow_ups) == [f"评价 {review.pk}：追评标记与追评不符"]

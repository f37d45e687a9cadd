"""Reviews of a member who is merged, asks for their data, or is erased (port accounts.parts)."""

import pytest

from kernel import clock
from kernel.media.models import Upload
from mall.orders.models import Order
from mall.reviews.invariants import CHECKS
from mall.reviews.models import ContentCheck, RatingSummary, Review, ReviewPicture
from mall.reviews.parts import ReviewsPart
from mall.reviews.services import ReviewStateConflict, approve_review, reply_to_review, write_follow_up
from tests.factories.reviews import OPERATOR, bought, picture_of, published, written

pytestmark = pytest.mark.django_db
PART = ReviewsPart()


def nothing_is_broken():
    return [row for _title, find in CHECKS for row in find()]


def test_everything_is_the_targets_and_the_sources_again(alice, carol, cup):
    hers, mine = published(carol, bought(carol, product=cup)), published(alice, bought(alice, product=cup))
    before = list(Review.objects.order_by("pk").values())
    pair = {"source_id": carol.pk, "target_id": alice.pk}

    assert PART.preview(**pair) == {"评价": 1}
    journal = PART.move(**pair, at=clock.now())
    Order.objects.filter(pk=hers.order_id).update(member_id=alice.pk)

    assert set(Review.objects.values_list("member_id", flat=True)) == {alice.pk}
    assert nothing_is_broken() == []
    PART.undo(journal=journal, at=clock.now())
    Order.objects.filter(pk=hers.order_id).update(member_id=carol.pk)
    assert list(Review.objects.order_by("pk").values()) == before
    assert mine.member_id == alice.pk
    assert nothing_is_broken() == []


def test_the_export_holds_everything_as_text(alice, line):
    review = published(alice, line, is_anonymous=True, picture_ids=(picture_of(alice).pk,))
    reply_to_review(review_id=review.pk, text="谢谢", actor=OPERATOR, at=clock.now())
    write_follow_up(member_id=alice.pk, review_id=review.pk, text="还是很好", picture_ids=(), at=clock.now())

    [said] = PART.export(member_id=alice.pk)["评价"]

    assert (said["商品"], said["评分"], said["状态"], said["匿名"]) == ("马克杯", 5, "已发布", True)
    assert (said["商家回复"], said["追评"], len(said["图片"])) == ("谢谢", "还是很好", 1)


def test_erased_words_and_pictures_are_gone_and_nothing_is_shown_again(alice, carol, line, cup):
    picture = picture_of(alice)
    review = published(alice, line, picture_ids=(picture.pk,), allows_publishing=True)
    reply_to_review(review_id=review.pk, text="谢谢爱丽丝", actor=OPERATOR, at=clock.now())
    write_follow_up(member_id=alice.pk, review_id=review.pk, text="还是很好", picture_ids=(), at=clock.now())
    written(alice, bought(alice, product=cup), picture_ids=(picture_of(alice, "red").pk,))
    published(carol, bought(carol, product=cup), rating=2)

    PART.erase(member_id=alice.pk, at=clock.now())
    Upload.objects.filter(owner_id=alice.pk).delete()
    type(alice).objects.filter(pk=alice.pk).update(state="erased")

    mine = Review.objects.owned_by(alice.pk)
    assert set(mine.values_list("state", "text", "reply", "allows_publishing", "is_anonymous")) == {
        ("hidden", "", "", False, True)
    }
    assert review.follow_up.__class__.objects.get().text == ""
    assert not ReviewPicture.objects.exists()
    assert not ContentCheck.objects.open().exists()
    assert RatingSummary.objects.get(pk=cup.pk).by_stars == (0, 1, 0, 0, 0)
    with pytest.raises(ReviewStateConflict):
        approve_review(review_id=review.pk, actor=OPERATOR, at=clock.now())
    assert nothing_is_broken() == []


def test_nothing_stands_against_it(alice, line):
    written(alice, line)

    assert PART.blocks(member_id=alice.pk) == []

"""A buyer adds to a published review, once, within the days set."""

from datetime import timedelta

import pytest

from kernel import clock
from mall.reviews import services
from mall.reviews.models import FollowUp, Review
from mall.reviews.selectors import ReviewNotFound
from mall.reviews.services import write_follow_up
from tests.factories.reviews import OPERATOR, picture_of, published, written

pytestmark = pytest.mark.django_db


def follow_up(member, review, *, text="用了一个月，还是很好", picture_ids=(), **later):
    at = clock.now() + timedelta(**later)
    return write_follow_up(member_id=member.pk, review_id=review.pk, text=text, picture_ids=picture_ids, at=at)


def test_it_waits_for_its_own_checks_and_leaves_the_review_alone(alice, line):
    review = published(alice, line)
    picture = picture_of(alice)

    added = follow_up(alice, review, picture_ids=[picture.pk])

    assert (added.state, added.pictures.get().upload_id) == ("pending", picture.pk)
    assert added.checks.filter(state="waiting").count() == 2
    review.refresh_from_db()
    assert (review.state, review.has_follow_up, review.has_pictures) == ("published", False, False)


def test_it_is_written_once(alice, line):
    review = published(alice, line)
    follow_up(alice, review)

    with pytest.raises(services.AlreadyFollowedUp):
        follow_up(alice, review)

    assert FollowUp.objects.count() == 1


def test_somebody_elses_review_is_not_there(alice, carol, line):
    review = published(alice, line)

    with pytest.raises(ReviewNotFound):
        follow_up(carol, review)


def test_it_needs_a_published_review_words_and_time(alice, line):
    review = written(alice, line)
    with pytest.raises(services.ReviewNotPublished):
        follow_up(alice, review)

    services.approve_review(review_id=review.pk, actor=OPERATOR, at=clock.now())
    with pytest.raises(services.TextTooShort):
        follow_up(alice, review, text="  ")
    with pytest.raises(services.FollowUpTooLate):
        follow_up(alice, review, days=181)
    assert follow_up(alice, review, days=180).pk


def test_a_picture_is_used_once(alice, line):
    picture = picture_of(alice)
    review = published(alice, line, picture_ids=(picture.pk,))

    with pytest.raises(services.PictureNotFound):
        follow_up(alice, review, picture_ids=[picture.pk])

    assert Review.objects.get().pictures.count() == 1

"""A buyer writes a review of a line: once, after it arrived, within the days set."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.options.services import set_option
from kernel.outbox.models import StoredFact
from mall.orders.models import Order, OrderLine
from mall.orders.selectors import OrderNotFound
from mall.reviews import services
from mall.reviews.models import ContentCheck, RatingSummary, Review
from mall.reviews.options import MIN_CHARS
from mall.reviews.selectors import ReviewNotFound
from mall.reviews.services import write_review
from tests.factories.orders import placed, virtual_shelf
from tests.factories.reviews import bought, new_review, picture_of, written

pytestmark = pytest.mark.django_db


def test_a_review_waits_for_its_checks_and_counts_nowhere(alice, line, cup):
    pictures = [picture_of(alice).pk, picture_of(alice, "red").pk]

    review = written(alice, line, rating=4, picture_ids=tuple(pictures), is_anonymous=True)

    assert (review.state, review.rating, review.product_id, review.has_pictures) == ("pending", 4, cup.pk, True)
    assert list(review.pictures.values_list("upload_id", "position")) == [(pictures[0], 0), (pictures[1], 1)]
    assert [check.picture_id is None for check in review.checks.all()] == [True, False, False]
    assert StoredFact.objects.get(name="mall.reviews.review_submitted").payload == {"review_id": review.pk}
    assert not RatingSummary.objects.exists()
    assert not StoredFact.objects.filter(name="mall.reviews.review_published").exists()


def test_stars_alone_need_no_check_and_are_shown_at_once(alice, line, cup):
    review = written(alice, line, rating=3, text="")

    cup.refresh_from_db()
    assert (review.state, review.published_at, review.decided_by_id) == ("published", clock.now(), None)
    assert (cup.rating_count, cup.rating_sum) == (1, 3)
    assert not ContentCheck.objects.exists()


def test_a_line_is_reviewed_once(alice, line):
    written(alice, line)

    with pytest.raises(services.AlreadyReviewed):
        written(alice, line, rating=1)

    assert Review.objects.get().rating == 5


def test_somebody_elses_order_is_not_there(alice, carol, line):
    with pytest.raises(OrderNotFound):
        written(carol, line)

    assert not Review.objects.exists()


def test_a_line_of_another_order_is_not_there(alice, line):
    other = bought(alice)
    mixed = new_review(line)

    with pytest.raises(services.OrderLineNotFound):
        write_review(
            member_id=alice.pk,
            review=type(mixed)(order_number=other.order.number, line_id=line.pk, rating=5),
            at=clock.now(),
        )


def test_only_what_has_arrived_is_reviewed(alice):
    order = placed(alice, virtual_shelf())

    with pytest.raises(services.ReviewTooEarly):
        written(alice, OrderLine.objects.select_related("order").get(order=order))


@pytest.mark.parametrize("status", ["received", "completed"])
def test_received_and_completed_orders_are_reviewed(alice, line, status):
    Order.objects.filter(pk=line.order_id).update(status=status)

    assert written(alice, line).pk


@pytest.mark.parametrize(("days", "is_open"), [(60, True), (61, False)])
def test_after_the_days_set_it_is_too_late(alice, line, days, is_open):
    later = clock.now() + timedelta(days=days)

    if is_open:
        assert written(alice, line, at=later).pk
    else:
        with pytest.raises(services.ReviewTooLate):
            written(alice, line, at=later)


def test_what_was_given_back_is_not_reviewed(alice, line):
    OrderLine.objects.filter(pk=line.pk).update(refunded_quantity=line.quantity)

    with pytest.raises(services.LineRefunded):
        written(alice, line)


def test_pictures_are_the_members_own_and_named_once(alice, carol, line):
    mine, hers = picture_of(alice).pk, picture_of(carol).pk

    for picture_ids in [(hers,), (mine, hers), (mine, mine), (mine, 10**6)]:
        with pytest.raises(services.PictureNotFound):
            written(alice, line, picture_ids=picture_ids)

    assert not Review.objects.exists()


def test_the_shop_may_ask_for_some_words(alice, line, stella):
    set_option(name=MIN_CHARS.name, value=6, operator_id=stella.pk)

    with pytest.raises(services.TextTooShort):
        written(alice, line, text="很 好 用 ！！ ")

    assert written(alice, line, text="真的很好用！").pk


def test_consent_is_given_and_withdrawn_by_the_writer_only(alice, carol, line):
    review = written(alice, line, allows_publishing=True)

    with pytest.raises(ReviewNotFound):
        services.allow_publishing(member_id=carol.pk, review_id=review.pk, is_allowed=False, at=clock.now())
    services.allow_publishing(member_id=alice.pk, review_id=review.pk, is_allowed=False, at=clock.now())

    review.refresh_from_db()
    assert review.allows_publishing is False

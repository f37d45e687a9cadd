"""Operators let through, turn down, hide, show again, check anew; the product's figures follow."""

import pytest

from kernel import clock
from kernel.audit.models import AuditEntry
from kernel.outbox.models import StoredFact
from mall.catalog.models import Product
from mall.reviews import services
from mall.reviews.invariants import CHECKS
from mall.reviews.models import ContentCheck, RatingSummary, Review
from mall.reviews.services import Rejection, approve_review, hide_review, recheck_review, reject_review
from tests.factories.reviews import OPERATOR, bought, picture_of, published, written

pytestmark = pytest.mark.django_db

NO_GOOD = Rejection(reason="advertising", note="请去掉电话号码")


def told(name: str) -> list[dict[str, int]]:
    return list(StoredFact.objects.filter(name=f"mall.reviews.{name}").values_list("payload", flat=True))


def figures(product: Product) -> tuple[tuple[int, ...], int, int]:
    """Return what the summary counts by stars and the columns of the product."""
    product.refresh_from_db()
    return RatingSummary.objects.get(pk=product.pk).by_stars, product.rating_count, product.rating_sum


def nothing_is_broken() -> list[str]:
    return [row for _title, find in CHECKS for row in find()]


def test_approving_publishes_counts_and_tells_once(alice, line, cup):
    review = written(alice, line, rating=4, picture_ids=(picture_of(alice).pk,))

    approve_review(review_id=review.pk, actor=OPERATOR, at=clock.now())

    review.refresh_from_db()
    assert (review.state, review.published_at, review.decided_by_id) == ("published", clock.now(), OPERATOR.id)
    assert figures(cup) == ((0, 0, 0, 1, 0), 1, 4)
    assert RatingSummary.objects.get().pictured == 1
    whose = {"review_id": review.pk, "member_id": alice.pk, "order_id": line.order_id, "line_id": line.pk}
    assert told("review_published") == [whose]
    assert set(ContentCheck.objects.values_list("state", flat=True)) == {"dropped"}
    assert AuditEntry.objects.get(action="mall.reviews.approve_review").after["state"] == "published"
    assert nothing_is_broken() == []


def test_rejecting_names_a_reason_and_counts_nothing(alice, line, cup):
    review = written(alice, line)

    reject_review(review_id=review.pk, rejection=NO_GOOD, actor=OPERATOR, at=clock.now())

    review.refresh_from_db()
    assert (review.state, review.reason, review.note) == ("rejected", "advertising", "请去掉电话号码")
    assert told("review_rejected") == [{"review_id": review.pk, "member_id": alice.pk, "is_follow_up": False}]
    assert not RatingSummary.objects.exists()
    with pytest.raises(services.ReasonRequired):
        reject_review(review_id=review.pk, rejection=Rejection(reason="bad"), actor=OPERATOR, at=clock.now())


def test_hidden_and_shown_again_it_counts_once_and_is_told_once(alice, line, cup):
    review = published(alice, line, rating=2)

    hide_review(review_id=review.pk, note="辱骂客服", actor=OPERATOR, at=clock.now())
    assert figures(cup) == ((0, 0, 0, 0, 0), 0, 0)
    assert len(told("review_hidden")) == 1
    approve_review(review_id=review.pk, actor=OPERATOR, at=clock.now())

    assert figures(cup) == ((0, 1, 0, 0, 0), 1, 2)
    assert len(told("review_published")) == 1
    assert nothing_is_broken() == []


def test_a_rejected_review_may_be_let_through_after_all(alice, line, cup):
    review = written(alice, line)
    reject_review(review_id=review.pk, rejection=NO_GOOD, actor=OPERATOR, at=clock.now())

    approve_review(review_id=review.pk, actor=OPERATOR, at=clock.now())

    review.refresh_from_db()
    assert (review.state, review.reason, review.note) == ("published", "", "")
    assert figures(cup)[1] == 1


def test_checking_anew_takes_it_down_and_begins_a_round(alice, line, cup):
    review = published(alice, line)

    recheck_review(review_id=review.pk, actor=OPERATOR, at=clock.now())

    review.refresh_from_db()
    assert (review.state, review.round) == ("pending", 2)
    assert list(review.checks.order_by("round").values_list("round", "state")) == [(1, "dropped"), (2, "waiting")]
    assert figures(cup)[1] == 0
    assert nothing_is_broken() == []


@pytest.mark.parametrize("act", ["approve", "reject", "hide_pending", "recheck_pending", "hide_rejected"])
def test_what_the_table_does_not_know_is_refused(alice, line, act):
    review = published(alice, line) if act in ("approve", "reject") else written(alice, line)
    if act == "hide_rejected":
        reject_review(review_id=review.pk, rejection=NO_GOOD, actor=OPERATOR, at=clock.now())
    before = Review.objects.values().get()

    with pytest.raises(services.ReviewStateConflict):
        {
            "approve": lambda: approve_review(review_id=review.pk, actor=OPERATOR, at=clock.now()),
            "reject": lambda: reject_review(review_id=review.pk, rejection=NO_GOOD, actor=OPERATOR, at=clock.now()),
            "hide_pending": lambda: hide_review(review_id=review.pk, note="", actor=OPERATOR, at=clock.now()),
            "hide_rejected": lambda: hide_review(review_id=review.pk, note="", actor=OPERATOR, at=clock.now()),
            "recheck_pending": lambda: recheck_review(review_id=review.pk, actor=OPERATOR, at=clock.now()),
        }[act]()

    assert Review.objects.values().get() == before


def test_a_follow_up_is_let_through_by_itself(alice, line, cup):
    review = published(alice, line)
    added = services.write_follow_up(
        member_id=alice.pk, review_id=review.pk, text="用了一个月", picture_ids=(), at=clock.now()
    )

    approve_review(review_id=review.pk, actor=OPERATOR, at=clock.now())

    added.refresh_from_db()
    review.refresh_from_db()
    assert (added.state, review.has_follow_up, RatingSummary.objects.get().followed_up) == ("published", True, 1)
    assert len(told("review_published")) == 1
    hide_review(review_id=review.pk, note="", actor=OPERATOR, at=clock.now())
    assert RatingSummary.objects.get().followed_up == 0
    assert nothing_is_broken() == []


def test_reviews_of_several_lines_add_up(alice, carol, cup):
    for member, rating in ((alice, 5), (carol, 1), (carol, 5)):
        published(member, bought(member, product=cup), rating=rating)

    assert figures(cup) == ((1, 0, 0, 0, 2), 3, 11)
    assert nothing_is_broken() == []

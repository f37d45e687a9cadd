"""A product's reviews and a member's own, page by page, at constant cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel import clock
from mall.catalog.models import Product
from mall.reviews.services import (
    Rejection,
    approve_review,
    hide_review,
    reject_review,
    reply_to_review,
    write_follow_up,
)
from tests.factories.reviews import OPERATOR, bought, picture_of, published, written
from tests.mall.orders.steps import refusal, wrong_fields

pytestmark = pytest.mark.django_db


def ids(answer):
    return [row["id"] for row in answer.json()["results"]]


def followed_up(review):
    at = clock.now() + timedelta(days=30)
    write_follow_up(member_id=review.member_id, review_id=review.pk, text="三十天后", picture_ids=(), at=at)
    return approve_review(review_id=review.pk, actor=OPERATOR, at=at)


def test_everybody_reads_what_is_published_the_newest_first(stranger, alice, carol, cup):
    shown = [published(member, bought(member, product=cup), rating=rating)
             for member, rating in ((alice, 5), (carol, 2), (alice, 4))]  # fmt: skip
    written(carol, bought(carol, product=cup))
    hide_review(review_id=shown[1].pk, note="", actor=OPERATOR, at=clock.now())
    published(alice)

    answer = stranger.get(f"products/{cup.pk}/reviews")

    assert ids(answer) == [str(shown[2].pk), str(shown[0].pk)]
    assert answer.json()["next"] is None
    assert answer["ETag"]


def test_what_is_shown_of_a_review(stranger, alice, line, cup):
    review = published(alice, line, picture_ids=(picture_of(alice).pk,))
    followed_up(review)
    reply_to_review(review_id=review.pk, text="谢谢！", actor=OPERATOR, at=clock.now())

    row = stranger.get(f"products/{cup.pk}/reviews").json()["results"][0]

    assert (row["rating"], row["text"], row["author"]) == (
        5,
        "料子厚实，洗过不掉色",
        {"nickname": "alice", "avatar_url": ""},
    )
    assert row["reply"] == {"text": "谢谢！", "at": "2026-11-21T12:00:00+08:00"}
    assert (row["follow_up"]["text"], row["follow_up"]["days_after"]) == ("三十天后", 30)
    assert set(row) == {
        "id", "rating", "text", "pictures", "author", "options", "created_at", "is_showcased", "reply", "follow_up",
    }  # fmt: skip
    assert set(row["follow_up"]) == {"text", "pictures", "days_after", "created_at"}


def test_filters(stranger, alice, cup):
    plain, low = published(alice, bought(alice, product=cup)), published(alice, bought(alice, product=cup), rating=1)
    pictured = published(alice, bought(alice, product=cup), picture_ids=(picture_of(alice).pk,))
    followed_up(plain)
    path = f"products/{cup.pk}/reviews"

    assert ids(stranger.get(f"{path}?rating=1")) == [str(low.pk)]
    assert ids(stranger.get(f"{path}?has_pictures=true")) == [str(pictured.pk)]
    assert ids(stranger.get(f"{path}?has_follow_up=true")) == [str(plain.pk)]
    assert len(ids(stranger.get(f"{path}?has_pictures=false"))) == 3
    assert wrong_fields(stranger.get(f"{path}?rating=6")) == {"rating": "max_value"}
    assert wrong_fields(stranger.get(f"{path}?stars=5")) == {"stars": "unknown"}
    assert refusal(stranger.get(f"{path}?limit=0"))[0] == 422


def test_a_product_that_is_not_shown_has_no_reviews_to_read(stranger, alice, line, cup):
    published(alice, line)
    Product.objects.filter(pk=cup.pk).update(is_on_shelf=False)

    assert refusal(stranger.get(f"products/{cup.pk}/reviews")) == (404, "product_not_found")


def test_pages_hold_still_and_meet_every_review_once(stranger, alice, cup):
    everything = [published(alice, bought(alice, product=cup)).pk for _ in range(5)]
    path, seen, cursor = f"products/{cup.pk}/reviews?limit=2", [], ""

    while True:
        page = stranger.get(path + cursor).json()
        seen += [int(row["id"]) for row in page["results"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"

    assert seen == everything[::-1]


def test_product_reviews_list_costs_constant_queries(stranger, alice, cup):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert stranger.get(f"products/{cup.pk}/reviews").status_code == 200
        return len(queries)

    followed_up(published(alice, bought(alice, product=cup), picture_ids=(picture_of(alice).pk,)))
    few = cost()
    for _ in range(4):
        followed_up(published(alice, bought(alice, product=cup), picture_ids=(picture_of(alice).pk,)))

    assert cost() == few == 4


def test_my_reviews_say_how_they_stand_and_nobody_elses(phone, alice, carol, cup):
    mine = written(alice, bought(alice, product=cup), is_anonymous=True)
    reject_review(
        review_id=mine.pk, rejection=Rejection(reason="privacy", note="含电话"), actor=OPERATOR, at=clock.now()
    )
    published(carol, bought(carol, product=cup))

    rows = phone(alice).get("me/reviews").json()["results"]

    assert [row["review"]["id"] for row in rows] == [str(mine.pk)]
    review = rows[0]["review"]
    assert (review["state"], review["reason"], review["is_anonymous"]) == ("rejected", "泄露个人信息：含电话", True)
    assert rows[0]["line"]["name"] == "马克杯"


def test_lines_still_to_be_reviewed(phone, stranger, alice, carol, cup):
    done, waiting = bought(alice, product=cup), bought(alice, product=cup)
    written(alice, done)
    bought(carol, product=cup)
    bought(alice, product=cup, at=clock.now() - timedelta(days=61))

    rows = phone(alice).get("me/reviews?state=waiting").json()["results"]

    assert [row["line"]["id"] for row in rows] == [str(waiting.pk)]
    assert (rows[0]["review"], rows[0]["review_until"]) == (None, "2027-01-20T12:00:00+08:00")
    assert rows[0]["line"]["order_number"] == waiting.order.number
    assert refusal(stranger.get("me/reviews")) == (401, "not_signed_in")


@pytest.mark.parametrize("state", ["waiting", "written"])
def test_my_reviews_list_costs_constant_queries(phone, alice, cup, state):
    mini = phone(alice)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert mini.get(f"me/reviews?state={state}").status_code == 200
        return len(queries)

    def more() -> None:
        bought(alice, product=cup)
        followed_up(published(alice, bought(alice, product=cup), picture_ids=(picture_of(alice).pk,)))

    more()
    few = cost()
    for _ in range(3):
        more()

    assert cost() == few

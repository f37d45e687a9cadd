"""Reviews over REST: written once, followed up, listed; what is not yours is not there."""

from typing import Any

import pytest

from mall.reviews.models import FollowUp, Review
from tests.factories.reviews import picture_of, published, written
from tests.mall.orders.steps import refusal, wrong_fields

pytestmark = pytest.mark.django_db


def body(line: Any, **said: Any) -> dict[str, Any]:
    return {"order_number": line.order.number, "line_id": str(line.pk), "rating": 5, "text": "很好用", **said}


def test_a_review_is_written_and_told_back(phone, alice, line):
    picture = picture_of(alice)

    answer = phone(alice).post("reviews", body(line, picture_ids=[str(picture.pk)], is_anonymous=True))

    said = answer.json()
    assert answer.status_code == 201
    assert (said["state"], said["rating"], said["author"]) == ("pending", 5, {"nickname": "a***", "avatar_url": ""})
    assert said["pictures"][0]["url"].endswith(picture.file.url)
    assert said["pictures"][0]["thumbnail_url"].endswith(".webp")
    assert Review.objects.get().is_anonymous


def test_the_same_key_writes_once_and_another_key_is_refused(phone, alice, line):
    mini = phone(alice)

    first, again = mini.post("reviews", body(line), key="k-1"), mini.post("reviews", body(line), key="k-1")
    other = mini.post("reviews", body(line), key="k-2")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again["Idempotent-Replayed"] == "true"
    assert refusal(other) == (409, "already_reviewed")
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"rating": 0}, {"rating": "min_value"}),
        ({"rating": 6}, {"rating": "max_value"}),
        ({"rating": "5"}, {"rating": "invalid"}),
        ({"text": "字" * 501}, {"text": "max_length"}),
        ({"picture_ids": ["1"] * 10}, {"picture_ids": "max_length"}),
        ({"picture_ids": ["1"]}, {"picture_ids": "picture_not_found"}),
        ({"state": "published"}, {"state": "unknown"}),
        ({"is_showcased": True}, {"is_showcased": "unknown"}),
        ({"member_id": "1"}, {"member_id": "unknown"}),
        ({"order_number": "1"}, {"order_number": "invalid"}),
    ],
)
def test_bad_input_is_named_and_writes_nothing(phone, alice, line, change, fields):
    answer = phone(alice).post("reviews", body(line, **change))

    assert (answer.status_code, wrong_fields(answer)) == (422, fields)
    assert not Review.objects.exists()


def test_who_is_not_the_buyer_writes_nothing(phone, stranger, carol, line):
    assert refusal(stranger.post("reviews", body(line))) == (401, "not_signed_in")
    assert refusal(phone(carol).post("reviews", body(line))) == (404, "order_not_found")
    assert refusal(phone(carol).post("reviews", body(line), key=None)) == (422, "idempotency_key_required")
    assert not Review.objects.exists()


def test_a_follow_up_is_written_once_by_the_writer(phone, stranger, alice, carol, line):
    review = published(alice, line)
    path, said = f"reviews/{review.pk}/follow-up", {"text": "还是很好"}

    assert refusal(phone(carol).post(path, said)) == (404, "review_not_found")
    assert refusal(stranger.post(path, said)) == (401, "not_signed_in")
    answer = phone(alice).post(path, said)
    assert (answer.status_code, answer.json()["follow_up"]["state"]) == (201, "pending")
    assert refusal(phone(alice).post(path, said)) == (409, "already_followed_up")
    assert FollowUp.objects.count() == 1


def test_consent_is_withdrawn(phone, alice, carol, line):
    review = written(alice, line, allows_publishing=True)

    assert phone(carol).put(f"reviews/{review.pk}/consent", {"allows_publishing": False}).status_code == 404
    answer = phone(alice).put(f"reviews/{review.pk}/consent", {"allows_publishing": False})

    assert (answer.status_code, answer.json()["allows_publishing"]) == (200, False)
    review.refresh_from_db()
    assert review.allows_publishing is False

"""The whole way: a review over REST, asked about at the simulator, its picture's verdict pushed back."""

from typing import Any

import pytest
from django.test import Client

from mall.reviews.models import Review
from simulators.deliveries import Answer
from simulators.settings import PushSettings, Verdict
from tests.factories.accounts import IdentityFactory, MemberFactory
from tests.factories.reviews import bought, picture_of
from tests.mall.orders.steps import Phone

pytestmark = pytest.mark.django_db(transaction=True)
PUSHES = "http://shop.example/api/v1/notify/wechat/push"


@pytest.fixture(autouse=True)
def _now() -> None:
    """The simulator's clock is the real one, and so is ours here."""


@pytest.fixture
def buyer(simulator: Any) -> Any:
    member = MemberFactory(nickname="小林")
    IdentityFactory(member=member, subject=simulator.codes(openid="o-lin")["openid"])
    return member


def carry(simulator: Any) -> None:
    """Point the pushes at the product, with the query that is their signature."""

    def send(parcel: Any) -> Any:
        path = parcel.url.removeprefix("http://shop.example")
        answer = Client().generic("POST", path, parcel.body, "application/json")
        return Answer(answer.status_code, answer.content.decode())

    simulator.world.transport = send
    simulator.world.settings.push = PushSettings(url=PUSHES, mode="safe")


@pytest.mark.parametrize(("verdict", "state"), [("pass", "published"), ("risky", "rejected"), ("review", "manual")])
def test_a_review_with_a_picture(simulator, buyer, client_of, deliver_pending, verdict, state):
    carry(simulator)
    line, picture = bought(buyer), picture_of(buyer)
    simulator.world.settings.keywords = {picture.file.name.rpartition("/")[2]: Verdict(verdict, 20002)}
    said = {
        "order_number": line.order.number, "line_id": str(line.pk), "rating": 5, "text": "很好用",
        "picture_ids": [str(picture.pk)],
    }  # fmt: skip

    assert Phone(client_of(buyer)).post("reviews", said).status_code == 201
    deliver_pending()
    assert Review.objects.get().state == "pending"
    simulator.clock.advance(4)
    simulator.run_due()
    deliver_pending()

    assert Review.objects.get().state == state


def test_a_bad_text_never_shows(simulator, buyer, client_of, deliver_pending):
    line = bought(buyer)
    said = {"order_number": line.order.number, "line_id": str(line.pk), "rating": 5, "text": "一起赌博"}

    Phone(client_of(buyer)).post("reviews", said)
    deliver_pending()

    review = Review.objects.get()
    assert (review.state, review.reason, review.published_at) == ("rejected", "illegal", None)


def test_who_was_not_seen_lately_is_judged_by_an_operator(simulator, buyer, client_of, deliver_pending):
    line = bought(buyer)
    simulator.clock.advance(7300)

    Phone(client_of(buyer)).post(
        "reviews", {"order_number": line.order.number, "line_id": str(line.pk), "rating": 5, "text": "很好用"}
    )
    deliver_pending()

    assert Review.objects.get().state == "manual"

"""A published review earns points once per order line and counts for tasks."""

import pytest
from django.db import transaction

from kernel.options.services import set_option
from kernel.outbox.services import publish
from mall.reviews.facts import ReviewPublished
from mall.rewards.options import REVIEW_POINTS
from mall.rewards.services import reward_review
from members.points.selectors import spendable_points
from members.tasks.models import Event, TaskProgress
from tests.factories.rewards import paid_order
from tests.factories.tasks import a_task
from tests.mall.rewards.conftest import NOW

pytestmark = pytest.mark.django_db


def published(order, *, review_id: int = 7) -> ReviewPublished:
    line = order.lines.first()
    return ReviewPublished(review_id=review_id, member_id=order.member_id, order_id=order.pk, line_id=line.pk)


def test_a_review_earns_points_and_counts(alice, deliver_pending, nothing_is_broken):
    task = a_task(event=Event.REVIEW_PUBLISHED)
    with transaction.atomic():
        publish(published(paid_order(alice, 10_000)))

    deliver_pending()

    assert spendable_points(alice.pk) == 10
    assert TaskProgress.objects.get(task=task).state == "completed"
    nothing_is_broken()


def test_a_line_is_rewarded_once_however_often_it_is_told(alice):
    fact = published(paid_order(alice, 10_000))

    for _ in range(2):
        reward_review(member_id=alice.pk, order_id=fact.order_id, line_id=fact.line_id, at=NOW)

    assert spendable_points(alice.pk) == 10


@pytest.mark.rule("2.7")
def test_what_earns_nothing_is_reviewed_for_nothing(alice):
    fact = published(paid_order(alice, 10_000, earns_rewards=False))

    reward_review(member_id=alice.pk, order_id=fact.order_id, line_id=fact.line_id, at=NOW)

    assert spendable_points(alice.pk) == 0


def test_operators_set_how_much(alice, stella):
    set_option(name=REVIEW_POINTS.name, value=0, operator_id=stella.pk)
    fact = published(paid_order(alice, 10_000))

    reward_review(member_id=alice.pk, order_id=fact.order_id, line_id=fact.line_id, at=NOW)

    assert spendable_points(alice.pk) == 0

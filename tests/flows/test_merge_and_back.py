"""Two members with orders, points, wallet, tier and a session become one and part again: nothing lost or doubled."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from kernel import clock
from kernel.outbox.relay import deliver_pending
from mall.orders.models import Order
from members.accounts.models import Member
from members.accounts.services import open_session
from members.points.selectors import points_summary
from members.points.services import grant
from members.tiers.selectors import standing_of
from members.tiers.services import add_growth, open_membership
from members.wallet.selectors import wallet_of
from members.wallet.services import top_up
from tests.factories.accounts import AddressFactory
from tests.flows.year.comparing import broken
from tests.mall.orders.conftest import (  # noqa: F401 - fixtures are found by their names
    _now,
    channel,
    cup,
    home,
    phone,
    pot,
    stranger,
    till,
)
from tests.members.accounts.steps import merged, undone

pytestmark = pytest.mark.django_db


def enrich(member: Member, till: Any, cup: Any, *, points: int, fen: int, growth: int) -> None:  # noqa: F811
    """Give a member a past: a completed order, points spent and left, money, a tier, a card."""
    at = clock.now()
    grant(member_id=member.pk, points=points, kind="campaign", key=f"gift:{member.pk}", reference="", at=at)
    top_up(member_id=member.pk, principal_fen=fen, bonus_fen=fen // 5, key=f"top:{member.pk}", reference="T", at=at)
    facts = {"kind": "purchase", "key": f"grown:{member.pk}", "reference": "", "counts_on": clock.date_of(at)}
    add_growth(member_id=member.pk, amount=growth, at=at, **facts)
    till.bought(member, {cup: 1}, points_wanted=50)


def belongings(member: Member, at: datetime) -> dict[str, Any]:
    points, wallet = points_summary(member.pk, at=at), wallet_of(member.pk)
    return {
        "points": points.available,
        "pending": points.pending,
        "principal": wallet.principal_fen,
        "bonus": wallet.bonus_fen,
        "growth": standing_of(member.pk, at=at).growth,
        "orders": Order.objects.filter(member=member).count(),
    }


def together(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] + other[name] for name in one}


@pytest.fixture
def both(alice, bob, till, cup) -> tuple[Member, Member]:  # noqa: F811
    AddressFactory(member=bob, is_default=True)
    enrich(alice, till, cup, points=1000, fen=30_000, growth=800)
    enrich(bob, till, cup, points=500, fen=10_000, growth=700)
    span = timedelta(days=30)
    open_membership(
        member_id=bob.pk,
        plan_code="month",
        starts_at=clock.now(),
        ends_at=clock.now() + span,
        key="card",
        at=clock.now(),
    )
    deliver_pending()
    return alice, bob


def call(client: APIClient, path: str) -> Any:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_there_and_back(both: tuple[Member, Member], client_of: Callable[[Member], APIClient]) -> None:
    alice, bob = both
    at = clock.now()
    before = [belongings(member, at) for member in both]
    token = APIClient()
    token.credentials(HTTP_AUTHORIZATION=f"Bearer {open_session(member=bob, at=at).access}")

    case = merged(bob, alice)
    deliver_pending()

    assert belongings(alice, at) == together(*before)
    assert set(belongings(bob, at).values()) == {0}
    assert standing_of(alice.pk, at=at).tier_code == "silver"
    assert standing_of(alice.pk, at=at).vip_until is not None
    assert call(token, "me")["id"] == str(alice.pk)
    assert len(call(token, "orders")["results"]) == 2
    assert call(token, "me/points")["available"] == before[0]["points"] + before[1]["points"]
    assert broken() == []

    undone(case)
    deliver_pending()

    assert [belongings(member, at) for member in both] == before
    assert standing_of(bob.pk, at=at).vip_until is not None
    assert call(client_of(bob), "me")["id"] == str(bob.pk)
    assert broken() == []


def test_both_histories_are_readable(both: tuple[Member, Member], client_of: Callable[[Member], APIClient]) -> None:
    alice, bob = both

    merged(bob, alice)
    deliver_pending()

    client = client_of(alice)
    assert len(call(client, "me/points/entries")["results"]) >= 4
    assert len(call(client, "me/wallet/entries")["results"]) >= 2
    assert len(call(client, "orders")["results"]) == 2


def test_an_order_paid_before_is_refunded_after_to_who_it_is_now(
    both: tuple[Member, Member],
    till: Any,  # noqa: F811
) -> None:
    alice, bob = both
    order = Order.objects.get(member=bob)
    before = points_summary(alice.pk).available + points_summary(bob.pk).available

    merged(bob, alice)
    deliver_pending()
    order.refresh_from_db()
    till.refund(order, {line.pk: line.quantity for line in order.lines.all()})

    assert points_summary(alice.pk).available == before + 50
    assert broken() == []

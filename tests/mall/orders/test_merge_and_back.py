"""A world of two members, merged and parted: nothing lost, nothing doubled, whatever they have (rules 4.4; T7)."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.invariants import INVARIANTS
from kernel import clock
from kernel.idempotency.models import Claim
from kernel.media.models import Upload
from mall.carts.models import CartLine
from mall.carts.services import add_to_cart
from mall.orders.models import Order
from mall.orders.parts import OrdersPart
from mall.orders.services import cancel_order, complete_order
from mall.payments.models import Payment
from members.accounts import ports
from members.accounts.api.authentication import MemberAuthentication
from members.accounts.models import Address, Identity, Member, Session
from members.accounts.services import open_session
from members.accounts.tasks import retry_merges
from members.points.selectors import spendable_points
from members.points.services import grant
from members.wallet.selectors import wallet_of
from members.wallet.services import top_up
from tests.factories.accounts import AddressFactory, IdentityFactory, MemberFactory
from tests.factories.inventory import new_shelf
from tests.mall.orders.steps import STELLA, line_of
from tests.members.accounts.steps import merged, undone, with_phone

pytestmark = pytest.mark.django_db

ENDS = ["paid", "shipped", "received", "completed", "refunded", "cancelled"]
PERSON = st.fixed_dictionaries(
    {
        "orders": st.lists(st.sampled_from(ENDS), max_size=3),
        "cart": st.lists(st.integers(0, 3), min_size=2, max_size=2),
        "addresses": st.integers(0, 2),
        "has_phone": st.booleans(),
        "pictures": st.integers(0, 2),
        "sessions": st.integers(0, 2),
        "points": st.integers(0, 500),
        "fen": st.integers(0, 500),
        "keys": st.sets(st.sampled_from(["k1", "k2", "k3"]), max_size=2),
    }
)  # fmt: skip


@dataclass
class World:
    till: Any
    shelves: list[Any]

    def settle(self, member: Member, wanted: dict[str, Any]) -> None:
        """Give a member what the draw says, by the services where there are some."""
        for end in wanted["orders"]:
            self._order(member, end)
        for shelf, pieces in zip(self.shelves, wanted["cart"], strict=True):
            if pieces:
                add_to_cart(member_id=member.pk, sku_id=shelf.sku_id, quantity=pieces, at=clock.now())
        for place in range(wanted["addresses"]):
            AddressFactory(member=member, is_default=place == 0 and not member.addresses.exists())
        if wanted["has_phone"]:
            with_phone(member, f"138{member.pk:08}")
        key = f"world:{member.pk}"
        grant(member_id=member.pk, points=wanted["points"], kind="operator", key=key, reference="", at=clock.now())
        if wanted["fen"]:
            paid = {"principal_fen": wanted["fen"], "bonus_fen": wanted["fen"] // 3}
            top_up(member_id=member.pk, **paid, key=key, reference="", at=clock.now())
        for key in wanted["keys"]:
            Claim.objects.create(
                caller=f"member:{member.pk}", key=key, body_hash="", leased_until=clock.now(), claimed_at=clock.now()
            )
        for _ in range(wanted["sessions"]):
            open_session(member=member, at=clock.now() - timedelta(minutes=1))
        for picture in range(wanted["pictures"]):
            Upload.objects.create(
                kind="member", owner_id=member.pk, file=f"{member.pk}-{picture}.webp", content_type="image/webp",
                width=1, height=1, size_bytes=1, sha256="", created_at=clock.now(),
            )  # fmt: skip

    def _order(self, member: Member, end: str) -> None:
        shelf = self.shelves[0]
        if end == "cancelled":
            cancel_order(order_id=self.till.place(member, {shelf: 1}).pk, actor=STELLA, at=clock.now())
        elif end == "refunded":
            order = self.till.bought(member, {shelf: 1})
            self.till.refund(order, {line_of(order, shelf).pk: 1})
        elif end == "completed":
            order = self.till.received(member, {shelf: 1})
            complete_order(order_id=order.pk, at=clock.now() + timedelta(days=8))
        else:
            {"paid": self.till.bought, "shipped": self.till.shipped, "received": self.till.received}[end](
                member, {shelf: 1}
            )


def belongings(member: Member) -> dict[str, Any]:
    """Return everything that names a member, comparable."""
    member.refresh_from_db()
    return {
        "orders": set(Order.objects.filter(member=member).values_list("number", flat=True)),
        "payments": set(Payment.objects.filter(member=member).values_list("number", flat=True)),
        "cart": Counter(dict(CartLine.objects.filter(member=member).values_list("sku", "quantity"))),
        "addresses": set(Address.objects.filter(member=member).values_list("pk", flat=True)),
        "default": set(Address.objects.filter(member=member, is_default=True).values_list("pk", flat=True)),
        "identities": set(Identity.objects.filter(member=member).exclude(provider="phone").values_list("subject")),
        "sessions": set(Session.objects.live().filter(member=member).values_list("pk", flat=True)),
        "pictures": set(Upload.objects.filter(owner_id=member.pk).values_list("pk", flat=True)),
        "keys": set(Claim.objects.filter(caller=f"member:{member.pk}").values_list("pk", flat=True)),
        "points": spendable_points(member.pk),
        "wallet": wallet_of(member.pk),
        "phone": member.phone,
        "first_paid_at": member.first_paid_at,
        "state": member.state,
    }


def nothing_is_broken() -> bool:
    return [line for _title, check in INVARIANTS for line in check()] == []


@given(one=PERSON, other=PERSON)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_merged_and_back_nothing_is_lost_and_nothing_doubled(till, one, other):
    world = World(till, [new_shelf(100), new_shelf(100)])
    source, target = (IdentityFactory(member=MemberFactory()).member for _ in range(2))
    for member, wanted in ((source, one), (target, other)):
        AddressFactory(member=member, is_default=True)
        world.settle(member, wanted)
    before = [belongings(source), belongings(target)]

    case = merged(source, target)

    whole = belongings(target)
    for name in ("orders", "payments", "addresses", "identities", "sessions", "pictures"):
        assert whole[name] == before[0][name] | before[1][name], name
        assert belongings(source)[name] == set(), name
    assert whole["points"] == before[0]["points"] + before[1]["points"]
    assert whole["wallet"].principal_fen == before[0]["wallet"].principal_fen + before[1]["wallet"].principal_fen
    assert whole["wallet"].bonus_fen == before[0]["wallet"].bonus_fen + before[1]["wallet"].bonus_fen
    assert whole["cart"] == before[0]["cart"] + before[1]["cart"]
    assert (len(whole["default"]), whole["phone"]) == (1, before[1]["phone"] or before[0]["phone"])
    assert (case.state, nothing_is_broken()) == ("merged", True)

    undone(case)

    for member, had in zip((source, target), before, strict=True):
        has = belongings(member)
        assert {name: (had[name], has[name]) for name in had if had[name] != has[name]} == {}
    assert nothing_is_broken()


def test_an_unpaid_order_stands_against_it_until_it_ends(till, alice, bob, cup):
    AddressFactory(member=bob, is_default=True)
    order = till.place(bob, {cup: 1})

    case = merged(bob, alice)
    assert (case.state, case.reasons) == ("waiting", [f"订单 {order.number} 待付款或取消中"])
    cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())
    with clock.at(case.next_try_at):
        assert retry_merges() == 1

    order.refresh_from_db()
    assert order.member == alice


@pytest.mark.rule("2.9")
def test_whoever_pays_after_the_merge_stays_a_customer_after_it_is_undone(till, alice, bob, cup):
    AddressFactory(member=bob, is_default=True)
    till.bought(bob, {cup: 1})
    case = merged(bob, alice)
    later = clock.now() + timedelta(days=1)
    with clock.at(later):
        own = till.bought(alice, {cup: 1})

    undone(case, at=later)

    alice.refresh_from_db()
    own.refresh_from_db()
    assert (own.member, alice.first_paid_at) == (alice, own.paid_at)


def test_an_order_goes_on_for_who_owns_it_now(till, alice, bob, cup, client_of):
    AddressFactory(member=bob, is_default=True)
    order = till.bought(bob, {cup: 1})
    client = client_of(bob)
    merged(bob, alice)

    till.ship(order)
    answer = client.get(f"/api/v1/orders/{order.number}")

    assert (answer.status_code, answer.json()["status"]) == (200, "shipped")


def test_a_request_under_way_comes_again_as_who_stayed(till, alice, bob, cup, client_of, monkeypatch):
    AddressFactory(member=bob, is_default=True)
    client, body = client_of(bob), {"lines": [{"sku_id": str(cup.sku_id), "quantity": 1}]}
    meanwhile, authenticate = iter([lambda: merged(bob, alice)]), MemberAuthentication.authenticate

    def known_before_the_merge(self, request):
        caller = authenticate(self, request)
        next(meanwhile, lambda: None)()
        return caller

    monkeypatch.setattr(MemberAuthentication, "authenticate", known_before_the_merge)
    order = ("/api/v1/orders", body)

    first = client.post(*order, format="json", headers={"Idempotency-Key": "k-1"})
    again = client.post(*order, format="json", headers={"Idempotency-Key": "k-1"})

    assert (first.status_code, first.json()["code"], first["Retry-After"]) == (503, "member_merged", "1")
    assert again.status_code == 201
    assert list(Order.objects.values_list("member", flat=True)) == [alice.pk]


def test_who_asks_what_stands_against_erasing_hears_of_money_under_way(till, alice, cup):
    order = till.bought(alice, {cup: 1})

    part = ports.find_part("mall.orders")
    assert isinstance(part, OrdersPart)
    assert part.blocks(member_id=alice.pk) == []
    assert part.erasure_blocks(member_id=alice.pk) == [f"订单 {order.number} 待发货，尚未完成"]

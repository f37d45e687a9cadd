"""Two members become one while one of them is at the checkout, and while somebody else merges them too (rules 4.4)."""

from itertools import count
from typing import Any

import pytest
from django.db import transaction

from kernel import clock
from kernel.audit.actors import Actor
from mall.freight.services import seed_default_template
from mall.orders.invariants import CHECKS as ORDERS
from mall.orders.models import Order
from mall.orders.services import place_order
from mall.orders.shapes import Basket, Checkout
from members.accounts.invariants import CHECKS as ACCOUNTS
from members.accounts.models import Address, Identity, Member, MergeCase, MergeMove
from members.accounts.selectors import surviving_id
from members.accounts.services import carry_out, propose_merge, unite
from tests.factories.accounts import AddressFactory, IdentityFactory, MemberFactory
from tests.factories.inventory import new_shelf
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.rule("4.4")]

_keys = count(1)
MERGER = 7


def person() -> Member:
    member: Member = IdentityFactory(member=MemberFactory()).member
    AddressFactory(member=member, is_default=True)
    return member


def two() -> tuple[Member, Member]:
    return person(), person()


def nothing_is_broken() -> list[str]:
    return [line for _title, check in (*ORDERS, *ACCOUNTS) for line in check()]


def test_a_naive_merge_leaves_orders_with_somebody_who_is_gone():
    def read_then_write(pair: tuple[Member, Member], number: int) -> None:
        source, target = pair
        if number == MERGER:
            mine = list(Order.objects.filter(member=source).values_list("pk", flat=True))
            pause()
            Order.objects.filter(pk__in=mine).update(member=target)
            Address.objects.filter(member=source).delete()
            Identity.objects.filter(member=source).update(member=target)
            Member.objects.filter(pk=source.pk).update(state="merged", merged_into=target)
            return
        if Member.objects.get(pk=source.pk).state == "active":
            pause()
            Order.objects.create(
                number=f"{next(_keys):020}", member=source, goods_fen=1000, payable_fen=1000,
                placed_at=clock.now(), expires_at=clock.now(),
            )  # fmt: skip

    def stranded(pair: tuple[Member, Member], _allowed: int) -> None:
        left.append(Order.objects.filter(member=pair[0]).count())

    left: list[int] = []
    run(Race("merge of two members during checkout, naive", two, read_then_write, stranded), rounds=3)

    assert max(left) > 0


def test_a_checkout_is_over_before_the_merge_or_belongs_to_who_stayed():
    seed_default_template()
    shelf = new_shelf(100_000)
    seen: set[str] = set()

    def waiting() -> tuple[Member, Member, MergeCase]:
        source, target = two()
        at = clock.now()
        case = propose_merge(
            source_id=source.pk, target_id=target.pk, evidence="operator", note="", actor=Actor.system(), at=at
        )
        MergeCase.objects.filter(pk=case.pk).update(state="waiting")
        return source, target, case

    def check_out_or_merge(scene: Any, number: int) -> None:
        source, _target, case = scene
        if number == MERGER:
            carry_out(case_id=case.pk, actor=Actor.system(), at=clock.now())
            return
        if case.pk % 2:
            pause()  # the merge gets a head start in every other round, so that both are seen to come first
        basket = Basket(member_id=source.pk, lines=((shelf.sku_id, 1),))
        place_order(checkout=Checkout(basket), at=clock.now())

    def nobody_gone_owns_anything(scene: Any, allowed: int) -> None:
        source, target, case = scene
        case.refresh_from_db()
        orders = Order.objects.filter(member=source).count()
        # Either an order came first: then it stands against the merge; or the merge did: then no order was placed.
        assert (case.state, orders, allowed) in [("waiting", 63, 64), ("merged", 0, 1)]
        assert Order.objects.filter(member=target).count() == 0
        seen.add(case.state)

    outcome = run(
        Race("merge of two members during checkout", waiting, check_out_or_merge, nobody_gone_owns_anything),
    )

    assert (set(outcome.refused), seen) == ({"MemberMerged"}, {"waiting", "merged"})
    assert nothing_is_broken() == []


def test_a_naive_merge_sends_two_members_into_each_other():
    def read_then_write(pair: tuple[Member, Member], number: int) -> None:
        source, target = pair if number % 2 else reversed(pair)
        if Member.objects.get(pk=source.pk).merged_into_id or Member.objects.get(pk=target.pk).merged_into_id:
            return
        pause()
        with transaction.atomic():
            Member.objects.filter(pk=source.pk).update(state="merged", merged_into=target)

    def both_gone(pair: tuple[Member, Member], _allowed: int) -> None:
        gone.append(Member.objects.filter(pk__in=[member.pk for member in pair], state="merged").count())

    gone: list[int] = []
    run(Race("two merges at once, naive", two, read_then_write, both_gone), attempts=16, rounds=3)

    assert max(gone) == 2


def test_three_members_found_to_be_one_from_all_sides_become_one():
    def three() -> list[Member]:
        return [person(), person(), person()]

    def unite_some_two(people: list[Member], number: int) -> None:
        one, other = people[number % 3], people[(number + 1 + number % 2) % 3]
        unite(member_id=one.pk, other_id=other.pk, evidence="unionid", at=clock.now())

    def one_is_left(people: list[Member], _allowed: int) -> None:
        alive = Member.objects.filter(pk__in=[member.pk for member in people], state="active")
        stays = alive.get()
        assert {surviving_id(member.pk) for member in people} == {stays.pk}
        assert (stays.identities.count(), stays.addresses.count()) == (3, 3)
        assert MergeCase.objects.filter(source__in=people, state="merged").count() == 2
        moves = MergeMove.objects.filter(case__source__in=people, part="members.accounts")
        assert moves.count() == 2

    run(Race("two merges at once", three, unite_some_two, one_is_left))

    assert nothing_is_broken() == []

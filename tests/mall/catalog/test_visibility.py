"""Who sees and buys what: one rule in lists, search, detail, cart and order."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import clock
from mall.catalog.models import Product
from mall.catalog.selectors import (
    ProductNotFound,
    Viewer,
    anybody,
    listed_for,
    product_detail,
    require_listed,
    sellable_skus,
    suggestions,
)
from mall.catalog.selectors.visibility import visible_ids
from members.accounts.models import Member
from members.tiers.models import Tier
from members.tiers.services import open_membership
from tests.factories.accounts import MemberFactory
from tests.factories.audiences import audience_of
from tests.factories.catalog import ProductFactory, SkuFactory, searchable
from tests.factories.tiers import grow, moment

pytestmark = pytest.mark.django_db
JUNE = moment("2025-06-01")


@pytest.fixture(autouse=True)
def _june(db: None) -> Iterator[None]:
    """A shop with its ladder, in June."""
    with clock.at(JUNE):
        grow(MemberFactory(), 1, JUNE)
        yield


def product_for(shown_to: str, *, min_tier: str = "", audiences: Any = (), **fields: Any) -> Product:
    tier = Tier.objects.get(code=min_tier) if min_tier else None
    product: Product = ProductFactory(shown_to=shown_to, min_tier=tier, **fields)
    product.audiences.set(audiences)
    return product


def paid(member: Member) -> Member:
    Member.objects.filter(pk=member.pk).update(first_paid_at=JUNE)
    return member


def sees(product: Product, member: Member | None, *, later: timedelta = timedelta(0)) -> bool:
    """Ask every way there is, and see that all of them agree."""
    viewer = Viewer.of(member, at=JUNE + later)
    answers = {listed_for(viewer).filter(pk=product.pk).exists()}
    for ask in (product_detail, require_listed):
        try:
            ask(product.pk, viewer=viewer)
        except ProductNotFound:
            answers.add(False)
        else:
            answers.add(True)
    sku = product.skus.first() or SkuFactory(product=product)
    answers.add(sellable_skus([sku.pk], viewer=viewer)[sku.pk].is_buyable)
    assert len(answers) == 1, answers
    return answers.pop()


def test_everybody_sees_what_is_for_everyone(alice):
    product = product_for("everyone")

    assert (sees(product, None), sees(product, alice)) == (True, True)


def test_members_only(alice):
    product = product_for("members")

    assert (sees(product, None), sees(product, alice)) == (False, True)


def test_newcomers_only(alice, carol):
    product = product_for("newcomers")

    assert (sees(product, None), sees(product, alice), sees(product, paid(carol))) == (True, True, False)


def test_an_audience_and_nobody_else(alice, bob, carol):
    product = product_for("audiences", audiences=[audience_of(alice), audience_of(bob)])
    audience_of(carol)

    assert [sees(product, member) for member in (None, alice, bob, carol)] == [False, True, True, False]


def test_a_tier_and_those_above(alice, bob, carol):
    product = product_for("tier", min_tier="gold")
    grow(alice, 5_000, JUNE)
    grow(bob, 4_999, JUNE)
    grow(carol, 30_000, JUNE)

    assert [sees(product, member) for member in (None, alice, bob, carol)] == [False, True, False, True]


def test_exclusive_goods_are_for_the_benefit_of_tier_or_card(alice, bob, carol):
    product = product_for("tier")
    Tier.objects.filter(code__in=("silver", "vip")).update(sees_exclusive=True)
    grow(alice, 1_000, JUNE)
    open_membership(
        member_id=bob.pk, plan_code="month", starts_at=JUNE, ends_at=JUNE + timedelta(days=30), key="o1", at=JUNE
    )

    assert [sees(product, member) for member in (None, alice, bob, carol)] == [False, True, True, False]
    assert not sees(product, bob, later=timedelta(days=30))


def test_early_access_opens_the_shelf_before_its_time(alice, bob):
    product = product_for("everyone", on_at=JUNE + timedelta(minutes=60))
    Tier.objects.filter(code="silver").update(early_access_minutes=60)
    grow(alice, 1_000, JUNE)

    assert [sees(product, member) for member in (None, alice, bob)] == [False, True, False]
    assert not sees(product, alice, later=timedelta(seconds=-1))
    assert sees(product, bob, later=timedelta(minutes=60))


def test_why_not_is_said_to_people_and_to_programs(alice, carol):
    skus = {
        shown_to: SkuFactory(product=product_for(shown_to, min_tier="gold" if shown_to == "tier" else ""))
        for shown_to in ("members", "newcomers", "tier", "audiences")
    }

    visitor = sellable_skus([sku.pk for sku in skus.values()], viewer=anybody(JUNE))
    member = sellable_skus([sku.pk for sku in skus.values()], viewer=Viewer.of(paid(carol), at=JUNE))

    said = {name: (visitor[sku.pk].why_not, member[sku.pk].why_not) for name, sku in skus.items()}
    assert said == {
        "members": ("登录后可购买", ""), "newcomers": ("", "仅限新人购买"),
        "tier": ("仅限更高等级的会员购买",) * 2, "audiences": ("仅限指定会员购买",) * 2,
    }  # fmt: skip
    assert member[skus["audiences"].pk].why_code == "not_for_you"
    assert not member[skus["audiences"].pk].is_buyable


def test_search_proposes_only_what_is_shown(alice, carol):
    product = searchable(name="羊毛被", shown_to="audiences")
    product.audiences.set([audience_of(alice)])

    def proposed(member: Member | None) -> list[str]:
        return [each.text for each in suggestions("羊毛", viewer=Viewer.of(member, at=JUNE))]

    assert (proposed(None), proposed(carol), proposed(alice)) == ([], [], ["羊毛被"])


def test_the_merged_and_the_expelled_lose_their_place(alice):
    audience = audience_of(alice)
    product = product_for("audiences", audiences=[audience])
    audience.members.all().delete()

    assert not sees(product, alice)


@pytest.mark.parametrize("count", [1, 20])
def test_any_number_of_restricted_skus_costs_the_same(alice, count):
    audience = audience_of(alice)
    skus = [SkuFactory(product=product_for("audiences", audiences=[audience])) for _ in range(count)]
    skus += [SkuFactory(product=product_for("tier", min_tier="gold")) for _ in range(count)]

    with CaptureQueriesContext(connection) as queries:
        found = sellable_skus([sku.pk for sku in skus], viewer=Viewer.of(alice, at=JUNE))

    assert sum(sku.is_buyable for sku in found.values()) == count
    assert len(queries) == 5  # SKUs, products' audiences, tiers, the member's audiences, the member's tier


def test_what_is_for_everyone_costs_one_query(alice, django_assert_num_queries):
    sku = SkuFactory()

    with django_assert_num_queries(1):
        assert sellable_skus([sku.pk], viewer=Viewer.of(alice, at=JUNE))[sku.pk].is_buyable


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_lists_and_rows_in_hand_always_agree(data):
    people = [None, *(MemberFactory() for _ in range(3))]
    audiences = [audience_of(*[p for p in people[1:] if data.draw(st.booleans())]) for _ in range(2)]
    for person in people[1:]:
        if data.draw(st.booleans()):
            paid(person)
        grow(person, data.draw(st.sampled_from([1, 1_000, 5_000, 20_000])), JUNE)
    Tier.objects.filter(code="gold").update(sees_exclusive=data.draw(st.booleans()))
    products = [
        product_for(
            shown_to,
            min_tier=data.draw(st.sampled_from(["", "normal", "silver", "diamond"])) if shown_to == "tier" else "",
            audiences=[each for each in audiences if data.draw(st.booleans())] if shown_to == "audiences" else (),
        )
        for shown_to in data.draw(st.lists(st.sampled_from(Product.ShownTo.values), max_size=6))
    ]
    ids = {product.pk for product in products}

    for person in people:
        viewer = Viewer.of(person, at=JUNE)
        listed = set(listed_for(viewer).filter(pk__in=ids).values_list("pk", flat=True))
        assert listed == visible_ids(products, Viewer.of(person, at=JUNE))

"""settle_order: what is bought earns; whatever was told, in whichever order, it ends where the order stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from kernel import clock
from kernel.options.services import set_option
from kernel.outbox.services import publish
from mall.catalog.models import Product
from mall.orders.facts import OrderCancelled, OrderConfirmed
from mall.orders.models import OrderAdjustment
from mall.rewards.models import EarningRule, LineReward
from mall.rewards.options import MULTIPLIERS
from mall.rewards.services import settle_order
from members.accounts.models import Member
from members.ledger.models import Entry
from members.points.models import Lot
from members.tasks.models import Event, TaskProgress
from members.tiers.models import Tier
from members.tiers.selectors import growth_of, saved_fen
from members.tiers.services import add_growth, open_membership
from tests.factories.catalog import CategoryFactory
from tests.factories.points import figures
from tests.factories.rewards import moved, paid_order, refunded
from tests.factories.tasks import a_task
from tests.mall.rewards.conftest import NOW

pytestmark = pytest.mark.django_db


def settle(order, *, at=NOW):
    settle_order(order_id=order.pk, at=at)


def had(member) -> tuple[int, int, int]:
    """Return pending points, points, growth value."""
    found = figures(member.pk)
    return found["pending"], found["main"] - found["debt"], growth_of(member.pk, on=date(2027, 1, 1))


@pytest.mark.rule("10.1")
def test_a_confirmed_order_earns_pending_points_line_by_line(alice, nothing_is_broken):
    order = paid_order(alice, 10_050, 199)

    settle(order)

    assert had(alice) == (101, 0, 0)
    assert list(LineReward.objects.order_by("id").values_list("points", "growth")) == [(100, 100), (1, 1)]
    nothing_is_broken()


@pytest.mark.rule("10.1")
@pytest.mark.rule("10.3")
def test_a_completed_order_makes_them_final_as_of_its_completion(alice, nothing_is_broken):
    completed_at = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)
    order = moved(paid_order(alice, 10_000), "completed", at=completed_at)

    with clock.at(completed_at + timedelta(days=2)):
        settle(order, at=clock.now())
        nothing_is_broken()

    assert had(alice) == (0, 100, 100)
    assert Lot.objects.get().ends_at == datetime(2027, 11, 30, 16, 0, tzinfo=UTC)
    assert Entry.objects.filter(account__asset="growth", amount__gt=0).get().counts_on == date(2026, 11, 30)


def test_doing_it_again_changes_nothing(alice, nothing_is_broken):
    order = moved(paid_order(alice, 10_000), "completed")

    for _ in range(3):
        settle(order)

    assert had(alice) == (0, 100, 100)
    nothing_is_broken()


@pytest.mark.rule("2.7")
def test_an_order_that_earns_nothing_earns_nothing(alice):
    a_task()
    order = moved(paid_order(alice, 10_000, earns_rewards=False), "completed")

    settle(order)

    assert (had(alice), LineReward.objects.count(), TaskProgress.objects.count()) == ((0, 0, 0), 0, 0)


@pytest.mark.rule("8.7")
@pytest.mark.parametrize("is_completed", [False, True])
def test_a_refund_takes_back_its_share_and_the_rest_the_rest(alice, nothing_is_broken, is_completed):
    order = paid_order(alice, 29_900)
    settle(order)
    if is_completed:
        settle(moved(order, "completed"))

    refunded(order, [10_000])
    settle(order)
    left = had(alice)
    refunded(order, [19_900])
    settle(order)

    assert left == ((0, 199, 199) if is_completed else (199, 0, 0))
    assert had(alice) == (0, 0, 0)
    nothing_is_broken()


@pytest.mark.rule("8.7")
def test_refunds_before_completion_lessen_what_becomes_final(alice, nothing_is_broken):
    order = paid_order(alice, 10_000, 5_000)
    settle(order)
    refunded(order, [3_333, 0])
    settle(order)

    settle(moved(order, "completed"))

    assert had(alice) == (0, 117, 117)
    nothing_is_broken()


@pytest.mark.rule("4.2")
@pytest.mark.parametrize("end", ["cancelled", "closed"])
def test_an_order_that_ends_early_gives_all_back(alice, nothing_is_broken, end):
    order = paid_order(alice, 10_000, 5_000)
    settle(order)
    refunded(order, [3_333, 0])

    settle(moved(order, end))
    settle(order)

    assert had(alice) == (0, 0, 0)
    nothing_is_broken()


def test_money_that_comes_back_after_the_early_end_takes_nothing_twice(alice, nothing_is_broken):
    order = moved(paid_order(alice, 10_000), "closed")
    settle(order)

    refunded(order, [10_000])
    settle(order)

    assert had(alice) == (0, 0, 0)
    nothing_is_broken()


def test_a_goodwill_refund_of_a_completed_order_takes_only_its_share(alice, nothing_is_broken):
    order = moved(paid_order(alice, 10_000), "completed")
    settle(order)
    refunded(order, [4_000])

    settle(moved(order, "closed"))

    assert had(alice) == (0, 60, 60)
    nothing_is_broken()


def test_an_order_cancelled_unpaid_never_earned(alice, deliver_pending):
    order = paid_order(alice, 10_000)
    order.events.filter(after="to_ship").delete()
    with transaction.atomic():
        publish(OrderCancelled(order_id=order.pk, member_id=alice.pk))

    deliver_pending()

    assert LineReward.objects.count() == 0


def test_facts_lead_here(alice, deliver_pending):
    order = paid_order(alice, 10_000)
    for _ in range(2):
        with transaction.atomic():
            publish(OrderConfirmed(order_id=order.pk, member_id=alice.pk))

    deliver_pending()

    assert had(alice) == (100, 0, 0)


def test_the_tier_multiplies_as_of_confirmation(alice, nothing_is_broken):
    add_growth(member_id=alice.pk, amount=1000, kind="x", key="x", reference="", counts_on=clock.today(), at=NOW)
    Tier.objects.filter(code="silver").update(points_multiplier_bps=12_000)
    order = paid_order(alice, 10_099)
    settle(order)
    Tier.objects.filter(code="silver").update(points_multiplier_bps=90_000)

    settle(moved(order, "completed"))

    assert had(alice)[1] == 121
    assert LineReward.objects.get().multiplier_bps == 12_000
    nothing_is_broken()


@pytest.mark.parametrize(("born", "points"), [(date(1990, 11, 21), 200), (date(1990, 11, 22), 100), (None, 100)])
def test_a_birthday_doubles_by_its_shanghai_date(alice, born, points):
    Member.objects.filter(pk=alice.pk).update(birthday_on=born)

    settle(paid_order(alice, 10_000))

    assert had(alice)[0] == points


def rule(**fields) -> EarningRule:
    given = {"name": "双倍积分", "starts_at": NOW - timedelta(days=1), "multiplier_bps": 20_000, **fields}
    return EarningRule.objects.create(**given)


def test_a_campaign_multiplies_what_is_in_its_scope_and_time(alice):
    order = paid_order(alice, 10_000, 10_000)
    cup, pot = order.lines.order_by("id")
    of_cup = rule(scope="products")
    of_cup.products.add(cup.product_id)
    rule(multiplier_bps=90_000, ends_at=NOW)
    rule(multiplier_bps=90_000, is_on=False)
    rule(multiplier_bps=90_000, starts_at=NOW + timedelta(seconds=1))

    settle(order)

    assert dict(LineReward.objects.values_list("line_id", "points")) == {cup.pk: 200, pot.pk: 100}
    assert LineReward.objects.get(line=cup).rule == of_cup


def test_a_campaign_of_a_category_covers_what_is_below_it(alice):
    order = paid_order(alice, 10_000)
    parent = CategoryFactory()
    Product.objects.update(category=CategoryFactory(parent=parent))
    rule(scope="category", category=parent, gives="fixed", fixed_points=30)

    settle(order)

    assert had(alice)[0] == 130


def test_multipliers_are_multiplied_if_operators_say_so(alice, stella):
    Member.objects.filter(pk=alice.pk).update(birthday_on=date(1990, 11, 21))
    set_option(name=MULTIPLIERS.name, value="multiplied", operator_id=stella.pk)
    rule(multiplier_bps=15_000)

    settle(paid_order(alice, 10_000))

    assert had(alice)[0] == 300


@pytest.mark.rule("8.7")
def test_what_a_card_saved_is_counted_from_completion_net_of_refunds(alice):
    open_membership(
        member_id=alice.pk, plan_code="year", starts_at=NOW, ends_at=NOW + timedelta(days=365), key="v", at=NOW
    )
    order = paid_order(alice, 9_000)
    line = order.lines.get()
    OrderAdjustment.objects.create(order=order, line=line, lane=1, source="vip", label="会员价", amount_fen=-1_000)
    OrderAdjustment.objects.create(order=order, line=line, lane=4, source="coupon:1", label="券", amount_fen=-500)
    settle(order)
    assert saved_fen(alice.pk) == 0
    refunded(order, [4_500])

    settle(moved(order, "completed"))
    after_completion = saved_fen(alice.pk)
    refunded(order, [4_500])
    settle(order)

    assert (after_completion, saved_fen(alice.pk)) == (500, 0)


def test_a_completed_order_brings_tasks_forward_on_its_own_date(alice):
    first, orders = a_task(kind="newcomer", event=Event.FIRST_ORDER), a_task(kind="weekly", target=3)
    at = [NOW - timedelta(days=20), NOW - timedelta(days=2), NOW]

    for moment in at:
        order = moved(paid_order(alice, 10_000, at=moment), "completed", at=moment)
        settle(order)
        settle(order)

    assert list(TaskProgress.objects.filter(task=orders).order_by("id").values_list("period", "count")) == [
        ("2026-W44", 1),
        ("2026-W47", 2),
    ]
    assert TaskProgress.objects.get(task=first).records.get().key.startswith("order:")


def test_an_old_customers_next_order_is_not_the_first(alice):
    settle(moved(paid_order(alice, 10_000, at=NOW - timedelta(days=9)), "completed", at=NOW - timedelta(days=9)))
    task = a_task(kind="newcomer", event=Event.FIRST_ORDER)

    settle(moved(paid_order(alice, 10_000), "completed"))

    assert not TaskProgress.objects.filter(task=task).exists()


def test_what_a_merged_member_bought_earns_for_who_they_are_today(alice, bob, nothing_is_broken):
    order = paid_order(alice, 10_000)
    Member.objects.filter(pk=alice.pk).update(state="merged", merged_into=bob)

    settle(moved(order, "completed"))

    assert (had(alice), had(bob)) == ((0, 0, 0), (0, 100, 100))
    nothing_is_broken()

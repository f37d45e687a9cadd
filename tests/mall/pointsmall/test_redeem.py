"""Redeem goods for points through an order, and have them back."""

from datetime import timedelta

import pytest

from kernel import clock
from mall.orders.ports import OfferChoice
from mall.orders.services import cancel_order
from mall.pointsmall import services
from mall.pointsmall.models import Allowance, PointsItem, Redemption
from members.points.selectors import points_summary, spendable_points
from tests.factories.pointsmall import points_item
from tests.mall.orders.steps import STELLA, refusal

pytestmark = pytest.mark.django_db


def choice(item):
    return OfferChoice(kind="points_mall", choice={"item_id": item.pk})


def counters(item, member):
    item.refresh_from_db()
    mine = Allowance.objects.filter(item=item, member=member).values_list("taken", flat=True).first()
    return item.taken, mine


def body(item, quantity=1, **more):
    lines = [{"sku_id": str(item.sku_id), "quantity": quantity}]
    return {"lines": lines, "offer": {"kind": "points_mall", "item_id": str(item.pk)}, **more}


@pytest.mark.rule("2.7")
def test_a_quote_says_points_and_money(item, rich, home, phone):
    quote = phone(rich).post("quotes", body(item, 2)).json()

    assert quote["points"]["used"] == 200
    assert quote["payable_fen"] == 400 + quote["freight_fen"]


@pytest.mark.rule("2.7")
def test_redeeming_holds_points_and_counts_pieces(item, rich, till, cup):
    order = till.place(rich, {cup: 2}, offer=choice(item))

    summary = points_summary(rich.pk)
    assert (summary.available, summary.held) == (800, 200)
    assert counters(item, rich) == (2, 2)
    assert Redemption.objects.get().state == "taken"
    assert order.earns_rewards is False


def test_paying_uses_it_and_spends_the_points(item, rich, till, cup):
    till.bought(rich, {cup: 2}, offer=choice(item))

    assert Redemption.objects.get().state == "used"
    assert (spendable_points(rich.pk), points_summary(rich.pk).held) == (800, 0)


def test_points_alone_need_no_channel(rich, till, cup):
    free = points_item(cup, points=50)

    order = till.place(rich, {cup: 10}, offer=choice(free))

    assert order.payable_fen == order.freight_fen
    assert spendable_points(rich.pk) == 500


def test_cancelling_gives_all_of_it_back(item, rich, till, cup):
    order = till.place(rich, {cup: 2}, offer=choice(item))

    cancel_order(order_id=order.pk, actor=STELLA, at=clock.now())

    assert Redemption.objects.get().state == "given_back"
    assert counters(item, rich) == (0, 0)
    assert spendable_points(rich.pk) == 1000


@pytest.mark.rule("8.7")
def test_refunding_a_piece_gives_its_points_and_its_place_back(item, rich, till, cup):
    order = till.bought(rich, {cup: 2}, offer=choice(item))
    line = order.lines.get()

    till.refund(order, {line.pk: 1})

    assert spendable_points(rich.pk) == 900
    assert counters(item, rich) == (1, 1)
    till.refund(order, {line.pk: 1})
    assert spendable_points(rich.pk) == 1000
    assert (counters(item, rich), Redemption.objects.get().state) == ((0, 0), "given_back")


def test_a_redemption_earns_nothing_and_takes_no_points_beside(item, rich, home, phone):
    quote = phone(rich).post("quotes", body(item, 1, use_points=True)).json()

    assert quote["points"] == {**quote["points"], "used": 100, "saved_fen": 0}


def test_the_quota_is_a_limit_for_all(item, rich, till, cup, phone):
    PointsItem.objects.filter(pk=item.pk).update(taken=2)

    assert refusal(phone(rich).post("orders", body(item, 2))) == (409, "points_item_sold_out")


def test_the_limit_is_for_each_member(item, rich, till, cup, phone):
    till.place(rich, {cup: 2}, offer=choice(item))

    assert refusal(phone(rich).post("orders", body(item, 1))) == (409, "points_item_limit_reached")


def test_too_few_points_are_refused_and_nothing_stays(item, alice, till, phone):
    assert refusal(phone(alice).post("orders", body(item, 1))) == (409, "not_enough_points")
    assert (counters(item, alice), Redemption.objects.count()) == ((0, None), 0)


@pytest.mark.parametrize(
    "fields",
    [
        {"is_active": False},
        {"starts_at": clock.now() + timedelta(days=999)},
        {"ends_at": clock.now() - timedelta(days=999)},
    ],
)
def test_what_is_not_on_offer_is_refused(item, rich, home, phone, fields):
    PointsItem.objects.filter(pk=item.pk).update(**fields)

    assert refusal(phone(rich).post("quotes", body(item))) == (409, "points_item_closed")


def test_an_item_of_another_sku_is_unknown(item, pot, rich, home, phone):
    wrong = body(item) | {"lines": [{"sku_id": str(pot.sku_id), "quantity": 1}]}

    assert refusal(phone(rich).post("quotes", wrong)) == (422, "points_item_unknown")


@pytest.mark.parametrize("offer", [{}, {"item_id": "999999"}])
def test_no_item_is_unknown(item, rich, home, phone, offer):
    wrong = body(item) | {"offer": {"kind": "points_mall", **offer}}

    assert phone(rich).post("quotes", wrong).status_code == 422


def test_every_step_twice_is_once(item, alice, cup):
    at = clock.now()
    first = services.take(item_id=item.pk, member_id=alice.pk, quantity=1, order_id=7, at=at)

    assert services.take(item_id=item.pk, member_id=alice.pk, quantity=1, order_id=7, at=at) == first
    for _ in range(2):
        services.use(order_id=7, at=at)
    for _ in range(2):
        services.return_pieces(order_id=7, pieces=1, key="refund:1", at=at)
    for _ in range(2):
        services.give_back(order_id=7, at=at)
    assert counters(item, alice) == (0, 0)

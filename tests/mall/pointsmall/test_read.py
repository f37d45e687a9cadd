"""The points mall as clients and operators see it."""

import pytest

from kernel import clock
from mall.pointsmall.models import PointsItem
from mall.pointsmall.parts import PointsMallPart
from mall.pointsmall.services import take
from tests.factories.inventory import new_shelf
from tests.factories.pointsmall import points_item

pytestmark = pytest.mark.django_db
PATH = "/api/v1/points-mall"


def why_not(client):
    return [row["why_not"] for row in client.get(PATH).json()["results"]]


def test_anybody_sees_what_is_on_offer(item, anonymous):
    points_item(new_shelf(), is_active=False)

    (row,) = anonymous.get(PATH).json()["results"]

    assert (row["id"], row["points"], row["price_fen"], row["left"]) == (str(item.pk), 100, 200, 3)
    assert (row["limit_per_member"], row["taken"], row["why_not"]) == (2, 0, "")


def test_a_member_reads_why_not(item, alice, rich, bob, client_of):
    assert why_not(client_of(rich)) == [""]
    assert why_not(client_of(bob)) == ["还差 100 积分"]
    take(item_id=item.pk, member_id=alice.pk, quantity=2, order_id=1, at=clock.now())
    assert why_not(client_of(alice)) == ["已达到每人限兑件数"]
    PointsItem.objects.update(taken=3)
    assert why_not(client_of(bob)) == ["已兑完"]


def test_a_page_of_points_mall_items_costs_the_same(alice, client_of, django_assert_max_num_queries):
    for _ in range(12):
        points_item(new_shelf())
    client = client_of(alice)

    with django_assert_max_num_queries(9):
        assert len(client.get(PATH).json()["results"]) == 12


def test_unknown_parameters_are_refused(anonymous):
    assert anonymous.get(f"{PATH}?member=1").status_code == 422


def test_a_merge_moves_redemptions_and_what_they_use_up(item, alice, bob):
    take(item_id=item.pk, member_id=alice.pk, quantity=1, order_id=1, at=clock.now())
    take(item_id=item.pk, member_id=bob.pk, quantity=1, order_id=2, at=clock.now())
    part = PointsMallPart()

    journal = part.move(source_id=alice.pk, target_id=bob.pk, at=clock.now())

    assert list(item.allowances.order_by("member_id").values_list("taken", flat=True)) == [0, 2]
    part.undo(journal=journal, at=clock.now())
    assert list(item.allowances.order_by("member_id").values_list("taken", flat=True)) == [1, 1]
    assert part.blocks(member_id=alice.pk) == ["有 1 笔积分兑换未付款"]
    assert len(part.export(member_id=alice.pk)["积分兑换"]) == 1

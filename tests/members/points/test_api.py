"""GET me/points and GET me/points/entries: a member's own figures, and every entry behind them."""

import pytest

from kernel import clock
from members.points.models import Lot
from members.points.services import confirm_earning, earn_pending, return_spent, take_back
from tests.factories.points import give, keep, spend

pytestmark = pytest.mark.django_db
POINTS, ENTRIES = "/api/v1/me/points", "/api/v1/me/points/entries"


def earn(member, points=30, key="line:1"):
    earn_pending(member_id=member.pk, points=points, kind="purchase", key=key, reference="R7", at=clock.now())


def test_the_figures_of_a_member(client_of, alice, bob):
    soon = give(alice.pk, 100, days_left=20)
    give(alice.pk, 50, days_left=200)
    keep(alice.pk, 60)
    earn(alice)
    give(bob.pk, 999)

    response = client_of(alice).get(POINTS)

    assert response.status_code == 200
    assert response.json() == {
        "available": 90,
        "pending": 30,
        "held": 60,
        "debt": 0,
        "expiring_soon": 40,
        "expires_at": soon.ends_at.astimezone(clock.SHANGHAI).isoformat(),
    }


def test_a_member_who_never_had_any(client_of, alice):
    assert client_of(alice).get(POINTS).json() == {
        "available": 0, "pending": 0, "held": 0, "debt": 0, "expiring_soon": 0, "expires_at": None,
    }  # fmt: skip


def test_debt_is_told_as_a_number_above_zero(client_of, alice):
    lot = give(alice.pk, 40)
    spend(alice.pk, 40)
    take_back(key=lot.earning.key, points=40, refund_key="r", reference="", at=clock.now())

    assert client_of(alice).get(POINTS).json()["debt"] == 40


def test_the_statement_reads_like_what_happened(client_of, alice, bob):
    earn(alice)
    confirm_earning(key="line:1", at=clock.now())
    spend(alice.pk, 20)
    return_spent(key="order:1", points=5, refund_key="r", reference="R1", at=clock.now())
    take_back(key="line:1", points=1, refund_key="r", reference="R7", at=clock.now())
    give(bob.pk, 999)

    response = client_of(alice).get(ENTRIES)

    rows = [(row["label"], row["bucket"], row["points"], row["reference"]) for row in response.json()["results"]]
    assert rows[0:3] == [
        ("购物奖励收回", "main", -1, "R7"),
        ("订单抵扣退回", "main", 5, "R1"),
        ("订单抵扣", "main", -20, "R1"),
    ]
    assert set(rows[3:5]) == {("购物奖励", "main", 30, "R7"), ("购物奖励", "pending", -30, "R7")}
    assert rows[5:] == [("购物奖励（待生效）", "pending", 30, "R7")]


@pytest.mark.parametrize(
    ("query", "points"),
    [({"bucket": "pending"}, [-30, 30]), ({"bucket": "main", "flow": "in"}, [30]), ({"flow": "out"}, [-30])],
)
def test_the_statement_may_be_filtered(client_of, alice, query, points):
    earn(alice)
    confirm_earning(key="line:1", at=clock.now())

    response = client_of(alice).get(ENTRIES, query)

    assert [row["points"] for row in response.json()["results"]] == points


def test_pages_follow_each_other(client_of, alice):
    for points in range(1, 6):
        give(alice.pk, points)
    client = client_of(alice)

    first = client.get(ENTRIES, {"limit": 3}).json()
    second = client.get(ENTRIES, {"limit": 3, "cursor": first["next"]}).json()

    assert [row["points"] for row in [*first["results"], *second["results"]]] == [5, 4, 3, 2, 1]
    assert second["next"] is None


@pytest.mark.parametrize("url", [POINTS, ENTRIES])
def test_strangers_read_nothing(anonymous, db, url):
    assert anonymous.get(url).status_code == 401


@pytest.mark.parametrize("query", [{"bucket": "all"}, {"flow": "up"}, {"member_id": "1"}, {"limit": "0"}])
def test_a_bad_query_is_refused(client_of, alice, query):
    assert client_of(alice).get(ENTRIES, query).status_code == 422


@pytest.mark.parametrize("count", [1, 60])
def test_the_number_of_queries_is_constant(client_of, alice, count, django_assert_num_queries):
    for _ in range(count):
        give(alice.pk, 5)
    client = client_of(alice)

    with django_assert_num_queries(3):  # session with member, balances, lots
        client.get(POINTS)
    with django_assert_num_queries(2):  # PointsEntriesView: session with member, entries
        client.get(ENTRIES, {"limit": 100})
    assert Lot.objects.count() == count

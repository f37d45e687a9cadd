"""Lists go page by page on keys (rules 13.3)."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.idempotency.models import Claim
from kernel.web.pages import write_cursor

pytestmark = pytest.mark.django_db


@pytest.fixture
def claims():
    start = clock.now()
    return Claim.objects.bulk_create(
        Claim(
            caller=f"member:{index % 5}",
            key=f"key-{index}",
            fence=1 + index % 3,
            claimed_at=start - timedelta(minutes=index // 2),
            leased_until=start,
            answered_at=start if index % 2 else None,
            status=200 if index % 2 else None,
        )
        for index in range(45)
    )


def walk(client, order, limit):
    rows, cursor, pages = [], None, 0
    while cursor or not pages:
        page = client.get("/claims", {"order": order, "limit": limit} | ({"cursor": cursor} if cursor else {})).json()
        rows += [int(row["id"]) for row in page["results"]]
        cursor, pages = page["next"], pages + 1
    return rows, pages


@pytest.mark.rule("13.3")
@pytest.mark.parametrize("order", ["new", "name", "mixed"])
def test_every_row_comes_once_and_in_order(member, claims, order):
    keyset = {"new": ("-claimed_at", "-id"), "name": ("caller", "id"), "mixed": ("-fence", "caller", "-id")}[order]

    rows, pages = walk(member, order, 7)

    assert rows == list(Claim.objects.order_by(*keyset).values_list("id", flat=True))
    assert pages == 7


def test_rows_without_a_key_value_are_left_out(member, claims):
    rows, _ = walk(member, "answered", 10)

    assert rows == list(
        Claim.objects.exclude(answered_at=None).order_by("answered_at", "id").values_list("id", flat=True)
    )


def test_a_new_row_in_front_moves_no_page(member, claims):
    first = member.get("/claims", {"limit": 10}).json()
    now = clock.now() + timedelta(hours=1)
    Claim.objects.create(caller="new", key="new", claimed_at=now, leased_until=now)

    second = member.get("/claims", {"limit": 10, "cursor": first["next"]}).json()

    ids = [row["id"] for row in first["results"] + second["results"]]
    assert len(set(ids)) == 20


def test_the_last_page_has_no_next(member, claims):
    assert member.get("/claims", {"limit": 45}).json()["next"] is None
    assert member.get("/claims", {"limit": 44}).json()["next"] is not None


@pytest.mark.rule("13.3")
@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.5", "abc", "", "٣", "1" * 50])
def test_the_limit_is_1_to_100(member, limit):
    response = member.get("/claims", {"limit": limit})

    assert (response.status_code, response.json()["code"]) == (422, "bad_limit")


def test_a_tampered_or_foreign_cursor_is_refused(member, claims):
    good = member.get("/claims", {"limit": 5}).json()["next"]
    foreign = write_cursor(claims[0], ("caller", "id"))

    for cursor in (good[:-1] + ("A" if good[-1] != "A" else "B"), "x", "é", "a:b:c", "\x00", foreign):
        response = member.get("/claims", {"cursor": cursor})
        assert (response.status_code, response.json()["code"]) == (422, "bad_cursor")


def test_an_unknown_parameter_is_refused_by_name(member):
    response = member.get("/claims", {"cursr": "x"})

    assert (response.status_code, response.json()["code"]) == (422, "unknown_parameter")
    assert response.json()["errors"][0]["field"] == "cursr"


def test_page_500_reads_one_range_of_the_index(member, claims, django_assert_num_queries):
    cursor = write_cursor(claims[30], ("-claimed_at", "-id"))

    with django_assert_num_queries(1) as seen:
        member.get("/claims", {"limit": 5, "cursor": cursor})

    assert "OFFSET" not in seen[0]["sql"]
    assert '("kernel_idempotency_claim"."claimed_at", "kernel_idempotency_claim"."id") < (' in seen[0]["sql"]


@pytest.mark.parametrize("rows", [1, 20, 100])
def test_a_list_costs_one_query_whatever_its_length(member, django_assert_num_queries, rows):
    now = clock.now()
    Claim.objects.bulk_create(
        Claim(caller="member:42", key=str(index), claimed_at=now, leased_until=now) for index in range(rows)
    )

    with django_assert_num_queries(1):
        page = member.get("/my-claims", {"limit": 100}).json()

    assert len(page["results"]) == rows


def test_times_carry_the_shanghai_offset(member, claims):
    row = member.get("/claims", {"limit": 1}).json()["results"][0]

    assert row["claimed_at"].endswith("+08:00")


def test_a_members_list_is_closed_to_strangers(stranger):
    assert stranger.get("/my-claims").status_code == 401

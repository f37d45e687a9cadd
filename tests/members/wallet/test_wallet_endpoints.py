"""GET me/wallet and its statement: a member's own, nobody else's."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.accounts.models import Member
from tests.factories.wallet import held, returned, spent, topped_up

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/wallet"


def test_an_empty_wallet_is_all_zeros(client_of: Any, alice: Member) -> None:
    assert client_of(alice).get(URL).json() == {
        "principal_fen": 0,
        "bonus_fen": 0,
        "held_fen": 0,
        "spendable_fen": 0,
    }


def test_what_is_held_is_told_apart(client_of: Any, alice: Member, bob: Member) -> None:
    topped_up(alice.pk, 10000, 2000)
    topped_up(bob.pk, 77)
    held(alice.pk, 3000)

    assert client_of(alice).get(URL).json() == {
        "principal_fen": 10000,
        "bonus_fen": 2000,
        "held_fen": 3000,
        "spendable_fen": 9000,
    }


def test_the_statement_has_a_line_per_event(client_of: Any, alice: Member, bob: Member) -> None:
    topped_up(alice.pk, 1000, 500)
    topped_up(bob.pk, 77)
    spent(alice.pk, 1200)
    returned(600, "refund:1")

    lines = client_of(alice).get(f"{URL}/entries").json()["results"]

    assert [(line["kind"], line["title"], line["amount_fen"], line["principal_fen"]) for line in lines] == [
        ("wallet.return", "退款退回", 600, 500),
        ("wallet.spend", "消费", -1200, -1000),
        ("wallet.top_up", "充值", 1500, 1000),
    ]
    assert lines[1]["reference"] == "O1"
    assert lines[0]["at"].endswith("+08:00")


def test_pages_follow_each_other(client_of: Any, alice: Member) -> None:
    for _ in range(3):
        topped_up(alice.pk, 100)
    client = client_of(alice)

    first = client.get(f"{URL}/entries", {"limit": 2}).json()
    second = client.get(f"{URL}/entries", {"limit": 2, "cursor": first["next"]}).json()

    assert len({line["id"] for line in first["results"] + second["results"]}) == 3
    assert second["next"] is None


def test_walletentries_take_constant_queries(client_of: Any, alice: Member) -> None:
    client = client_of(alice)
    topped_up(alice.pk, 100)
    with CaptureQueriesContext(connection) as few:
        client.get(f"{URL}/entries")
    for _ in range(20):
        topped_up(alice.pk, 100, 10)

    with CaptureQueriesContext(connection) as many:
        assert len(client.get(f"{URL}/entries").json()["results"]) == 20

    assert len(many) == len(few)


def test_strangers_read_nothing(anonymous: Any, db: None) -> None:
    assert anonymous.get(URL).status_code == 401
    assert anonymous.get(f"{URL}/entries").status_code == 401


def test_an_unknown_parameter_is_refused(client_of: Any, alice: Member) -> None:
    assert client_of(alice).get(f"{URL}/entries", {"member": "1"}).status_code == 422

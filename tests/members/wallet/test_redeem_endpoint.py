"""POST me/gift-cards/redeem: a card's value into the wallet, once per card and per key."""

from typing import Any

import pytest

from kernel.outbox.models import StoredFact
from members.accounts.models import Member
from members.wallet.models import TopUp
from tests.factories.wallet import card_codes, figures

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/gift-cards/redeem"


def redeem(client: Any, code: Any, key: str = "k1") -> Any:
    return client.post(URL, {"code": code}, format="json", headers={"Idempotency-Key": key})


def test_a_card_is_redeemed(client_of: Any, alice: Member, stella: Any) -> None:
    code = card_codes(stella.pk)[0]

    response = redeem(client_of(alice), code.lower().replace("-", " "))

    assert response.status_code == 200
    assert response.json() == {
        "face_fen": 10000,
        "into": "principal",
        "wallet": {"principal_fen": 10000, "bonus_fen": 0, "held_fen": 0, "spendable_fen": 10000},
    }
    assert StoredFact.objects.filter(name="members.wallet.gift_card_redeemed").count() == 1


def test_a_key_redeems_once_and_replays_its_answer(client_of: Any, alice: Member, stella: Any) -> None:
    client, code = client_of(alice), card_codes(stella.pk)[0]

    first, again, other = redeem(client, code), redeem(client, code), redeem(client, code, "k2")

    assert (again.status_code, again.json()) == (200, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (409, "gift_card_refused")
    assert TopUp.objects.count() == 1


def test_strangers_redeem_nothing(anonymous: Any, stella: Any) -> None:
    assert redeem(anonymous, card_codes(stella.pk)[0]).status_code == 401


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": 7}, {"code": "X" * 41}, {"code": "X", "face_fen": 1}])
def test_a_bad_body_is_no_guess(client_of: Any, alice: Member, body: dict[str, Any]) -> None:
    response = client_of(alice).post(URL, body, format="json", headers={"Idempotency-Key": "k1"})

    assert response.status_code == 422
    assert figures(alice.pk) == (0, 0, 0, 0)


def test_without_a_key_nothing_happens(client_of: Any, alice: Member, stella: Any) -> None:
    response = client_of(alice).post(URL, {"code": card_codes(stella.pk)[0]}, format="json")

    assert (response.status_code, response.json()["code"]) == (422, "idempotency_key_required")
    assert not TopUp.objects.exists()

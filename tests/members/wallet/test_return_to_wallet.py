"""Refunding what was paid from the wallet gives it back exactly, by how it was spent (rules 5.6)."""

from collections.abc import Callable

import pytest

from kernel import clock
from members.accounts.models import Member
from members.ledger.models import Transaction
from members.ledger.services import ReversedElsewhere, reverse
from members.wallet import services
from members.wallet.models import Spending
from members.wallet.shapes import WalletParts
from tests.factories.wallet import figures, held, returned, spent, topped_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(alice: Member) -> Member:
    """Alice has paid 12.00 yuan, 10.00 of principal and 2.00 of bonus."""
    topped_up(alice.pk, 1000, 500)
    spent(alice.pk, 1200)
    return alice


@pytest.mark.rule("5.6")
def test_a_part_goes_back_in_the_proportion_it_was_spent(paid: Member) -> None:
    assert returned(600, "refund:1") == WalletParts(500, 100)
    assert figures(paid.pk) == (500, 400, 0, 900)


@pytest.mark.rule("5.6")
def test_three_thirds_are_the_whole(paid: Member) -> None:
    parts = [returned(400, f"refund:{n}") for n in (1, 2, 3)]

    assert parts == [WalletParts(333, 67), WalletParts(334, 66), WalletParts(333, 67)]
    assert figures(paid.pk) == (1000, 500, 0, 1500)


def test_operators_may_give_the_principal_back_first(paid: Member, setting: Callable[[str, object], None]) -> None:
    setting("return_order", "principal_first")

    assert returned(1100, "refund:1") == WalletParts(1000, 100)


def test_a_new_order_between_two_returns_still_ends_exactly(
    paid: Member, setting: Callable[[str, object], None]
) -> None:
    returned(600, "refund:1")
    setting("return_order", "bonus_first")

    assert returned(300, "refund:2") == WalletParts(200, 100)
    assert returned(300, "refund:3") == WalletParts(300, 0)
    assert figures(paid.pk) == (1000, 500, 0, 1500)


@pytest.mark.rule("9.3")
def test_a_refund_key_gives_back_once(paid: Member) -> None:
    assert returned(600, "refund:1") == returned(600, "refund:1")
    assert figures(paid.pk) == (500, 400, 0, 900)
    with pytest.raises(services.WalletKeyReused):
        returned(601, "refund:1")


def test_no_more_comes_back_than_was_spent(paid: Member) -> None:
    returned(1000, "refund:1")

    with pytest.raises(services.ReturnExceedsSpending):
        returned(201, "refund:2")
    assert Spending.objects.get().returned == WalletParts(833, 167)


def test_only_what_was_captured_comes_back(alice: Member) -> None:
    topped_up(alice.pk, 1000)
    held(alice.pk, 100)

    for key in ("payment:1", "payment:never"):
        with pytest.raises(services.WalletHoldEnded):
            returned(100, "refund:1", key)
    with pytest.raises(services.BadWalletAmount):
        returned(0, "refund:1")


@pytest.mark.rule("9.2")
def test_a_return_names_what_it_takes_back_and_nobody_goes_round_it(paid: Member) -> None:
    returned(100, "refund:1")

    captured = Transaction.objects.get(kind="wallet.spend")
    assert Transaction.objects.get(kind="wallet.return").reverses_id == captured.pk
    with pytest.raises(ReversedElsewhere):
        reverse(transaction_id=captured.pk, reason="误扣", at=clock.now())
    assert figures(paid.pk)[3] == 400

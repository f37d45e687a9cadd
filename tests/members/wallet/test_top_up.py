"""Money comes into a wallet with its bonus, and goes back with its share of it."""

import pytest

from kernel import clock
from kernel.outbox.models import StoredFact
from members.accounts.models import Member
from members.ledger import selectors as ledger
from members.ledger.entries import SHOP, AccountRef
from members.ledger.models import Transaction
from members.ledger.services import ReversedElsewhere, reverse
from members.wallet import services
from members.wallet.models import TopUp
from members.wallet.shapes import WalletParts
from tests.factories.wallet import figures, held, spent, topped_up

pytestmark = pytest.mark.django_db


def taken(principal_fen: int, refund_key: str = "refund:1", key: str = "order:1") -> WalletParts:
    return services.take_back_top_up(
        key=key, principal_fen=principal_fen, refund_key=refund_key, reference="R1", at=clock.now()
    )


@pytest.mark.rule("9.1")
def test_principal_and_bonus_are_kept_apart(alice: Member) -> None:
    topped_up(alice.pk, 10000, 2000)

    assert figures(alice.pk) == (10000, 2000, 0, 12000)
    assert ledger.balance(AccountRef(SHOP, "wallet", "issued")).balance == -12000
    fact = StoredFact.objects.get(name="members.wallet.wallet_changed")
    assert (fact.payload["member_id"], fact.payload["principal_fen"], fact.payload["bonus_fen"]) == (
        alice.pk,
        10000,
        2000,
    )


@pytest.mark.rule("9.3")
def test_a_key_tops_up_once(alice: Member) -> None:
    first = topped_up(alice.pk, 10000, 2000, key="order:1")

    assert topped_up(alice.pk, 10000, 2000, key="order:1") == first
    assert figures(alice.pk) == (10000, 2000, 0, 12000)
    assert StoredFact.objects.count() == 1
    with pytest.raises(services.WalletKeyReused):
        topped_up(alice.pk, 10000, 2001, key="order:1")


@pytest.mark.parametrize("parts", [(0, 0), (-1, 10), (10, -1), (True, 0)])
def test_nothing_is_no_top_up(alice: Member, parts: tuple[int, int]) -> None:
    with pytest.raises(services.BadWalletAmount):
        topped_up(alice.pk, *parts)

    assert not TopUp.objects.exists()


def test_a_bonus_alone_may_be_given(alice: Member) -> None:
    topped_up(alice.pk, 0, 500)

    assert figures(alice.pk) == (0, 500, 0, 500)


@pytest.mark.rule("5.6")
def test_the_bonus_goes_with_the_principal_it_came_with(alice: Member) -> None:
    topped_up(alice.pk, 10000, 1001, key="order:1")

    assert [taken(3333, f"refund:{n}").bonus_fen for n in (1, 2)] == [333, 334]
    assert taken(3334, "refund:3") == WalletParts(3334, 334)
    assert figures(alice.pk) == (0, 0, 0, 0)


def test_what_was_spent_is_not_taken_back(alice: Member) -> None:
    topped_up(alice.pk, 10000, 1000, key="order:1")
    spent(alice.pk, 1)

    with pytest.raises(services.NotEnoughWallet):
        taken(10000)
    assert taken(9999) == WalletParts(9999, 999)


def test_what_is_held_is_not_taken_back(alice: Member) -> None:
    topped_up(alice.pk, 10000, key="order:1")
    held(alice.pk, 1)

    with pytest.raises(services.NotEnoughWallet):
        taken(10000)
    assert TopUp.objects.get().taken == WalletParts(0, 0)


@pytest.mark.rule("9.3")
def test_a_refund_key_takes_back_once(alice: Member) -> None:
    topped_up(alice.pk, 10000, 1000, key="order:1")

    assert taken(5000) == taken(5000) == WalletParts(5000, 500)
    assert figures(alice.pk) == (5000, 500, 0, 5500)
    with pytest.raises(services.WalletKeyReused):
        taken(4000)


def test_no_more_is_taken_back_than_came(alice: Member) -> None:
    topped_up(alice.pk, 10000, key="order:1")
    topped_up(alice.pk, 10000, key="order:2")

    with pytest.raises(services.TakeBackExceedsTopUp):
        taken(10001)
    with pytest.raises(services.TopUpNotFound):
        taken(1, key="order:never")
    with pytest.raises(services.BadWalletAmount):
        taken(0)


@pytest.mark.rule("9.2")
def test_a_take_back_names_what_it_takes_back_and_nobody_goes_round_it(alice: Member) -> None:
    topped_up(alice.pk, 10000, key="order:1")
    taken(1)

    posted = Transaction.objects.get(kind="wallet.top_up")
    assert Transaction.objects.get(kind="wallet.take_back").reverses_id == posted.pk
    with pytest.raises(ReversedElsewhere):
        reverse(transaction_id=posted.pk, reason="误充", at=clock.now())

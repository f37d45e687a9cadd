"""A payment holds of the wallet, then captures or releases it (rules 5.5, 9.4)."""

from collections.abc import Callable

import pytest

from kernel import clock
from kernel.outbox.models import StoredFact
from members.accounts.models import Member
from members.ledger.models import Hold, Transaction
from members.wallet import services
from members.wallet.models import Spending
from members.wallet.selectors import wallet_of
from members.wallet.shapes import WalletFigures, WalletParts
from tests.factories.wallet import figures, held, spent, topped_up

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("order", "parts"),
    [
        ("principal_first", WalletParts(1000, 200)),
        ("bonus_first", WalletParts(700, 500)),
        ("proportional", WalletParts(800, 400)),
    ],
)
def test_the_operators_order_says_what_is_spent_first(
    alice: Member, setting: Callable[[str, object], None], order: str, parts: WalletParts
) -> None:
    topped_up(alice.pk, 1000, 500)
    setting("spending_order", order)

    assert held(alice.pk, 1200) == parts
    assert figures(alice.pk) == (1000, 500, 1200, 300)


@pytest.mark.rule("9.4")
def test_a_hold_is_no_entry(alice: Member) -> None:
    topped_up(alice.pk, 1000)

    held(alice.pk, 600)

    assert Transaction.objects.count() == 1
    assert wallet_of(alice.pk) == WalletFigures(1000, 0, 600, 400)


def test_what_is_held_cannot_be_held_again(alice: Member) -> None:
    topped_up(alice.pk, 1000)
    held(alice.pk, 600)

    with pytest.raises(services.NotEnoughWallet) as refusal:
        held(alice.pk, 401, "payment:2")

    assert (refusal.value.status, refusal.value.code) == (409, "not_enough_wallet")
    assert Spending.objects.count() == 1


def test_what_is_held_of_one_part_is_left_out_of_the_division(alice: Member) -> None:
    topped_up(alice.pk, 1000, 500)
    held(alice.pk, 900)

    assert held(alice.pk, 300, "payment:2") == WalletParts(100, 200)


def test_an_empty_wallet_holds_nothing(alice: Member) -> None:
    with pytest.raises(services.NotEnoughWallet):
        held(alice.pk, 1)


@pytest.mark.parametrize("amount", [0, -1, True])
def test_an_amount_is_a_positive_whole_number(alice: Member, amount: int) -> None:
    with pytest.raises(services.BadWalletAmount):
        held(alice.pk, amount)


@pytest.mark.rule("9.3")
def test_holding_twice_under_a_key_is_holding_once(alice: Member) -> None:
    topped_up(alice.pk, 1000)

    assert held(alice.pk, 600) == held(alice.pk, 600) == WalletParts(600, 0)
    assert figures(alice.pk) == (1000, 0, 600, 400)


def test_a_key_holds_one_amount_of_one_member(alice: Member, bob: Member) -> None:
    topped_up(alice.pk, 1000)
    topped_up(bob.pk, 1000)
    held(alice.pk, 600)

    for member_id, amount in ((alice.pk, 500), (bob.pk, 600)):
        with pytest.raises(services.WalletKeyReused):
            held(member_id, amount)


@pytest.mark.rule("5.5")
def test_a_captured_hold_leaves_the_wallet(alice: Member) -> None:
    topped_up(alice.pk, 1000, 500)

    assert spent(alice.pk, 1200) == WalletParts(1000, 200)

    assert figures(alice.pk) == (0, 300, 0, 300)
    fact = StoredFact.objects.filter(name="members.wallet.wallet_changed").latest("pk")
    assert (fact.payload["kind"], fact.payload["principal_fen"], fact.payload["bonus_fen"]) == (
        "wallet.spend",
        -1000,
        -200,
    )


def test_capturing_twice_is_capturing_once(alice: Member) -> None:
    topped_up(alice.pk, 1000)
    spent(alice.pk, 600)

    assert services.capture_wallet(key="payment:1", reference="O1", at=clock.now()) == WalletParts(600, 0)
    assert figures(alice.pk) == (400, 0, 0, 400)
    assert StoredFact.objects.filter(name="members.wallet.wallet_changed").count() == 2


@pytest.mark.rule("5.5")
def test_a_released_hold_is_free_again(alice: Member) -> None:
    topped_up(alice.pk, 1000)
    held(alice.pk, 600)

    services.release_wallet(key="payment:1", at=clock.now())
    services.release_wallet(key="payment:1", at=clock.now())

    assert figures(alice.pk) == (1000, 0, 0, 1000)
    assert Hold.objects.get().state == Hold.State.RELEASED


def test_nothing_held_is_released_without_an_error(db: None) -> None:
    services.release_wallet(key="payment:9", at=clock.now())

    assert not Spending.objects.exists()


def test_what_has_ended_does_not_end_another_way(alice: Member) -> None:
    topped_up(alice.pk, 1000)
    spent(alice.pk, 100, "payment:1")
    held(alice.pk, 100, "payment:2")
    services.release_wallet(key="payment:2", at=clock.now())

    with pytest.raises(services.WalletHoldEnded):
        services.release_wallet(key="payment:1", at=clock.now())
    for key in ("payment:2", "payment:never"):
        with pytest.raises(services.WalletHoldEnded):
            services.capture_wallet(key=key, reference="", at=clock.now())
    for key in ("payment:1", "payment:2"):
        with pytest.raises(services.WalletHoldEnded):
            held(alice.pk, 100, key)
    assert figures(alice.pk) == (900, 0, 0, 900)

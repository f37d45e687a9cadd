"""64 ways to use the same wallet, card or refund: once (quality 2)."""

from itertools import count

import pytest
from django.db import transaction

from kernel import clock
from kernel.errors import Refusal
from kernel.staff.models import Operator
from members.accounts.models import Member, MergeCase
from members.ledger import invariants as ledger
from members.ledger.models import Account
from members.wallet import invariants, services
from members.wallet.models import Adjustment, GiftCard, GuessCount, Spending, TopUp
from members.wallet.selectors import wallet_of
from members.wallet.services import merging
from members.wallet.shapes import WalletParts
from members.wallet.states import CardState
from tests.factories.accounts import MemberFactory
from tests.factories.staff import OperatorFactory
from tests.factories.wallet import card_codes, card_of, guessed, held, returned, spent, topped_up
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
_serial = count(1)


def rich() -> int:
    """Return a member with 1.00 yuan, half of it bonus."""
    member_id: int = MemberFactory().pk
    topped_up(member_id, 50, 50)
    return member_id


def nothing_broken() -> bool:
    checks = (*ledger.CHECKS, *invariants.CHECKS)
    return [row for _title, find in checks for row in find()] == []


@pytest.mark.rule("9.4")
def test_a_naive_wallet_is_spent_many_times() -> None:
    def read_then_write(member_id: int, _number: int) -> None:
        with transaction.atomic():
            if wallet_of(member_id).spendable_fen < 100:
                raise services.NotEnoughWallet
            pause()
            Account.objects.filter(owner_kind="member", owner_id=member_id, asset="wallet").update(held=50)

    assert run(Race("wallet spent twice, naive", rich, read_then_write), rounds=3).worst_round > 1


@pytest.mark.rule("9.4")
def test_a_wallet_is_spent_once() -> None:
    def pay(member_id: int, number: int) -> None:
        spent(member_id, 100, f"payment:{member_id}:{number}")

    def empty(member_id: int, allowed: int) -> None:
        assert (allowed, wallet_of(member_id).principal_fen, wallet_of(member_id).bonus_fen) == (1, 0, 0)

    outcome = run(Race("wallet spent twice", rich, pay, empty))

    assert (outcome.worst_round, outcome.best_round) == (1, 1)
    assert nothing_broken()


@pytest.mark.rule("9.4")
def test_parts_of_a_wallet_are_spent_to_the_fen() -> None:
    def pay(member_id: int, number: int) -> None:
        held(member_id, 7, f"payment:{member_id}:{number}")

    def two_left(member_id: int, allowed: int) -> None:
        assert (allowed, wallet_of(member_id).spendable_fen) == (14, 2)

    assert run(Race("wallet in parts", rich, pay, two_left)).best_round == 14
    assert nothing_broken()


@pytest.mark.rule("5.5")
def test_a_hold_is_captured_or_released_never_both() -> None:
    def paying() -> str:
        key = f"payment:{next(_serial)}"
        held(rich(), 100, key)
        return key

    def end(key: str, number: int) -> None:
        if number % 2:
            services.release_wallet(key=key, at=clock.now())
        else:
            services.capture_wallet(key=key, reference="", at=clock.now())

    assert run(Race("wallet capture against release", paying, end)).worst_round == 32
    assert nothing_broken()


def a_card() -> str:
    return card_codes(OperatorFactory().pk)[0]


def test_a_naive_card_is_used_many_times() -> None:
    def read_then_write(code: str, _number: int) -> None:
        member_id = MemberFactory().pk
        with transaction.atomic():
            card = card_of(code)
            if card.state != CardState.ISSUED:
                raise services.GiftCardRefused
            pause()
            GiftCard.objects.filter(pk=card.pk).update(
                state=CardState.REDEEMED, member_id=member_id, redeemed_at=clock.now()
            )

    assert run(Race("gift card used twice, naive", a_card, read_then_write), rounds=3).worst_round > 1


def test_a_card_is_used_once() -> None:
    def redeem(code: str, number: int) -> None:
        guessed(MemberFactory().pk, code, f"198.51.100.{number}")

    def credited_once(code: str, allowed: int) -> None:
        card = card_of(code)
        assert (allowed, TopUp.objects.filter(key=f"gift_card:{card.pk}").count()) == (1, 1)
        assert wallet_of(card.member_id or 0).spendable_fen == 10000
        GuessCount.objects.all().delete()

    outcome = run(Race("gift card used twice", a_card, redeem, credited_once))

    assert (outcome.worst_round, outcome.best_round) == (1, 1)
    assert nothing_broken()


def test_naive_guesses_pass_uncounted() -> None:
    def look_then_count(member_id: int, _number: int) -> None:
        with transaction.atomic():
            row, _ = GuessCount.objects.get_or_create(
                scope="member", subject=str(member_id), defaults={"window_at": clock.now()}
            )
            if row.wrong >= 5:
                raise services.GuessingLocked
            pause()
            GuessCount.objects.filter(pk=row.pk).update(wrong=row.wrong + 1)

    assert run(Race("guesses, naive", rich, look_then_count), rounds=3).worst_round > 5


def test_five_guesses_of_sixty_four_are_tried() -> None:
    def guess(member_id: int, number: int) -> None:
        services.take_guess(member_id=member_id, code="X", address=f"198.51.100.{number}", at=clock.now())

    outcome = run(Race("guesses", rich, guess, lambda _member_id, _allowed: _forget()))

    assert (outcome.worst_round, outcome.best_round) == (5, 5)


def _forget() -> None:
    GuessCount.objects.all().delete()


@pytest.mark.rule("9.3")
def test_a_naive_top_up_is_booked_many_times() -> None:
    def read_then_write(member_id: int, number: int) -> None:
        with transaction.atomic():
            if TopUp.objects.filter(reference=f"C{member_id}").exists():
                return
            pause()
            TopUp.objects.create(
                member_id=member_id, key=f"naive:{member_id}:{number}", reference=f"C{member_id}", principal_fen=1,
                bonus_fen=0, at=clock.now(),
            )  # fmt: skip

    def counted(member_id: int, _allowed: int) -> None:
        booked.append(TopUp.objects.filter(reference=f"C{member_id}").count())

    booked: list[int] = []
    run(Race("top-up booked twice, naive", rich, read_then_write, counted), rounds=3)

    assert max(booked) > 1


@pytest.mark.rule("9.3")
def test_a_top_up_is_booked_once() -> None:
    def book(member_id: int, _number: int) -> None:
        topped_up(member_id, 1000, 100, key=f"order:{member_id}")

    def once(member_id: int, allowed: int) -> None:
        assert (allowed, wallet_of(member_id).principal_fen, wallet_of(member_id).bonus_fen) == (64, 1050, 150)

    run(Race("top-up booked twice", rich, book, once))

    assert nothing_broken()


def paid() -> str:
    key = f"payment:{next(_serial)}"
    spent(rich(), 90, key)
    return key


@pytest.mark.rule("5.6")
def test_a_naive_return_is_made_many_times() -> None:
    def read_then_write(key: str, _number: int) -> None:
        with transaction.atomic():
            spending = Spending.objects.get(key=key)
            if spending.returned.total_fen:
                raise services.ReturnExceedsSpending
            pause()
            Spending.objects.filter(key=key).update(returned_principal_fen=50, returned_bonus_fen=40)

    assert run(Race("wallet return twice, naive", paid, read_then_write), rounds=3).worst_round > 1


@pytest.mark.rule("5.6")
def test_no_more_is_returned_than_was_spent() -> None:
    def refund(key: str, number: int) -> None:
        returned(20, f"refund:{key}:{number}", key)

    def four_times(key: str, allowed: int) -> None:
        assert (allowed, Spending.objects.get(key=key).returned.total_fen) == (4, 80)

    assert run(Race("wallet returned too much", paid, refund, four_times)).worst_round == 4
    assert nothing_broken()


@pytest.mark.rule("5.6")
def test_one_refund_returns_once() -> None:
    def refund(key: str, _number: int) -> None:
        returned(20, f"refund:{key}", key)

    def once(key: str, allowed: int) -> None:
        assert (allowed, Spending.objects.get(key=key).returned.total_fen) == (64, 20)

    run(Race("wallet return twice", paid, refund, once))

    assert nothing_broken()


def test_one_operator_does_not_pass_the_limit_by_many_at_once() -> None:
    def operator() -> tuple[Operator, int]:
        return OperatorFactory(), rich()

    def adjust(scene: tuple[Operator, int], _number: int) -> None:
        change = services.NewAdjustment(scene[1], WalletParts(5000, 0), "补偿")
        services.adjust_wallet(change=change, operator_id=scene[0].pk, at=clock.now())

    def four_alone(scene: tuple[Operator, int], allowed: int) -> None:
        states = list(Adjustment.objects.filter(proposed_by=scene[0]).values_list("state", flat=True))
        assert (allowed, states.count("applied"), states.count("proposed")) == (64, 4, 60)

    run(Race("adjustments of one operator", operator, adjust, four_alone))

    assert nothing_broken()


def _merge_when_quiet(source: Member, target: Member) -> int:
    """Try as the clock does; return how often it had to wait."""
    for waits in range(100):
        try:
            merging.move_wallet(source_id=source.pk, target_id=target.pk, at=clock.now())
        except merging.WalletMergeWaits:
            pause()
        else:
            return waits
    raise merging.WalletMergeWaits


def test_a_merge_while_paying_loses_nothing() -> None:
    merged: list[int] = []

    def pair() -> tuple[Member, Member]:
        source, target = Member.objects.get(pk=rich()), MemberFactory()
        MergeCase.objects.create(source=source, target=target, evidence="phone", state="waiting", opened_at=clock.now())
        spent(source.pk, 10, f"payment:{source.pk}")
        return source, target

    def act(scene: tuple[Member, Member], number: int) -> None:
        source, target = scene
        if number % 8 == 0:
            merged.append(_merge_when_quiet(source, target))
        elif number % 8 == 1:
            returned(1, f"refund:{source.pk}:{number}", f"payment:{source.pk}")
        else:
            key = f"payment:{source.pk}:{number}"
            with transaction.atomic():
                held(source.pk, 5, key)
                services.capture_wallet(key=key, reference="", at=clock.now())

    def all_there(scene: tuple[Member, Member], _allowed: int) -> None:
        merging.move_wallet(source_id=scene[0].pk, target_id=scene[1].pk, at=clock.now())
        spendings = Spending.objects.filter(member=scene[1])
        gone = sum((row.spent - row.returned).total_fen for row in spendings)
        assert wallet_of(scene[0].pk).spendable_fen == 0
        assert wallet_of(scene[1].pk).spendable_fen == 100 - gone

    run(Race("merge while paying", pair, act, all_there, refusals=(Refusal,)))

    assert merged
    assert nothing_broken()

"""Operators adjust a wallet with a reason; above a day's limit with a second person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kernel import clock
from kernel.staff.models import Operator
from members.accounts.models import Member
from members.ledger.models import Transaction
from members.wallet import services
from members.wallet.models import Adjustment
from members.wallet.shapes import WalletParts
from tests.factories.staff import OperatorFactory
from tests.factories.wallet import figures, held, topped_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(db: None) -> Operator:
    operator: Operator = OperatorFactory()
    return operator


def adjust(member: Member, operator: Any, principal: int = 0, bonus: int = 0, reason: str = "补偿") -> Adjustment:
    change = services.NewAdjustment(member.pk, WalletParts(principal, bonus), reason)
    return services.adjust_wallet(change=change, operator_id=operator.pk, at=clock.now())


def approve(adjustment: Adjustment, operator: Any) -> Adjustment:
    return services.approve_adjustment(adjustment_id=adjustment.pk, operator_id=operator.pk, at=clock.now())


def test_a_small_one_is_done_at_once(alice: Member, stella: Any) -> None:
    made = adjust(alice, stella, 1000, 500)

    assert (made.state, made.decided_by_id, figures(alice.pk)) == ("applied", None, (1000, 500, 0, 1500))


def test_one_may_move_bonus_to_principal(alice: Member, stella: Any) -> None:
    topped_up(alice.pk, 1000, 500)

    adjust(alice, stella, 300, -300)

    assert figures(alice.pk) == (1300, 200, 0, 1500)
    assert Transaction.objects.latest("pk").kind == "wallet.adjust"


def test_a_large_one_waits_for_another_person(alice: Member, stella: Any, other: Operator) -> None:
    made = adjust(alice, stella, 20_001)
    assert (made.state, figures(alice.pk)) == ("proposed", (0, 0, 0, 0))

    with pytest.raises(services.SecondApproverNeeded):
        approve(made, stella)
    assert figures(alice.pk) == (0, 0, 0, 0)

    assert approve(made, other).state == "applied"
    assert figures(alice.pk) == (20_001, 0, 0, 20_001)


def test_many_small_ones_of_a_day_are_a_large_one(alice: Member, stella: Any, other: Operator) -> None:
    topped_up(alice.pk, 20_000)
    states = [adjust(alice, stella, amount).state for amount in (10_000, -9_000, 1_000, 1)]

    assert states == ["applied", "applied", "applied", "proposed"]
    assert adjust(alice, other, 20_000).state == "applied"
    with clock.at(clock.now() + timedelta(days=1)):
        assert adjust(alice, stella, 20_000).state == "applied"


def test_the_limit_is_the_operators_option(alice: Member, stella: Any, setting: Callable[[str, object], None]) -> None:
    setting("adjust_alone_max_fen", 0)

    assert adjust(alice, stella, 1).state == "proposed"


def test_a_decision_is_made_once(alice: Member, stella: Any, other: Operator) -> None:
    rejected, approved = adjust(alice, stella, 30_000), adjust(alice, stella, 40_000)
    services.reject_adjustment(adjustment_id=rejected.pk, operator_id=stella.pk, at=clock.now())
    approve(approved, other)

    for decided in (rejected, approved):
        with pytest.raises(services.AdjustmentDecided):
            approve(decided, other)
        with pytest.raises(services.AdjustmentDecided):
            services.reject_adjustment(adjustment_id=decided.pk, operator_id=other.pk, at=clock.now())
    assert figures(alice.pk) == (40_000, 0, 0, 40_000)
    with pytest.raises(services.AdjustmentNotFound):
        services.approve_adjustment(adjustment_id=0, operator_id=other.pk, at=clock.now())


def test_what_is_not_there_or_is_held_is_not_taken(alice: Member, stella: Any, other: Operator) -> None:
    topped_up(alice.pk, 30_000)
    held(alice.pk, 1)
    waiting = adjust(alice, stella, -30_000)

    with pytest.raises(services.NotEnoughWallet):
        approve(waiting, other)
    with pytest.raises(services.NotEnoughWallet):
        adjust(alice, other, 0, -1)

    waiting.refresh_from_db()
    assert (waiting.state, Adjustment.objects.count()) == ("proposed", 1)


def test_it_has_a_reason_and_an_amount(alice: Member, stella: Any) -> None:
    with pytest.raises(services.AdjustmentReasonMissing):
        adjust(alice, stella, 1, reason=" ")
    with pytest.raises(services.BadWalletAmount):
        adjust(alice, stella, 0, 0)

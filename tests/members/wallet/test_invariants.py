"""Each check is silent on a healthy wallet and names a planted violation."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from kernel import clock
from members.accounts.models import Member
from members.ledger.models import Hold, Transaction
from members.ledger.services import AccountRef, HoldIn, Owner, hold
from members.wallet import invariants, services
from members.wallet.models import (
    Adjustment,
    GiftCard,
    GiftCardBatch,
    Spending,
    SpendingReturn,
    TopUp,
    TopUpReturn,
    WalletDay,
)
from members.wallet.shapes import WalletParts
from tests.factories.wallet import card_codes, guessed, held, returned, spent, topped_up
from tests.planting import bare

pytestmark = pytest.mark.django_db
Check = Callable[[], Iterator[str]]


@pytest.fixture
def busy(alice: Member, bob: Member, stella: Any) -> Member:
    """One of everything, two days ago, and the days counted."""
    with clock.at(clock.now() - timedelta(days=2)):
        topped_up(alice.pk, 10000, 1000, key="order:1")
        services.take_back_top_up(key="order:1", principal_fen=1000, refund_key="r:1", reference="", at=clock.now())
        spent(alice.pk, 4000)
        returned(1000, "refund:1")
        held(alice.pk, 100, "payment:2")
        held(alice.pk, 100, "payment:3")
        services.release_wallet(key="payment:3", at=clock.now())
        used, _unused = card_codes(stella.pk, count=2)
        guessed(bob.pk, used)
        for amount in (300, 99_999):
            change = services.NewAdjustment(bob.pk, WalletParts(amount, 0), "补偿")
            services.adjust_wallet(change=change, operator_id=stella.pk, at=clock.now())
    services.count_days(at=clock.now())
    return alice


@pytest.mark.parametrize(("title", "check"), invariants.CHECKS)
def test_a_healthy_wallet_has_nothing_to_say(busy: Member, title: str, check: Check) -> None:
    assert list(check()) == [], title


@pytest.mark.parametrize(
    ("model", "check", "said"),
    [
        (TopUp, invariants.top_ups_are_booked, "记 10001+1000，账上 10000+1000"),
        (TopUpReturn, invariants.take_backs_are_booked, "记 1001+100，账上 1000+100"),
        (Spending, invariants.spendings_are_booked, "记 4001+0，账上 4000+0"),
        (SpendingReturn, invariants.returns_are_booked, "记 1001+0，账上 1000+0"),
        (Adjustment, invariants.adjustments_are_booked, "记 301+0，账上 300+0"),
    ],
)
def test_an_amount_that_the_ledger_does_not_know_is_seen(busy: Member, model: Any, check: Check, said: str) -> None:
    first = model.objects.order_by("pk").first()
    model.objects.filter(pk=first.pk).update(principal_fen=F("principal_fen") + 1)

    assert [row.partition("：")[2] for row in check()] == [said]


def test_what_was_never_booked_is_seen(busy: Member) -> None:
    TopUp.objects.filter(key="order:1").update(key="order:x")

    assert len(list(invariants.top_ups_are_booked())) == 1
    assert len(list(invariants.postings_have_their_cause())) == 1


def test_a_released_payment_that_was_captured_is_seen(busy: Member) -> None:
    Spending.objects.filter(key="payment:1").update(state="released", returned_principal_fen=0, returned_bonus_fen=0)

    assert next(iter(invariants.spendings_are_booked())).endswith("：已释放，账上却已扣款")


def test_an_adjustment_applied_without_its_decision_is_seen(busy: Member) -> None:
    Adjustment.objects.filter(state="applied").update(state="proposed", decided_at=None)

    assert next(iter(invariants.adjustments_are_booked())).endswith("：待审批，账上却已入账")


def test_a_payment_that_holds_something_else_is_seen(busy: Member) -> None:
    Spending.objects.filter(key="payment:2").update(principal_fen=99)
    Spending.objects.filter(key="payment:3").update(state="held", ended_at=None)

    assert [row.partition("：")[2] for row in invariants.spendings_hold_what_they_say()] == [
        "冻结中 99+0，账上冻结 100",
        "冻结中 100+0，账上冻结 0",
    ]


def test_a_hold_for_nothing_is_seen(busy: Member) -> None:
    account = AccountRef(Owner.member(busy.pk), "wallet", "principal")
    hold(key="wallet:ghost", reference="", at=clock.now(), holds=[HoldIn(account, 5)])

    ghost = Hold.objects.get(key="wallet:ghost")
    assert list(invariants.holds_have_their_spending()) == [f"冻结 {ghost.pk}（wallet:ghost）：没有对应的余额支付"]


def test_sums_of_returns_that_differ_are_seen(busy: Member) -> None:
    Spending.objects.filter(key="payment:1").update(returned_principal_fen=999)
    TopUp.objects.filter(key="order:1").update(taken_bonus_fen=99)

    assert [row.partition("：")[2] for row in invariants.returns_add_up()] == ["已退 999+0，退回记录之和 1000+0"]
    assert [row.partition("：")[2] for row in invariants.take_backs_add_up()] == [
        "已收回 1000+99，退款记录之和 1000+100"
    ]


def test_a_card_credited_to_another_or_not_at_all_is_seen(busy: Member, carol: Member) -> None:
    used = GiftCard.objects.get(state="redeemed")
    unused = GiftCard.objects.get(state="issued")
    GiftCard.objects.filter(pk=used.pk).update(member=carol)
    GiftCard.objects.filter(pk=unused.pk).update(state="redeemed", member=carol, redeemed_at=clock.now())

    assert [row.split("：")[0] for row in invariants.gift_cards_are_credited_once()] == [
        f"礼品卡 {used.pk}",
        f"礼品卡 {unused.pk}",
    ]


def test_a_card_credited_and_issued_again_is_seen(busy: Member) -> None:
    GiftCard.objects.filter(state="redeemed").update(state="issued", member=None, redeemed_at=None)

    assert len(list(invariants.gift_cards_are_credited_once())) == 1


def test_a_batch_with_more_or_fewer_cards_is_seen(busy: Member) -> None:
    batch = GiftCardBatch.objects.get()
    GiftCard.objects.filter(state="issued").delete()

    assert list(invariants.batches_have_their_cards()) == [f"礼品卡批次 {batch.pk}：应有 2 张，实有 1 张"]


def test_a_posting_that_nothing_caused_is_seen(busy: Member) -> None:
    with bare(SpendingReturn):
        SpendingReturn.objects.all().delete()
        said = list(invariants.postings_have_their_cause())

    posted = Transaction.objects.get(kind="wallet.return")
    assert said == [f"交易 {posted.pk}（wallet.return:refund:1）：没有对应的退款退回记录"]


def test_a_day_that_the_ledger_does_not_know_is_seen(busy: Member) -> None:
    row = WalletDay.objects.order_by("day")[0]
    WalletDay.objects.filter(pk=row.pk).update(topped_up_fen=F("topped_up_fen") + 1, closing_fen=F("closing_fen") + 1)

    assert len(list(invariants.days_are_the_ledgers())) == 1


def test_a_day_before_any_money_is_seen(db: None) -> None:
    WalletDay.objects.create(
        day=clock.today(), opening_fen=0, closing_fen=0, closing_principal_fen=0, counted_at=clock.now()
    )

    assert len(list(invariants.days_are_the_ledgers())) == 1

"""Merged, a wallet goes to the other member and back; exported whole; not erased while money is in it."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from kernel import clock
from kernel.errors import Refusal
from members.accounts.models import Member, MergeCase
from members.accounts.ports import find_part
from members.ledger import invariants as ledger
from members.ledger.models import Transaction
from members.wallet import invariants, services
from members.wallet.models import GiftCard, GuessCount, Spending, TopUp
from members.wallet.parts import WalletPart
from members.wallet.selectors import statement_of
from members.wallet.services import merging
from members.wallet.shapes import WalletParts
from tests.factories.staff import OperatorFactory
from tests.factories.wallet import card_codes, figures, guessed, held, returned, spent, topped_up

pytestmark = pytest.mark.django_db
PART = WalletPart()


@pytest.fixture
def rich(alice: Member, bob: Member, stella: Any) -> Member:
    """Alice has paid, been refunded, redeemed; bob has a little; alice is bob."""
    topped_up(alice.pk, 10000, 1000, key="order:1")
    spent(alice.pk, 4000)
    returned(1000, "refund:1")
    guessed(alice.pk, card_codes(stella.pk, face_fen=700)[0])
    topped_up(bob.pk, 50)
    MergeCase.objects.create(source=alice, target=bob, evidence="phone", state="waiting", opened_at=clock.now())
    return alice


def move(source: Member, target: Member) -> dict[str, Any]:
    journal = PART.move(source_id=source.pk, target_id=target.pk, at=clock.now())
    stored: dict[str, Any] = json.loads(json.dumps(journal))
    return stored


def undo(journal: Mapping[str, Any]) -> None:
    PART.undo(journal=journal, at=clock.now())


def sound() -> bool:
    checks = [find for _title, find in (*ledger.CHECKS, *invariants.CHECKS) if find.__name__ != "days_are_the_ledgers"]
    return [row for find in checks for row in find()] == []


def test_it_stands_behind_the_port(db: None) -> None:
    assert isinstance(find_part("wallet"), WalletPart)


def test_a_preview_says_what_would_move(rich: Member, bob: Member) -> None:
    assert PART.preview(source_id=rich.pk, target_id=bob.pk) == {
        "余额本金（分）": 7700,
        "余额赠金（分）": 1000,
        "充值记录": 2,
        "余额支付": 1,
        "礼品卡": 1,
    }
    assert figures(rich.pk) == (7700, 1000, 0, 8700)


@pytest.mark.rule("9.2")
def test_all_of_it_goes_to_the_other_by_a_posting(rich: Member, bob: Member) -> None:
    move(rich, bob)

    assert (figures(rich.pk), figures(bob.pk)) == ((0, 0, 0, 0), (7750, 1000, 0, 8750))
    posted = Transaction.objects.get(kind="wallet.merge")
    assert posted.key == f"merge:{MergeCase.objects.get().pk}:wallet"
    for model in (TopUp, Spending, GiftCard):
        assert not model.objects.filter(member=rich).exists()
    assert sound()


def test_and_back_again(rich: Member, bob: Member) -> None:
    before = statement_of(rich.pk).count()

    undo(move(rich, bob))

    assert (figures(rich.pk), figures(bob.pk)) == ((7700, 1000, 0, 8700), (50, 0, 0, 50))
    assert Spending.objects.get().member_id == rich.pk
    assert statement_of(rich.pk).count() == before + 2
    assert sound()


def test_what_came_back_and_was_taken_meanwhile_goes_along(rich: Member, bob: Member) -> None:
    journal = move(rich, bob)
    assert returned(600, "refund:2") == WalletParts(600, 0)
    services.take_back_top_up(key="order:1", principal_fen=1000, refund_key="r", reference="", at=clock.now())
    assert figures(bob.pk) == (7350, 900, 0, 8250)

    undo(journal)

    assert (figures(rich.pk), figures(bob.pk)) == ((7300, 900, 0, 8200), (50, 0, 0, 50))
    assert sound()


def test_an_adjustment_that_waited_goes_back_with_its_money(rich: Member, bob: Member, stella: Any) -> None:
    change = services.NewAdjustment(rich.pk, WalletParts(30_000, 0), "补偿")
    waiting = services.adjust_wallet(change=change, operator_id=stella.pk, at=clock.now())
    journal = move(rich, bob)
    services.approve_adjustment(adjustment_id=waiting.pk, operator_id=OperatorFactory().pk, at=clock.now())

    undo(journal)

    assert (figures(rich.pk)[0], figures(bob.pk)[0]) == (37_700, 50)
    assert sound()


def test_what_the_other_has_spent_cannot_go_back(rich: Member, bob: Member) -> None:
    journal = move(rich, bob)
    spent(bob.pk, 8000, "payment:9")

    with pytest.raises(merging.WalletMergeSpent):
        undo(journal)

    assert Spending.objects.filter(member=bob).count() == 2


def test_a_payment_under_way_is_waited_for(rich: Member, bob: Member) -> None:
    held(rich.pk, 1, "payment:9")

    assert PART.blocks(member_id=rich.pk) == ["有 1 笔余额支付尚未完成"]
    with pytest.raises(merging.WalletMergeWaits):
        move(rich, bob)

    assert figures(rich.pk) == (7700, 1000, 1, 8699)
    assert Spending.objects.filter(member=rich).count() == 2


def test_what_comes_late_moves_the_second_time(rich: Member, bob: Member) -> None:
    move(rich, bob)
    topped_up(rich.pk, 300)

    journal = move(rich, bob)

    assert (figures(rich.pk), figures(bob.pk)[0]) == ((0, 0, 0, 0), 8050)
    assert journal["principal_fen"] == 300
    assert sound()


def test_a_refund_after_the_merge_goes_to_who_the_member_is_today(rich: Member, bob: Member) -> None:
    move(rich, bob)
    Member.objects.filter(pk=rich.pk).update(state="merged", merged_into=bob)

    topped_up(rich.pk, 100)
    returned(100, "refund:9")

    assert (figures(rich.pk)[0], figures(bob.pk)[0]) == (0, 7950)
    assert [line.kind for line in statement_of(bob.pk).order_by("-id")[:3]] == [
        "wallet.return",
        "wallet.top_up",
        "wallet.top_up",
    ]
    assert sum(line.principal_fen + line.bonus_fen for line in statement_of(bob.pk)) == 8950


def test_an_empty_wallet_moves_without_a_posting(alice: Member, bob: Member) -> None:
    undo(move(alice, bob))

    assert not Transaction.objects.exists()


def test_everything_is_exported(rich: Member) -> None:
    told = PART.export(member_id=rich.pk)

    assert (told["本金（分）"], told["赠金（分）"], len(told["流水"]), len(told["礼品卡"])) == (7700, 1000, 4, 1)
    assert json.loads(json.dumps(told)) == told
    assert told["流水"][0]["类型"] == "充值"


def test_money_stands_against_erasing_not_against_merging(rich: Member, bob: Member, carol: Member) -> None:
    assert PART.blocks(member_id=rich.pk) == []
    assert PART.erasure_blocks(member_id=rich.pk) == ["余额还有 ¥87.00"]
    assert PART.erasure_blocks(member_id=carol.pk) == []
    with pytest.raises(merging.WalletNotEmpty):
        PART.erase(member_id=rich.pk, at=clock.now())


def test_erasing_forgets_who_guessed(alice: Member) -> None:
    with pytest.raises(Refusal), clock.at(clock.now() - timedelta(days=1)):
        guessed(alice.pk, "X")
    assert GuessCount.objects.filter(scope="member").count() == 1

    PART.erase(member_id=alice.pk, at=clock.now())

    assert not GuessCount.objects.filter(scope="member").exists()

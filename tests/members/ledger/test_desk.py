"""The book on the operators' site: to read, and to answer a mistake with a reason."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from members.accounts.models import Member
from members.ledger import selectors
from members.ledger.models import Account, Transaction
from members.ledger.services import AccountRef, Owner
from tests.factories.ledger import give, points_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(stella: Any) -> Client:
    client = Client()
    client.force_login(stella)
    return client


def settle(desk: Client, transaction: Transaction, **data: object) -> Any:
    return desk.post(reverse("admin:members_ledger_transaction_settle", args=[transaction.pk]), data)


def test_accounts_show_whose_they_are_and_amounts_as_people_read_them(desk: Client, alice: Member) -> None:
    give(points_of(Owner.member(alice.pk)), 12000)
    give(AccountRef(Owner.member(alice.pk), "wallet", "principal"), 12345)

    page = desk.get(reverse("admin:members_ledger_account_changelist"), {"q": "alice"}).content.decode()

    assert "alice" in page
    assert "可用积分" in page
    assert "12,000" in page
    assert "¥123.45" in page
    assert "商城（分户" not in page


def test_an_account_shows_its_entries(desk: Client, alice: Member) -> None:
    give(points_of(Owner.member(alice.pk)), 12000, key="for-the-page")
    account = Account.objects.get(owner_kind="member")

    page = desk.get(reverse("admin:members_ledger_account_change", args=[account.pk])).content.decode()

    assert "for-the-page" in page


def test_a_transaction_shows_its_entries(desk: Client, alice: Member) -> None:
    given = give(points_of(Owner.member(alice.pk)), 12000)

    page = desk.get(reverse("admin:members_ledger_transaction_change", args=[given.pk])).content.decode()

    assert "-12,000" in page
    assert "冲正" in page


@pytest.mark.rule("9.2")
def test_a_mistake_is_answered_with_a_reason(desk: Client, alice: Member) -> None:
    given = give(points_of(Owner.member(alice.pk)), 12000)

    answer = settle(desk, given, reason="重复发放")

    assert answer.status_code == 302
    assert given.reversals.get().note == "重复发放"
    assert selectors.balance(points_of(Owner.member(alice.pk))).balance == 0


def test_what_has_been_spent_is_refused_on_the_page(desk: Client, alice: Member) -> None:
    account = points_of(Owner.member(alice.pk))
    given = give(account, 100)
    give(account, -50)

    answer = settle(desk, given, reason="重复发放")

    assert answer.status_code == 422
    assert "余额不足" in answer.content.decode()
    assert not given.reversals.exists()


def test_nothing_is_typed_over(desk: Client, alice: Member) -> None:
    given = give(points_of(Owner.member(alice.pk)), 100)

    answer = desk.post(reverse("admin:members_ledger_transaction_change", args=[given.pk]), {"key": "other"})

    assert answer.status_code == 403
    assert Transaction.objects.get().key == given.key

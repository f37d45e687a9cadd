"""The operators' pages of wallets: in Chinese, money only by actions, codes seen once."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel import clock
from kernel.audit.models import AuditEntry
from kernel.staff.roles import AUDITOR, FINANCE, OPERATOR, SERVICE
from members.accounts.models import Member
from members.wallet import services
from members.wallet.models import Adjustment, GiftCardBatch, GuessCount
from tests.factories.staff import operator_with
from tests.factories.wallet import card_codes, card_of, figures, guessed, held, topped_up

pytestmark = pytest.mark.django_db


def signed_in(operator: Any) -> Client:
    client = Client()
    client.force_login(operator)
    return client


def page(model: str, view: str, *args: Any) -> str:
    return reverse(f"admin:members_wallet_{model}_{view}", args=args)


@pytest.fixture
def desk(db: None) -> Client:
    return signed_in(operator_with(OPERATOR))


@pytest.fixture
def finance(db: None) -> Client:
    return signed_in(operator_with(FINANCE))


NEW_BATCH = {"title": "=开业", "count": "2", "face_fen": "100.00", "into": "principal", "note": ""}


def planned(desk: Client, **fields: str) -> Any:
    until = clock.today() + timedelta(days=30)
    return desk.post(page("giftcardbatch", "add"), {**NEW_BATCH, "expires_on": f"{until:%Y-%m-%d}", **fields})


def adjusted(client: Client, member: Member, **fields: str) -> Any:
    data = {"direction": "add", "principal_fen": "10.00", "bonus_fen": "", "reason": "补偿", **fields}
    return client.post(page("wallet", "adjust", member.pk), data)


def test_a_wallet_shows_its_figures(desk: Client, alice: Member) -> None:
    topped_up(alice.pk, 10000, 2000)
    held(alice.pk, 3000)

    listed = desk.get(page("wallet", "changelist"), {"q": alice.number}).content.decode()
    shown = desk.get(page("wallet", "change", alice.pk)).content.decode()

    for text in (listed, shown):
        assert all(figure in text for figure in ("¥100.00", "¥20.00", "¥30.00", "¥90.00"))


def test_lists_of_wallets_take_constant_queries(desk: Client, alice: Member, bob: Member) -> None:
    def queries(model: str) -> int:
        with CaptureQueriesContext(connection) as sent:
            assert desk.get(page(model, "changelist")).status_code == 200
        return len(sent)

    topped_up(alice.pk, 100)
    queries("wallet")
    few = [queries("wallet"), queries("walletentry")]
    for _ in range(5):
        topped_up(alice.pk, 100)
        topped_up(bob.pk, 100)

    assert [queries("wallet"), queries("walletentry")] == few


def test_a_statement_is_found_by_member_or_document(desk: Client, alice: Member, bob: Member) -> None:
    topped_up(alice.pk, 12345)
    topped_up(bob.pk, 54321)

    found = desk.get(page("walletentry", "changelist"), {"q": alice.number}).content.decode()

    assert "¥123.45" in found
    assert "¥543.21" not in found
    assert "¥543.21" in desk.get(page("walletentry", "changelist"), {"q": "C1"}).content.decode()


def test_a_small_adjustment_is_done_and_written_down(desk: Client, alice: Member) -> None:
    assert adjusted(desk, alice).status_code == 302
    assert adjusted(desk, alice, direction="take", principal_fen="4.00").status_code == 302

    assert figures(alice.pk) == (600, 0, 0, 600)
    entry = AuditEntry.objects.filter(action="members.wallet.adjust").latest("pk")
    assert entry.after is not None
    assert "补偿" in str(entry.after)


def test_a_large_adjustment_goes_through_the_queue(desk: Client, finance: Client, alice: Member) -> None:
    adjusted(desk, alice, principal_fen="200.01")
    row = Adjustment.objects.get()
    assert figures(alice.pk) == (0, 0, 0, 0)

    assert desk.post(page("adjustment", "approve", row.pk)).status_code == 403
    assert finance.post(page("adjustment", "approve", row.pk)).status_code == 302

    assert figures(alice.pk) == (20001, 0, 0, 20001)
    assert "已入账" in finance.get(page("adjustment", "changelist")).content.decode()


def test_who_proposed_does_not_approve(stella: Any, alice: Member) -> None:
    client = signed_in(stella)
    adjusted(client, alice, principal_fen="200.01")

    answer = client.post(page("adjustment", "approve", Adjustment.objects.get().pk))

    assert answer.status_code == 422
    assert "须由另一位员工审批" in answer.content.decode()
    assert figures(alice.pk) == (0, 0, 0, 0)


def test_a_refused_adjustment_says_why(desk: Client, alice: Member) -> None:
    answer = adjusted(desk, alice, direction="take")

    assert answer.status_code == 422
    assert "余额不足" in answer.content.decode()


def test_codes_are_downloaded_once_without_formulas(desk: Client) -> None:
    assert planned(desk).status_code == 302
    batch = GiftCardBatch.objects.get()

    sheet = desk.post(page("giftcardbatch", "issue", batch.pk))
    again = desk.post(page("giftcardbatch", "issue", batch.pk))

    rows = list(csv.reader(io.StringIO(sheet.content.decode().removeprefix("\ufeff"))))
    assert [row[0] for row in rows] == ["批次", "'=开业", "'=开业"]
    assert [card_of(row[1]).tail for row in rows[1:]] == [row[1][-4:] for row in rows[1:]]
    assert rows[1][2] == "100.00"
    assert "no-store" in sheet.headers["Cache-Control"]
    assert again.status_code == 302
    entry = AuditEntry.objects.get(action="members.wallet.issue")
    assert not any(row[1] in str(entry.after) for row in rows[1:])


@pytest.mark.parametrize(
    "wrong", [{"count": "0"}, {"count": "10001"}, {"face_fen": "5000.01"}, {"expires_on": "2020-01-01"}, {"title": ""}]
)
def test_a_batch_out_of_bounds_is_not_planned(desk: Client, wrong: dict[str, str]) -> None:
    assert planned(desk, **wrong).status_code == 200
    assert not GiftCardBatch.objects.exists()


def test_a_batch_is_not_edited_and_is_voided_as_a_whole(desk: Client, stella: Any) -> None:
    code = card_codes(stella.pk)[0]
    batch = GiftCardBatch.objects.get()

    assert desk.post(page("giftcardbatch", "change", batch.pk), NEW_BATCH).status_code == 403
    assert desk.post(page("giftcardbatch", "void", batch.pk)).status_code == 302

    assert card_of(code).state == "void"


def test_a_card_is_found_by_its_tail_and_voided(desk: Client, stella: Any) -> None:
    code = card_codes(stella.pk)[0]

    listed = desk.get(page("giftcard", "changelist"), {"q": code[-4:]}).content.decode()
    assert code[-4:] in listed
    assert code not in listed
    assert desk.post(page("giftcard", "void", card_of(code).pk)).status_code == 302
    assert card_of(code).state == "void"


def test_a_lock_is_seen_and_lifted(desk: Client, alice: Member) -> None:
    for _ in range(5):
        with pytest.raises(services.GiftCardRefused):
            guessed(alice.pk, "X")

    assert "alice" in desk.get(page("guesscount", "changelist")).content.decode()
    row = GuessCount.objects.get(scope="member")
    assert desk.post(page("guesscount", "unlock", row.pk)).status_code == 302
    row.refresh_from_db()
    assert row.wrong == 0


def test_days_have_a_chart_and_an_export(desk: Client, alice: Member) -> None:
    with clock.at(clock.now() - timedelta(days=2)):
        topped_up(alice.pk, 12345)
    services.count_days(at=clock.now())

    text = desk.get(page("walletday", "changelist")).content.decode()

    assert "近 30 天期末余额" in text
    assert text.count('data-type="bar"') == text.count('data-type="line"') == 1
    assert "¥123.45" in text


@pytest.mark.parametrize("role", [SERVICE, AUDITOR])
def test_who_only_reads_changes_nothing(alice: Member, stella: Any, role: Any) -> None:
    code = card_codes(stella.pk)[0]
    reader = signed_in(operator_with(role))

    assert reader.get(page("wallet", "change", alice.pk)).status_code == 200
    assert adjusted(reader, alice).status_code == 403
    assert planned(reader).status_code == 403
    assert reader.post(page("giftcard", "void", card_of(code).pk)).status_code == 403
    assert figures(alice.pk) == (0, 0, 0, 0)

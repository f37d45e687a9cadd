"""The small parts of the pages: columns, money typed in yuan, exports that cannot run."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms

from kernel.audit.desk import FenField, csv_export, fen_column, mask_phone, moment_column, phone_column, text_column
from kernel.audit.desk.exports import safe_cell
from kernel.audit.desk.trail import HIDDEN, snapshot
from kernel.audit.models import AuditEntry
from kernel.staff.models import Operator
from tests.factories.staff import OperatorFactory
from tests.kernel.audit.desks import desk, request_of


def test_money_is_shown_in_yuan() -> None:
    assert fen_column("payable_fen", "应付")(SimpleNamespace(payable_fen=123456)) == "¥1,234.56"
    assert fen_column("payable_fen", "应付")(SimpleNamespace(payable_fen=None)) == "—"


def test_a_moment_is_shown_in_shanghai() -> None:
    row = SimpleNamespace(order=SimpleNamespace(placed_at=datetime(2026, 11, 21, 16, 5, tzinfo=UTC)))

    assert "2026-11-22 00:05" in moment_column("order__placed_at", "下单时间")(row)


def test_a_relation_that_is_empty_shows_a_dash() -> None:
    assert text_column("order__number", "订单")(SimpleNamespace(order=None)) == "—"


@pytest.mark.parametrize(("phone", "shown"), [("13812341234", "138****1234"), ("1234567", "*******"), ("", "")])
def test_a_phone_is_masked(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


def test_an_empty_phone_shows_a_dash() -> None:
    assert phone_column("phone", "手机")(SimpleNamespace(phone="")) == "—"


@pytest.mark.parametrize(("typed", "fen"), [("12.34", 1234), ("12", 1200), ("0.5", 50)])
def test_yuan_become_fen(typed: str, fen: int) -> None:
    assert FenField().clean(typed) == fen


@pytest.mark.parametrize("typed", ["", "1.234", "-1", "abc", "1e3", "1000.01"])
def test_what_is_no_amount_or_too_much_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        FenField(maximum=100_000).clean(typed)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_is_exported_as_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_a_number_stays_a_number() -> None:
    assert (safe_cell(-5), safe_cell(None), safe_cell("好")) == ("-5", "", "好")


def test_an_export_is_downloaded_and_audited(stella: Any) -> None:
    OperatorFactory(display_name="=cmd()")
    action = csv_export(
        label="导出所选", permission="x.y", name="staff", fields=[("姓名", lambda operator: operator.display_name)]
    )

    response = action(desk(), request_of(stella), Operator.objects.order_by("pk"))

    lines = b"".join(response).decode("utf-8-sig").splitlines()
    assert lines == ["姓名", "Stella", "'=cmd()"]
    assert AuditEntry.objects.get().after == {"rows": 2, "fields": ["姓名"]}


def test_secrets_and_phones_stay_out_of_the_log(stella: Any) -> None:
    kept = snapshot(stella)

    assert kept["password"] == HIDDEN
    assert kept["username"] == "stella"

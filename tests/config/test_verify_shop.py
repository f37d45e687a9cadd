"""Every night the whole shop is checked; what was found is kept and shown to operators."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from config.clockwork import JOBS
from config.invariants import INVARIANTS
from config.tasks import verify_shop
from kernel import clock
from kernel.audit.models import Verification
from members.ledger.models import Account, Entry, Hold, Transaction
from tests.factories.ledger import ALICE, commission_of, give
from tests.planting import bare

pytestmark = [pytest.mark.django_db, pytest.mark.rule("9.5")]


def plant_and_verify() -> None:
    """Check a shop whose book is wrong by 10; keep what was found after the planted rows are gone."""
    give(commission_of(ALICE), 100, counter="earned")
    with bare(Account, Transaction, Entry, Hold):
        Account.objects.filter(owner_kind="member").update(balance=90)
        verify_shop()
        kept = Verification.objects.get()
    Verification.objects.bulk_create([kept])


def test_a_sound_night_is_kept() -> None:
    done = verify_shop()

    night = Verification.objects.get()
    assert (done, night.checked_on, night.broken, night.findings) == (1, clock.today(), 0, [])
    assert night.checks == len(INVARIANTS)


def test_a_night_is_checked_once() -> None:
    verify_shop()

    again = verify_shop()

    assert (again, Verification.objects.count()) == (0, 1)


def test_the_next_night_is_checked_anew() -> None:
    verify_shop()

    with clock.at(clock.now() + timedelta(days=1)):
        done = verify_shop()

    assert (done, Verification.objects.count()) == (1, 2)


def test_what_is_broken_is_named(caplog: pytest.LogCaptureFixture) -> None:
    plant_and_verify()

    night = Verification.objects.get()
    assert night.broken == 2
    assert [finding["title"] for finding in night.findings] == [
        "账务：每笔交易平衡，分录齐全，余额等于分录之和",
        "账务：全部账户按资产合计为零",
    ]
    assert "余额 90，分录之和 100" in caplog.text


def test_operators_read_it(stella: Any) -> None:
    plant_and_verify()
    desk = Client()
    desk.force_login(stella)

    listed = desk.get(reverse("admin:kernel_audit_verification_changelist")).content.decode()
    page = desk.get(reverse("admin:kernel_audit_verification_change", args=[Verification.objects.get().pk]))

    assert "不一致" in listed
    assert "余额 90，分录之和 100" in page.content.decode()


def test_the_clock_does_it() -> None:
    assert "config.tasks.verify_shop" in [job.path for job in JOBS]

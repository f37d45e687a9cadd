"""The exception queue: one row per cause, closed by a person with a note (rules 5.4)."""

from datetime import timedelta

import pytest

from mall.payments import services
from mall.payments.models import PaymentException
from mall.payments.services.exceptions import report
from tests.mall.payments.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.4")]


@pytest.fixture
def shown(paid):
    services.return_excess(payment_id=paid.pk, kind="late", at=NOW)
    return PaymentException.objects.get()


def resolve(row, operator, note="已核对"):
    return services.resolve_exception(exception_id=row.pk, note=note, operator_id=operator.pk, at=NOW)


def test_a_person_closes_it_with_a_note(shown, stella):
    row = resolve(shown, stella)

    assert (row.state, row.note, row.done_at, row.done_by_id) == ("done", "已核对", NOW, stella.pk)


def test_without_a_note_it_stays_open(shown, stella):
    with pytest.raises(services.NoteRequired):
        resolve(shown, stella, " ")

    shown.refresh_from_db()
    assert shown.state == "open"


def test_it_is_closed_once(shown, stella):
    resolve(shown, stella)

    with pytest.raises(services.ExceptionAlreadyDone):
        resolve(shown, stella)


def test_a_missing_one_is_named(stella):
    with pytest.raises(services.ExceptionNotFound):
        services.resolve_exception(exception_id=99, note="x", operator_id=stella.pk, at=NOW)


def test_the_same_cause_is_there_once_and_reopens_when_it_comes_back(shown, stella, paid):
    resolve(shown, stella)

    later = NOW + timedelta(days=1)
    report(kind="late", reference=paid.number, detail="又来了", payment=paid, at=later)

    shown.refresh_from_db()
    assert (shown.state, shown.detail, shown.done_by_id) == ("open", "又来了", None)
    assert PaymentException.objects.count() == 1

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from kernel.outbox.models import StoredFact
from kernel.outbox.services import publish
from tests.kernel.outbox.conftest import NOON, tell
from tests.kernel.outbox.facts import ParcelDropped, ParcelOpened

pytestmark = pytest.mark.django_db


@transaction.atomic
def tell_and_fail() -> None:
    publish(ParcelDropped(parcel_id=7))
    raise RuntimeError


@pytest.mark.rule("12.1")
def test_a_fact_is_stored_with_its_name_aggregate_and_payload(noon):
    tell(ParcelDropped(parcel_id=7, stops=(1, 2)))

    stored = StoredFact.objects.get()
    assert stored.name == "tests.kernel.outbox.parcel_dropped"
    assert stored.aggregate == "parcel_id:7"
    assert stored.payload == {"parcel_id": 7, "stops": [1, 2]}
    assert stored.published_at == NOON
    assert stored.fanned_out_at is None


@pytest.mark.rule("12.1")
def test_a_fact_goes_with_the_transaction_that_made_it_true():
    with pytest.raises(RuntimeError):
        tell_and_fail()

    assert StoredFact.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        publish(ParcelDropped(parcel_id=7))

    assert StoredFact.objects.count() == 0


def test_many_facts_cost_one_statement():
    with CaptureQueriesContext(connection) as queries:
        publish(*(ParcelDropped(parcel_id=number) for number in range(20)))

    assert len(queries) == 1
    assert StoredFact.objects.count() == 20


def test_a_transaction_kicks_once_whatever_it_tells(django_capture_on_commit_callbacks, kicks):
    with django_capture_on_commit_callbacks(execute=True):
        publish(ParcelDropped(parcel_id=7))
        publish(ParcelOpened(parcel_id=7), ParcelDropped(parcel_id=8))

    assert kicks == ["kick"]


def test_a_transaction_that_failed_kicks_nobody(django_capture_on_commit_callbacks, kicks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        tell_and_fail()

    assert kicks == []


def test_a_fact_told_after_a_rolled_back_part_still_kicks(django_capture_on_commit_callbacks, kicks):
    with django_capture_on_commit_callbacks(execute=True):
        with pytest.raises(RuntimeError):
            tell_and_fail()
        publish(ParcelDropped(parcel_id=8))

    assert kicks == ["kick"]

"""A key is claimed, leased, answered, replayed, forgotten (rules 13.4)."""

from datetime import timedelta

import pytest

from kernel import clock
from kernel.idempotency import services
from kernel.idempotency.models import Claim
from kernel.idempotency.services import Answer, IdempotencyKeyInFlight, IdempotencyKeyReused, Ticket
from kernel.idempotency.tasks import purge_claims

pytestmark = [pytest.mark.django_db, pytest.mark.rule("13.4")]

NOW = clock.now()
SOON, LATER, TOMORROW = NOW + timedelta(seconds=1), NOW + timedelta(seconds=61), NOW + timedelta(hours=24)


def claim(at=NOW, body_hash="a" * 64, caller="member:42"):
    return services.claim(caller=caller, key="key-1", body_hash=body_hash, at=at)


def answer(ticket, at=NOW):
    services.save_answer(ticket=ticket, status=201, text='{"number": "1"}', at=at)


def test_the_first_gets_a_ticket_and_a_lease_of_a_minute():
    ticket = claim()

    row = Claim.objects.get()
    assert ticket == Ticket(row.pk, 1)
    assert row.leased_until == NOW + timedelta(seconds=60)
    assert row.answered_at is None


def test_a_repetition_while_it_runs_is_told_to_wait():
    claim()

    with pytest.raises(IdempotencyKeyInFlight) as refused:
        claim(at=SOON)

    assert refused.value.extra == {"retry_after": 59}
    assert Claim.objects.get().fence == 1


def test_an_answered_key_returns_the_first_answer():
    answer(claim())

    assert claim(at=LATER) == Answer(201, '{"number": "1"}')


@pytest.mark.parametrize("at", [SOON, LATER])
def test_another_body_is_refused_running_or_answered_or_crashed(at):
    claim()

    with pytest.raises(IdempotencyKeyReused):
        claim(at=at, body_hash="b" * 64)


def test_a_crash_frees_the_key_when_the_lease_ends():
    claim()

    assert claim(at=LATER) == Ticket(Claim.objects.get().pk, 2)


def test_who_comes_late_cannot_answer_any_more():
    crashed = claim()
    second = claim(at=LATER)

    with pytest.raises(IdempotencyKeyInFlight):
        answer(crashed, at=LATER)

    assert Claim.objects.get().answered_at is None
    answer(second, at=LATER)
    assert Claim.objects.get().answered_at == LATER


def test_an_answer_is_given_once():
    ticket = claim()
    answer(ticket)

    with pytest.raises(IdempotencyKeyInFlight):
        answer(ticket, at=SOON)


def test_a_freed_key_may_come_again_at_once_with_the_same_body():
    services.free(ticket=claim(), at=SOON)

    with pytest.raises(IdempotencyKeyReused):
        claim(at=SOON, body_hash="b" * 64)
    assert claim(at=SOON).fence == 2


def test_freeing_after_losing_the_lease_frees_nothing():
    crashed = claim()
    claim(at=LATER)

    services.free(ticket=crashed, at=LATER)

    with pytest.raises(IdempotencyKeyInFlight):
        claim(at=LATER)


def test_after_24_hours_the_key_is_new():
    answer(claim())

    ticket = claim(at=TOMORROW, body_hash="b" * 64)

    row = Claim.objects.get()
    assert ticket == Ticket(row.pk, 2)
    assert (row.answered_at, row.status, row.answer, row.claimed_at) == (None, None, "", TOMORROW)


def test_another_caller_has_keys_of_its_own():
    claim()

    assert isinstance(claim(caller="member:43"), Ticket)
    assert Claim.objects.count() == 2


def test_the_purge_forgets_what_is_older_than_a_day_and_not_running():
    answer(claim())
    services.claim(caller="member:42", key="fresh", body_hash="", at=NOW + timedelta(hours=1))
    services.claim(caller="member:42", key="running", body_hash="", at=NOW)
    Claim.objects.filter(key="running").update(leased_until=TOMORROW + timedelta(seconds=30))

    with clock.at(TOMORROW):
        assert purge_claims() == 1

    assert set(Claim.objects.values_list("key", flat=True)) == {"fresh", "running"}

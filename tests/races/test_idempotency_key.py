"""64 copies of one request at the same moment: the work is done once (rules 13.4)."""

from itertools import count

import pytest
from django.db import transaction

from kernel import clock
from kernel.errors import Conflict
from kernel.idempotency import services
from kernel.idempotency.models import Claim
from kernel.idempotency.services import Answer, IdempotencyKeyInFlight
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True), pytest.mark.rule("13.4")]

_keys = count(1)


class SeenBefore(Conflict):
    code = "seen_before"


def a_new_key() -> str:
    return f"key-{next(_keys)}"


def test_a_naive_look_up_lets_many_copies_through():
    def look_then_remember(key: str, number: int) -> None:
        if Claim.objects.filter(caller__startswith=f"{key}:").exists():
            raise SeenBefore
        pause()
        at = clock.now()
        Claim.objects.create(caller=f"{key}:{number}", key=key, claimed_at=at, leased_until=at)

    outcome = run(Race("idempotency key, naive", a_new_key, look_then_remember), rounds=3)

    assert outcome.worst_round > 1


def test_one_copy_does_the_work_and_the_others_wait_or_hear_its_answer():
    done: list[str] = []
    heard: list[Answer] = []

    def work_once(key: str, _number: int) -> None:
        claimed = services.claim(caller="member:42", key=key, body_hash="a" * 64, at=clock.now())
        if isinstance(claimed, Answer):
            heard.append(claimed)
            return
        with transaction.atomic():
            pause()
            services.save_answer(ticket=claimed, status=201, text=key, at=clock.now())
            done.append(key)

    def done_once(key: str, allowed: int) -> None:
        assert done.count(key) == 1
        assert allowed == 1 + sum(answer.text == key for answer in heard)

    run(Race("idempotency key", a_new_key, work_once, done_once, (IdempotencyKeyInFlight,)))

    assert len(done) == 10
    assert Claim.objects.filter(fence=1, status=201).count() == 10


def test_after_a_crash_one_of_many_takes_over():
    def a_crashed_run() -> str:
        key = a_new_key()
        services.claim(caller="member:42", key=key, body_hash="a" * 64, at=clock.now() - services.LEASE)
        return key

    def come_again(key: str, _number: int) -> None:
        services.claim(caller="member:42", key=key, body_hash="a" * 64, at=clock.now())

    def taken_over_once(key: str, allowed: int) -> None:
        assert (allowed, Claim.objects.get(key=key).fence) == (1, 2)

    outcome = run(Race("crashed key", a_crashed_run, come_again, taken_over_once))

    assert (outcome.worst_round, outcome.best_round) == (1, 1)

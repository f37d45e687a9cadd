"""Many relays at once: every handler runs once per fact, and a lane keeps its order (rules 12.1, 12.2)."""

from collections import defaultdict

import pytest
from django.db import transaction

from kernel import clock
from kernel.outbox import gateways, subscriptions
from kernel.outbox.facts import Fact
from kernel.outbox.fanout import fan_out
from kernel.outbox.models import Delivery
from kernel.outbox.relay import deliver_pending
from kernel.outbox.services import publish
from kernel.outbox.subscriptions import handler_named, subscribe
from tests.kernel.outbox.facts import ParcelDropped
from tests.races.harness import Race, pause, run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

RELAYS = 64
LANES = 8
FACTS = 64

Heard = dict[int, list[int]]
_heard: Heard = defaultdict(list)


def hear_stop(fact: ParcelDropped) -> None:
    """Remember which stop of its parcel was heard when."""
    _heard[fact.parcel_id].append(fact.stops[0])


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the toy handler reacts, and kicks go nowhere."""
    monkeypatch.setattr(subscriptions, "_by_fact", {})
    monkeypatch.setattr(subscriptions, "_by_name", {})
    monkeypatch.setattr(gateways.kicker, "kick", lambda: None)
    subscribe(ParcelDropped, hear_stop)


def facts() -> list[Fact]:
    """Return facts of 8 parcels, each with its stops in order."""
    _heard.clear()
    return [ParcelDropped(parcel_id=number % LANES, stops=(number // LANES,)) for number in range(FACTS)]


def told_facts() -> None:
    with transaction.atomic():
        publish(*facts())


def everything_was_heard_once_in_order(_scene: None, _allowed: int) -> None:
    assert dict(_heard) == {lane: list(range(FACTS // LANES)) for lane in range(LANES)}
    assert Delivery.objects.exclude(state=Delivery.State.DONE).count() == 0


@pytest.mark.rule("12.1")
def test_a_naive_relay_runs_handlers_many_times() -> None:
    def fanned_out_facts() -> None:
        told_facts()
        fan_out(clock.now())

    def read_then_write(_scene: None, _number: int) -> None:
        for delivery in Delivery.objects.waiting().select_related("fact").order_by("id"):
            pause()
            handler_named(delivery.handler)(ParcelDropped.from_payload(delivery.fact.payload))
            Delivery.objects.filter(pk=delivery.pk).update(state="done", done_at=clock.now())

    runs: list[int] = []

    def count(_scene: None, _allowed: int) -> None:
        runs.append(sum(len(stops) for stops in _heard.values()))

    run(Race("relays, naive", fanned_out_facts, read_then_write, count), attempts=8, rounds=2)

    assert min(runs) > FACTS


@pytest.mark.rule("12.1")
@pytest.mark.rule("12.2")
def test_many_relays_run_every_handler_once_and_in_order() -> None:
    outcome = run(
        Race("relays", told_facts, lambda _scene, _number: deliver_pending(), everything_was_heard_once_in_order),
        attempts=RELAYS,
    )

    assert outcome.best_round == RELAYS


@pytest.mark.rule("12.2")
def test_relays_that_deliver_while_facts_are_told_keep_the_order() -> None:
    def tell_or_deliver(_scene: None, number: int) -> None:
        if number < LANES:
            for stop in range(FACTS // LANES):
                with transaction.atomic():
                    publish(ParcelDropped(parcel_id=number, stops=(stop,)))
        else:
            deliver_pending()

    def and_the_rest(scene: None, allowed: int) -> None:
        deliver_pending()
        everything_was_heard_once_in_order(scene, allowed)

    outcome = run(Race("relays while telling", _heard.clear, tell_or_deliver, and_the_rest), attempts=24)

    assert outcome.best_round == 24

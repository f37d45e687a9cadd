"""Deliver messages: attempts, the retry table, and the thread that keeps the agenda."""

import threading
from typing import Any

from simulators.clock import rfc3339, wire_seconds
from simulators.deliveries import ROUTINGS, Answer, Delivery, Parcel, Trick
from simulators.world import World, logger

DELIVER, DELIVER_COPY = "deliver", "deliver_copy"
LONGEST_NAP_SECONDS = 0.2


def dispatch(world: World, delivery: Delivery) -> None:
    """Put a new message on its way, playing the next trick ordered for its kind."""
    trick = world.tricks.take(delivery.event_type)
    due = delivery.created_at
    if trick:
        _prepare(delivery, trick)
        due += trick.seconds if trick.kind == "delay" else 0
    world.deliveries.put(delivery.id, delivery)
    if delivery.state != "waiting":
        return
    world.plan(due, DELIVER, delivery.id)
    for _ in range(trick.copies - 1 if trick and trick.kind == "duplicate" else 0):
        world.plan(due, DELIVER_COPY, delivery.id)


def _prepare(delivery: Delivery, trick: Trick) -> None:
    if trick.kind not in ROUTINGS:
        delivery.spoil, delivery.spoiled_attempts = trick.kind, trick.attempts
        delivery.spoil_seconds = trick.seconds
    elif trick.kind in {"hold", "missing"}:
        delivery.state = {"hold": "held", "missing": "missing"}[trick.kind]
    elif trick.kind == "altered":
        delivery.payload = _merged(delivery.payload, dict(trick.changes))


def _merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for name, value in changes.items():
        old = merged.get(name)
        merged[name] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def release(world: World, ids: list[str] | None = None, newest_first: bool = True) -> list[str]:
    """Send held messages, by default in the reverse of the order in which they arose."""
    with world.lock:
        held = [key for key, delivery in world.deliveries.all() if delivery.state == "held"]
        chosen = ids if ids is not None else (held[::-1] if newest_first else held)
        for key in chosen:
            delivery = world.deliveries.find(key)
            if delivery is None or delivery.state != "held":
                raise ValueError(f"{key} is not held")
            delivery.state = "waiting"
            world.deliveries.put(key, delivery)
            world.plan(world.clock.now(), DELIVER, key)
    return chosen


def deliver(world: World, key: str, due: float) -> None:
    """Make one attempt; unless it is taken, plan the next by the channel's table."""
    _attempt(world, key, due, is_copy=False)


def deliver_copy(world: World, key: str, due: float) -> None:
    """Send an extra copy, whatever became of the first; a copy is not repeated."""
    _attempt(world, key, due, is_copy=True)


def _attempt(world: World, key: str, due: float, *, is_copy: bool) -> None:
    with world.lock:
        delivery = world.deliveries.find(key)
        if delivery is None or (delivery.state != "waiting" and not is_copy):
            return
        parcel = world.channels[delivery.channel].render(world, delivery)
    # The lock is free while the product answers: its handler may well query us before it does.
    answer = world.transport(parcel)
    with world.lock:
        delivery = world.deliveries.find(key)
        if delivery is not None:
            _record(delivery, parcel, answer, {"due_at": rfc3339(due), "is_copy": is_copy})
            _decide(world, delivery, answer, due, is_copy=is_copy)
            world.deliveries.put(key, delivery)


def _record(delivery: Delivery, parcel: Parcel, answer: Answer, facts: dict[str, Any]) -> None:
    delivery.attempts.append(
        {
            **facts,
            "number": len(delivery.attempts) + 1,
            "sent_at": rfc3339(wire_seconds()),
            "spoil": delivery.next_spoil,
            "url": parcel.url,
            "headers": parcel.headers,
            "body": parcel.body.decode("utf-8"),
            "status": answer.status,
            "answer": answer.body,
            "error": answer.error,
        }
    )


def _decide(world: World, delivery: Delivery, answer: Answer, due: float, *, is_copy: bool) -> None:
    channel = world.channels[delivery.channel]
    if channel.accepts(answer):
        delivery.state = "delivered"
        world.agenda.cancel(DELIVER, delivery.id)
    elif not is_copy:
        tried = sum(not attempt["is_copy"] for attempt in delivery.attempts)
        if tried > len(channel.retries):
            delivery.state = "given_up"
        else:
            world.plan(due + channel.retries[tried - 1], DELIVER, delivery.id)


class Notifier(threading.Thread):
    """Does what is due, as time passes or as the clock is moved."""

    def __init__(self, world: World) -> None:
        super().__init__(name="simulators-notifier", daemon=True)
        self._world = world

    def run(self) -> None:
        while not self._world.stopping.is_set():
            self._world.wake.clear()
            try:
                self._world.run_due()
            except Exception:  # noqa: BLE001 - one broken message must not silence all the others; it is logged
                logger.exception("a planned thing failed")
            self._world.wake.wait(LONGEST_NAP_SECONDS)

"""Races: real threads over real connections, let go by one barrier, round after round (quality 2).

A race is run twice: against a naive twin, which reads, pauses, writes, and must break; and against the product, which
must hold. A test says what is prepared each round, what every thread does, which refusals are expected, and what must
be true afterwards:

    race = Race("last unit", prepare=one_piece, action=buy, check=one_piece_held)
    outcome = run(race)
    assert outcome.worst_round == 1
"""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Barrier, BrokenBarrierError
from typing import Generic, TypeVar

from django.db import OperationalError, connection, connections

from kernel.errors import Refusal

Scene = TypeVar("Scene")

ATTEMPTS = 64
ROUNDS = 10
PAUSE_SECONDS = 0.005
PATIENCE_SECONDS = 60


def unchecked(_scene: object, _allowed: int) -> None:
    """Check nothing between rounds: naive twins are judged by their outcome."""


@dataclass(frozen=True)
class Race(Generic[Scene]):
    """One race. `action` gets the scene and the thread's number; what it raises of `refusals` counts as refused."""

    title: str
    prepare: Callable[[], Scene]
    action: Callable[[Scene, int], object]
    check: Callable[[Scene, int], None] = unchecked
    refusals: tuple[type[Exception], ...] = (Refusal,)


@dataclass
class Outcome:
    """What came of it: `allowed` per round, refusals by name."""

    title: str
    attempts: int
    allowed: list[int] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def worst_round(self) -> int:
        return max(self.allowed)

    @property
    def best_round(self) -> int:
        return min(self.allowed)

    def __str__(self) -> str:
        refusals = ", ".join(f"{name} {count}" for name, count in sorted(self.refused.items())) or "none"
        return (
            f"{self.title}: {self.attempts} attempts x {len(self.allowed)} rounds, {sum(self.allowed)} allowed, "
            f"worst round {self.worst_round}, refused: {refusals}"
        )


def run(race: Race[Scene], *, attempts: int = ATTEMPTS, rounds: int = ROUNDS) -> Outcome:
    """Run the race, print its outcome, return it.

    :raises AssertionError: a thread met an error that is no refusal, or `check` found something broken.
    """
    outcome = Outcome(race.title, attempts)
    barrier = Barrier(attempts, timeout=PATIENCE_SECONDS)
    with ThreadPoolExecutor(max_workers=attempts) as threads:
        try:
            for _ in range(rounds):
                _play(race, outcome, threads, barrier)
        finally:
            _leave(threads, attempts)
    print(f"\n{outcome}")  # noqa: T201 - the outcome is what a race is run for
    return outcome


def pause() -> None:
    """Wait between a naive twin's read and its write, long enough for the others to read the same."""
    time.sleep(PAUSE_SECONDS)


def _play(race: Race[Scene], outcome: Outcome, threads: ThreadPoolExecutor, barrier: Barrier) -> None:
    scene = race.prepare()

    def attempt(number: int) -> str | None:
        _connect(barrier)
        barrier.wait()
        try:
            race.action(scene, number)
        except race.refusals as refusal:
            return type(refusal).__name__
        return None

    answers = _answers([threads.submit(attempt, number) for number in range(outcome.attempts)])
    allowed = answers.count(None)
    outcome.allowed.append(allowed)
    outcome.refused.update(answer for answer in answers if answer is not None)
    race.check(scene, allowed)


def _answers(running: list[Future[str | None]]) -> list[str | None]:
    wait(running)
    errors = [error for future in running if (error := future.exception()) is not None]
    # A thread that never reached the barrier breaks it for all the others: its error is the one to show.
    for error in sorted(errors, key=lambda error: isinstance(error, BrokenBarrierError)):
        raise error
    return [future.result() for future in running]


def _connect(barrier: Barrier) -> None:
    """Open this thread's connection before the barrier, so that all start with the statement, not the handshake."""
    try:
        connection.ensure_connection()
    except OperationalError as problem:
        barrier.abort()
        raise AssertionError(f"{barrier.parties} connections are needed at once: {problem}") from problem


def _leave(threads: ThreadPoolExecutor, attempts: int) -> None:
    # Every thread closes its own connection; the barrier keeps one of them from closing twice and another never.
    together = Barrier(attempts, timeout=PATIENCE_SECONDS)

    def leave(_number: int) -> None:
        connections.close_all()
        together.wait()

    list(threads.map(leave, range(attempts)))

"""Messages on their way to the product: what is sent, how it is spoiled, and every attempt."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

SPOILS = {"signtest", "stale", "tampered", "wrong_serial", "forged"}
ROUTINGS = {"hold", "missing", "duplicate", "delay", "altered"}
ANY = "*"


@dataclass(frozen=True)
class Trick:
    """What to do to one of the next notifications.

    ``signtest``, ``stale``, ``tampered``, ``wrong_serial`` and ``forged`` spoil the first ``attempts`` attempts; the
    retry is genuine. ``hold`` keeps it until released, ``missing`` never sends it, ``duplicate`` sends ``copies``,
    ``delay`` waits ``seconds``, ``altered`` changes the plaintext by ``changes`` under a good signature.
    """

    kind: str
    event_type: str = ANY
    times: int = 1
    attempts: int = 1
    copies: int = 2
    seconds: float = 60.0
    changes: Mapping[str, Any] = field(default_factory=dict)


class Tricks:
    """The tricks still to be played, in order."""

    def __init__(self) -> None:
        self._waiting: list[Trick] = []

    def add(self, kind: str, **options: Any) -> Trick:
        """Order a trick for the next ``times`` notifications of an event type.

        :raises ValueError: no such trick, or times below 1.
        """
        if kind not in SPOILS | ROUTINGS:
            raise ValueError(f"kind must be one of {', '.join(sorted(SPOILS | ROUTINGS))}")
        trick = Trick(kind=kind, **options)
        if trick.times < 1:
            raise ValueError("times must be at least 1")
        self._waiting.append(trick)
        return trick

    def take(self, event_type: str) -> Trick | None:
        for index, trick in enumerate(self._waiting):
            if trick.event_type in {ANY, event_type}:
                left = replace(trick, times=trick.times - 1)
                self._waiting[index : index + 1] = [left] if left.times else []
                return trick
        return None

    def waiting(self) -> list[Trick]:
        return list(self._waiting)

    def clear(self) -> None:
        self._waiting.clear()


@dataclass
class Delivery:
    """One message to the product; state: waiting, held, delivered, missing, given_up."""

    id: str
    channel: str
    url: str
    event_type: str
    payload: dict[str, Any]
    created_at: float
    state: str = "waiting"
    spoil: str = ""
    spoiled_attempts: int = 0
    spoil_seconds: float = 0.0
    attempts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def next_spoil(self) -> str:
        return self.spoil if len(self.attempts) < self.spoiled_attempts else ""


@dataclass(frozen=True)
class Parcel:
    """What goes over the wire in one attempt."""

    url: str
    headers: dict[str, str]
    body: bytes
    method: str = "POST"


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 when nothing did, with the reason in ``error``."""

    status: int
    body: str = ""
    error: str = ""


Transport = Callable[[Parcel], Answer]


def new_id(prefix: str) -> str:
    return prefix + secrets.token_hex(12).upper()

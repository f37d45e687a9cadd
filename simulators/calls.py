"""The requests the product made, for tests and for the curious."""

from collections import deque
from dataclasses import dataclass, field

KEPT = 1000


@dataclass(frozen=True)
class Call:
    """One recorded request and the status it was answered with (0: never answered)."""

    endpoint: str
    method: str
    target: str
    body: str
    status: int
    answer: str
    fault: str
    at: str
    headers: dict[str, str] = field(default_factory=dict)


class Calls:
    """The latest calls, oldest first."""

    def __init__(self) -> None:
        self._kept: deque[Call] = deque(maxlen=KEPT)

    def add(self, call: Call) -> None:
        self._kept.append(call)

    def of(self, endpoint: str = "") -> list[Call]:
        return [call for call in list(self._kept) if endpoint in {"", call.endpoint}]

    def clear(self) -> None:
        self._kept.clear()

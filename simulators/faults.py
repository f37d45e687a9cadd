"""Faults a tester orders per endpoint, and what each does to an answer."""

from dataclasses import dataclass, replace
from typing import Any

BEFORE = {"error_before", "rate_limited", "errcode", "timeout_before"}
AFTER = {"error_after", "timeout_after", "bad_signature", "truncated"}


@dataclass(frozen=True)
class Fault:
    """``endpoint`` is a route's name (``pay.jsapi``), a whole host (``pay.*``), or ``*``.

    Kinds before any effect: ``error_before`` (500), ``rate_limited`` (429, or errcode 45011), ``errcode`` (the code
    given) and ``timeout_before``; after the effect: ``error_after``, ``timeout_after``, ``bad_signature`` and
    ``truncated``. A timeout hangs ``hold_seconds`` and breaks the connection (0: breaks it at once).
    """

    endpoint: str
    kind: str
    times: int = 1
    errcode: int | str = ""
    message: str = ""
    hold_seconds: float = 15.0

    @property
    def is_before(self) -> bool:
        return self.kind in BEFORE

    @property
    def is_timeout(self) -> bool:
        return self.kind.startswith("timeout")

    def hits(self, name: str) -> bool:
        return self.endpoint in {"*", name, name.partition(".")[0] + ".*"}


class Faults:
    """The ordered list of faults still to strike."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self.endpoints: frozenset[str] = frozenset()

    def add(self, endpoint: str, kind: str, **options: Any) -> Fault:
        """Order a fault for the next ``times`` calls of an endpoint.

        :raises ValueError: no such kind or endpoint, an errcode fault without a code, or times below 1.
        """
        fault = Fault(endpoint=endpoint, kind=kind, **options)
        if kind not in BEFORE | AFTER:
            raise ValueError(f"kind must be one of {', '.join(sorted(BEFORE | AFTER))}")
        if not any(fault.hits(name) for name in self.endpoints):
            raise ValueError(
                f"endpoint must be one of {', '.join(sorted(self.endpoints))}, pay.*, wechat.*, sms.* or *"
            )
        if kind == "errcode" and fault.errcode == "":
            raise ValueError("an errcode fault needs errcode")
        if fault.times < 1:
            raise ValueError("times must be at least 1")
        self._waiting.append(fault)
        return fault

    def take(self, name: str) -> Fault | None:
        for index, fault in enumerate(self._waiting):
            if fault.hits(name):
                left = replace(fault, times=fault.times - 1)
                self._waiting[index : index + 1] = [left] if left.times else []
                return fault
        return None

    def waiting(self) -> list[Fault]:
        return list(self._waiting)

    def clear(self) -> None:
        self._waiting.clear()

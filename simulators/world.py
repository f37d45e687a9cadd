"""Everything one simulated world consists of; the hosts are functions over it."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from simulators import transport
from simulators.calls import Calls
from simulators.clock import Clock
from simulators.deliveries import Answer, Delivery, Parcel, Transport, Tricks
from simulators.faults import Faults
from simulators.keys import Config
from simulators.settings import Settings
from simulators.store import Agenda, Shelf, Store

logger = logging.getLogger("simulators")

Deed = Callable[["World", str, float], None]


@dataclass(frozen=True)
class Channel:
    """One way messages reach the product: how they look, when they count as taken, when they are repeated."""

    render: Callable[["World", Delivery], Parcel]
    accepts: Callable[[Answer], bool]
    retries: tuple[float, ...]


class World:
    """The state, the clock, the orders of the tester, and the table of things that happen by themselves."""

    def __init__(
        self,
        config: Config,
        *,
        state: Path | None = None,
        refund_delay_seconds: float | None = 2.0,
        send: Transport = transport.send,
    ) -> None:
        self.config = config
        self.store = Store(state)
        self.lock = self.store.lock
        self.agenda = Agenda(self.store)
        self.deliveries = Shelf(self.store, "delivery", Delivery)
        self.clock, self.faults, self.tricks, self.calls = Clock(), Faults(), Tricks(), Calls()
        self.nonces: dict[str, int] = {}
        self.transport = send
        self.channels: Mapping[str, Channel] = {}
        self.deeds: Mapping[str, Deed] = {}
        self.wake, self.stopping, self.performing = threading.Event(), threading.Event(), threading.Lock()
        self._refund_delay_seconds = refund_delay_seconds
        self.settings = Settings(refund_delay_seconds)

    def reset(self) -> None:
        """Forget everything but the keys."""
        with self.performing, self.lock:
            self.store.clear()
            self.nonces.clear()
            self.settings = Settings(self._refund_delay_seconds)
            self.clock.reset()
            self.faults.clear()
            self.tricks.clear()
            self.calls.clear()

    def plan(self, due: float, deed: str, subject: str) -> None:
        """Let something happen at ``due`` (seconds of the simulated clock)."""
        self.agenda.add(due, deed, subject)
        self.wake.set()

    def run_due(self) -> int:
        """Do everything that is due, in the order in which it became due; return how many things happened."""
        done = 0
        with self.performing:
            while not self.stopping.is_set() and (entry := self.agenda.take_due(self.clock.now())):
                self.deeds[entry.deed](self, entry.subject, entry.due)
                done += 1
        return done

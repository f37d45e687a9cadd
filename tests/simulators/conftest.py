"""One set of simulators for the whole session, empty again before each test; no time passes by itself."""

from collections.abc import Iterator

import pytest

from simulators.server import Options, Simulators, start
from tests.simulators.shop import ALICE, CAROL, Inbox, Shop


@pytest.fixture(scope="session")
def running() -> Iterator[Simulators]:
    simulators = start(options=Options(is_background=False))
    yield simulators
    simulators.stop()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def simulators(running: Simulators, inbox: Inbox) -> Simulators:
    running.reset()
    running.world.transport = inbox
    running.clock.stop()
    running.codes(openid=ALICE)
    running.codes(openid=CAROL)
    return running


@pytest.fixture
def shop(simulators: Simulators, inbox: Inbox) -> Shop:
    return Shop(simulators, inbox)

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction

from kernel import clock
from kernel.outbox import gateways, subscriptions
from kernel.outbox.facts import Fact
from kernel.outbox.services import publish
from tests.kernel.outbox import handlers

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def silence(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Nobody is subscribed but by the test itself, nothing was heard, and kicks go nowhere."""
    kicks: list[str] = []
    monkeypatch.setattr(subscriptions, "_by_fact", {})
    monkeypatch.setattr(subscriptions, "_by_name", {})
    monkeypatch.setattr(gateways.kicker, "kick", lambda: kicks.append("kick"))
    monkeypatch.setattr(gateways, "send", kicks.append)
    yield kicks
    handlers.heard.clear()
    handlers.broken.clear()


@pytest.fixture
def kicks(silence: list[str]) -> list[str]:
    return silence


@pytest.fixture
def noon() -> Iterator[datetime]:
    """The clock stands at noon of Shanghai, 20 November."""
    with clock.at(NOON):
        yield NOON


def tell(*facts: Fact) -> None:
    """Publish in a transaction of its own."""
    with transaction.atomic():
        publish(*facts)

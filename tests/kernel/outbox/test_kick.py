"""The kick: never waited for, one for a burst, and a broker that is down costs nothing."""

import logging
import threading
import time

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from kernel.outbox import gateways
from kernel.outbox.gateways import Kicker

SEND = gateways.send


def down(task: str) -> None:
    raise ConnectionError("broker down")


def test_a_kick_asks_for_the_relay():
    asked, arrived = [], threading.Event()

    def send(task: str) -> None:
        asked.append(task)
        arrived.set()

    Kicker(send).kick()

    assert arrived.wait(2)
    assert asked == ["kernel.outbox.tasks.relay"]


def test_a_broker_that_hangs_does_not_hold_up_who_kicks():
    release = threading.Event()
    kicker = Kicker(lambda task: release.wait(5) and None)

    start = time.perf_counter()
    for _ in range(1000):
        kicker.kick()
    taken = time.perf_counter() - start
    release.set()

    assert taken < 0.5


def test_a_burst_becomes_a_few_messages():
    asked = []
    kicker = Kicker(asked.append)

    for _ in range(1000):
        kicker.kick()
    time.sleep(0.2)

    assert 1 <= len(asked) < 20


def test_a_broker_that_is_down_is_logged_and_no_more(caplog):
    with caplog.at_level(logging.WARNING):
        assert Kicker(down).send_now() is False

    assert "the sweep will deliver: broker down" in caplog.text


def test_a_broker_that_comes_back_is_kicked_again(monkeypatch):
    monkeypatch.setattr(gateways, "PAUSE_AFTER_FAILURE", 0.01)
    asked, arrived = [], threading.Event()

    def send(task: str) -> None:
        asked.append(task)
        if len(asked) == 1:
            raise ConnectionError
        arrived.set()

    kicker = Kicker(send)
    kicker.kick()
    time.sleep(0.1)
    kicker.kick()

    assert arrived.wait(2)


@pytest.mark.parametrize("url", ["redis://127.0.0.1:9/0", "amqp://guest@127.0.0.1:9//"])
def test_an_unreachable_broker_fails_soon(url, settings, monkeypatch):
    monkeypatch.delenv("CELERY_BROKER_URL", raising=False)  # it would win over the argument
    unreachable = Celery("unreachable", broker=url, set_as_current=False)
    monkeypatch.setattr(gateways, "current_app", unreachable)
    unreachable.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    start = time.perf_counter()

    with pytest.raises(OperationalError):
        SEND("kernel.outbox.tasks.relay")

    assert time.perf_counter() - start < 3

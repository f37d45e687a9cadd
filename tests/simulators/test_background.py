"""The thread that does what is due, and the network it uses."""

import queue
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from simulators import transport
from simulators.deliveries import Answer, Parcel
from simulators.server import Options, Simulators, start
from tests.simulators.shop import ALICE, NUMBER, REFUND_NUMBER, Shop


@pytest.fixture
def arrivals() -> "queue.Queue[Parcel]":
    return queue.Queue()


@pytest.fixture
def lively(arrivals: "queue.Queue[Parcel]") -> Iterator[Simulators]:
    """Simulators whose notifier runs; the shop answers 500 to everything."""

    def refuse(parcel: Parcel) -> Answer:
        arrivals.put(parcel)
        return Answer(500)

    simulators = start(options=Options(send=refuse, refund_delay_seconds=0.0))
    simulators.codes(openid=ALICE)
    yield simulators
    simulators.stop()


def test_a_payment_is_notified_at_once(lively: Simulators, arrivals: "queue.Queue[Parcel]") -> None:
    shop = Shop(lively, arrivals)  # type: ignore[arg-type] # the notifier feeds the queue itself

    shop.buy()

    assert shop.read(arrivals.get(timeout=5))["resource"]["out_trade_no"] == NUMBER


def test_moving_the_clock_brings_the_next_attempt(lively: Simulators, arrivals: "queue.Queue[Parcel]") -> None:
    shop = Shop(lively, arrivals)  # type: ignore[arg-type] # the notifier feeds the queue itself
    shop.buy()
    first = arrivals.get(timeout=5)

    shop.sim("clock", {"advance_seconds": 16})

    assert shop.read(arrivals.get(timeout=5))["id"] == shop.read(first)["id"]


def test_a_refund_settles_by_itself(lively: Simulators, arrivals: "queue.Queue[Parcel]") -> None:
    shop = Shop(lively, arrivals)  # type: ignore[arg-type] # the notifier feeds the queue itself
    shop.buy()
    arrivals.get(timeout=5)

    shop.refund()

    plaintext = shop.read(arrivals.get(timeout=5))["resource"]
    assert (plaintext["out_refund_no"], plaintext["refund_status"]) == (REFUND_NUMBER, "SUCCESS")


class _Shopfront(BaseHTTPRequestHandler):
    received: "queue.Queue[tuple[str, bytes, str | None]]" = queue.Queue()
    patience = threading.Event()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.put((self.path, body, self.headers["Wechatpay-Nonce"]))
        if self.path == "/slow":
            self.patience.wait(5)
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b'{"code":"SUCCESS"}')

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gave it
        """Stay silent."""


@pytest.fixture
def shopfront() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Shopfront)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    _Shopfront.patience.set()
    server.shutdown()
    thread.join()
    server.server_close()
    _Shopfront.patience.clear()
    _Shopfront.received.queue.clear()


def parcel(url: str) -> Parcel:
    return Parcel(url, {"Content-Type": "application/json", "Wechatpay-Nonce": "n"}, b'{"id":"EV-1"}')


def test_a_parcel_travels_over_http_byte_for_byte(shopfront: str) -> None:
    answer = transport.send(parcel(f"{shopfront}/notify?x=1"))

    assert answer == Answer(200, '{"code":"SUCCESS"}')
    assert _Shopfront.received.get(timeout=5) == ("/notify?x=1", b'{"id":"EV-1"}', "n")


def test_a_redirect_is_an_answer_and_is_not_followed(shopfront: str) -> None:
    answer = transport.send(parcel(f"{shopfront}/moved"))

    assert answer.status == 302
    assert _Shopfront.received.qsize() == 1


def test_an_answer_that_takes_too_long_is_no_answer(shopfront: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert transport.TIMEOUT_SECONDS == 5.0
    monkeypatch.setattr(transport, "TIMEOUT_SECONDS", 0.05)

    answer = transport.send(parcel(f"{shopfront}/slow"))

    assert (answer.status, answer.error) == (0, "TimeoutError: timed out")


def test_nobody_listening_is_no_answer() -> None:
    answer = transport.send(parcel("http://127.0.0.1:1/notify"))

    assert answer.status == 0
    assert answer.error.startswith("ConnectionRefusedError")

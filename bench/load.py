"""A small load generator: keep-alive clients in threads of a process of their own, statuses counted."""

import http.client
import itertools
import multiprocessing
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Request = tuple[str, str, bytes | None, dict[str, str]]  # method, path, body, headers


@dataclass(frozen=True)
class Result:
    per_second: int
    statuses: dict[int, int]
    median_ms: float


def run(port: int, requests: Callable[[int], Iterator[Request]], *, clients: int, seconds: float) -> Result:
    """Send each client's requests one after the other for so long. The generator shares the cores with the server."""
    answers: multiprocessing.Queue[tuple[Counter[int], list[float], float]] = multiprocessing.Queue()
    process = multiprocessing.Process(target=_generate, args=(port, requests, clients, seconds, answers))
    process.start()
    statuses, times, taken = answers.get()
    process.join()
    good = sum(count for status, count in statuses.items() if status < 400)
    return Result(int(good / taken), dict(statuses), sorted(times)[len(times) // 2] * 1000 if times else 0.0)


def _generate(port, requests, clients, seconds, answers):  # type: ignore[no-untyped-def] # runs in the child only
    statuses: Counter[int] = Counter()
    times: list[float] = []
    deadline = time.monotonic() + seconds
    started = time.monotonic()
    threads = [
        threading.Thread(target=_client, args=(port, requests(number), deadline, statuses, times))
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put((statuses, times, time.monotonic() - started))


def _client(
    port: int, requests: Iterator[Request], deadline: float, statuses: Counter[int], times: list[float]
) -> None:
    # sync workers close the connection after each answer, so each request connects anew, on both sides of the comparison
    for method, path, body, headers in requests:
        if time.monotonic() > deadline:
            return
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        statuses[answer.status] += 1
        times.append(time.monotonic() - begun)


def repeated(path: str, headers: dict[str, str] | None = None) -> Callable[[int], Iterator[Request]]:
    """The same GET again and again."""
    return lambda client: itertools.repeat(("GET", path, None, headers or {}))

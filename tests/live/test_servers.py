"""The walk on PostgreSQL, Redis and RabbitMQ with two web processes and two workers; then workers are killed."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tests.live.programs import PYTHON, ROOT, Program, clean_environment, eventually, free_port, manage
from tests.live.walk import Operator, Shopper

SERVER = os.environ.get("LIVE_POSTGRES", "postgres://postgres@127.0.0.1:5432")
DATABASE = "siyu_live"
WORKER = [f"{ROOT}/.venv/bin/celery", "-A", "config", "worker", "--beat", "--concurrency", "2", "--loglevel", "INFO"]


@dataclass
class Servers:
    shop: str
    simulators: str
    environment: dict[str, str]
    folder: Path
    workers: list[Program]
    web: Program

    def start_worker(self, name: str) -> Program:
        # Each its own folder: beat keeps its schedule file where it stands.
        schedule = self.folder / f"beat-{name}"
        arguments = [*WORKER, "-n", f"{name}@%h", "-s", str(schedule), "--pidfile", ""]
        worker = Program(arguments, self.environment, self.folder / f"worker-{name}.log")
        self.workers.append(worker)
        return worker


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    folder = tmp_path_factory.mktemp("servers")
    _fresh_database()
    port, simulator_port = free_port(), free_port()
    environment = clean_environment(
        DEMO_DIR=str(folder), PORT=str(port), SIMULATOR_PORT=str(simulator_port), DATABASE_URL=f"{SERVER}/{DATABASE}",
        CACHE_URL="redis://127.0.0.1:6379/7", CELERY_BROKER_URL="amqp://guest:guest@127.0.0.1:5672//",
        WEB_CONCURRENCY="2", STATIC_ROOT=str(folder / "static"), CELERY_QUEUE=f"live-{port}",
    )  # fmt: skip
    subprocess.run(["redis-cli", "-n", "7", "flushdb"], check=True, capture_output=True)
    keys = ["--keys", str(folder / "keys"), "--port", str(simulator_port)]
    simulators = Program([PYTHON, "-m", "simulators", "serve", *keys], environment, folder / "simulators.log")
    simulators.wait_for(f"http://127.0.0.1:{simulator_port}/healthz")
    address = f"http://127.0.0.1:{simulator_port}"
    manage("seed_demo", "--simulators", address, environment=environment)
    manage("collectstatic", "--noinput", "--verbosity", "0", environment=environment)
    gunicorn = [f"{ROOT}/.venv/bin/gunicorn", "-c", "config/gunicorn_server.py", "config.wsgi"]
    web = Program(gunicorn, environment, folder / "web.log")
    running = Servers(f"http://127.0.0.1:{port}", address, environment, folder, [], web)
    try:
        running.start_worker("one")
        running.start_worker("two")
        web.wait_for(f"{running.shop}/readyz")
        yield running
    finally:
        for program in [*running.workers, web, simulators]:
            program.stop(timeout=60)


def _fresh_database() -> None:
    with psycopg.connect(f"{SERVER}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(
            f"CREATE DATABASE {DATABASE} ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0"
        )


def test_the_walk_on_servers(servers: Servers) -> None:
    wendy = Shopper(servers.shop, servers.simulators, "openid-wendy")
    wendy.sign_in()
    number = wendy.buy()
    wendy.pay(number)

    eventually(lambda: wendy.status(number) == "to_ship", said=servers.web.said)
    Operator(servers.shop).ship(number, "SF2000000001")
    wendy.call("POST", f"orders/{number}/receive", {})
    manage("tick", "--at", (datetime.now(UTC) + timedelta(days=8)).isoformat(), environment=servers.environment)

    assert wendy.status(number) == "completed"
    manage("verify", environment=servers.environment)


def test_workers_killed_right_after_the_notification_was_answered_lose_and_double_nothing(servers: Servers) -> None:
    wendy = Shopper(servers.shop, servers.simulators, "openid-wendy")
    wendy.sign_in()
    number = wendy.buy()
    for worker in servers.workers:
        worker.process.send_signal(signal.SIGSTOP)  # so that the notification is answered and nothing else happens
    wendy.pay(number)
    eventually(lambda: _notified(number), said=servers.web.said)
    while servers.workers:
        servers.workers.pop().stop(signal.SIGKILL)
    time.sleep(0.5)
    assert wendy.status(number) == "pending_payment"

    servers.start_worker("three")
    servers.start_worker("four")

    eventually(lambda: wendy.status(number) == "to_ship", seconds=90, said=servers.workers[0].said)
    eventually(lambda: _waiting() == 0, seconds=90, said=servers.workers[0].said)
    assert _confirmations(number) == 1
    assert _rows("SELECT count(*) FROM kernel_outbox_delivery GROUP BY fact_id, handler HAVING count(*) > 1") == []
    manage("verify", environment=servers.environment)


def _rows(sql: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(f"{SERVER}/{DATABASE}") as connection:
        return connection.execute(sql, values).fetchall()  # type: ignore[call-overload] # a literal query each time


def _notified(number: str) -> bool:
    sql = """SELECT 1 FROM mall_payments_notification n JOIN mall_payments_payment p
             ON n.content::text LIKE '%%' || p.number || '%%' WHERE p.order_number = %s"""
    return bool(_rows(sql, number))


def _waiting() -> int:
    waiting = _rows("SELECT count(*) FROM kernel_outbox_delivery WHERE state = 'waiting'")[0][0]
    unfanned = _rows("SELECT count(*) FROM kernel_outbox_storedfact WHERE fanned_out_at IS NULL")[0][0]
    return int(str(waiting)) + int(str(unfanned))


def _confirmations(number: str) -> int:
    sql = """SELECT count(*) FROM mall_orders_orderevent e JOIN mall_orders_order o ON o.id = e.order_id
             WHERE o.number = %s AND e.after = 'to_ship' AND e.before <> e.after"""
    return int(str(_rows(sql, number)[0][0]))

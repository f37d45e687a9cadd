"""Place an order (2 lines) over HTTP with every middleware, beside pgbench writing the same rows by minimal SQL."""

import json
import re
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from bench.database import Database
from bench.load import Request, Result, run
from bench.machine import cpu_ms
from bench.report import Row
from bench.servers import server

CLIENTS = 8
MINIMAL = Path(__file__).with_name("checkout.sql")
TOKENS = """
from kernel import clock
from members.accounts.models import Member
from members.accounts.services import open_session
import json
print(json.dumps([open_session(member=m, at=clock.now()).access for m in Member.objects.order_by("id")[:200]]))
"""


def measure(database: Database, *, seconds: int, rounds: int) -> list[Row]:
    tokens = json.loads(database.manage("shell", "--verbosity", "0", "-c", TOKENS).strip().split("\n")[-1])
    skus = [int(str(row[0])) for row in database.rows("SELECT id FROM mall_catalog_sku ORDER BY id LIMIT 20000")]
    limit = median(_pgbench(database, seconds) for _ in range(rounds))
    with server("config.wsgi", database.environment, settings="config.settings", ready="/healthz") as port:
        requests = _orders(tokens, skus)
        run(port, requests, clients=2, seconds=2)
        used, begun = _cpu(port), _orders_so_far(database)
        results = [run(port, requests, clients=CLIENTS, seconds=seconds) for _ in range(rounds)]
        orders = _orders_so_far(database) - begun
        app, database_ms = (after - before for after, before in zip(_cpu(port), used, strict=True))
    middle = median(result.per_second for result in results)
    ours = next(result for result in results if result.per_second >= middle)
    note = f"CPU per order: app {app / orders:.1f} ms, database {database_ms / orders:.1f} ms; {_statements(database)} statements"
    return [
        Row(
            "place an order, 2 lines",
            ours,
            "the same rows by pgbench",
            Result(int(limit), {}, 0.0),
            "0.10-0.15 x",
            note,
        )
    ]


def _orders(tokens: list[str], skus: list[int]) -> Callable[[int], Iterator[Request]]:
    def of_client(client: int) -> Iterator[Request]:
        place = client * 1009
        while True:
            place += 2
            lines = [{"sku_id": str(skus[(place + n) % len(skus)]), "quantity": 1} for n in range(2)]
            headers = {
                "Authorization": f"Bearer {tokens[place // 2 % len(tokens)]}",
                "Content-Type": "application/json",
                "Idempotency-Key": uuid.uuid4().hex,
            }
            yield "POST", "/api/v1/orders", json.dumps({"lines": lines}).encode(), headers

    return of_client


def _pgbench(database: Database, seconds: int) -> float:
    program = shutil.which("pgbench") or str(max(Path("/usr/lib/postgresql").glob("*/bin/pgbench")))
    members = database.rows("SELECT count(*) FROM members_accounts_member")[0][0]
    skus = int(str(database.rows("SELECT count(*) FROM mall_catalog_sku")[0][0])) - 1
    how = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(seconds)]
    what = ["-D", f"members={members}", "-D", f"skus={skus}", "-f", str(MINIMAL), database.url]
    done = subprocess.run([program, *how, *what], capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if done.returncode or not found:
        raise SystemExit(f"pgbench: {done.stderr[-2000:]}")
    return float(found.group(1))


def _cpu(port: int) -> tuple[int, int]:
    return cpu_ms(f"served-{port}"), cpu_ms("postgres: ")


def _orders_so_far(database: Database) -> int:
    return int(str(database.rows("SELECT count(*) FROM mall_orders_order")[0][0]))


def _statements(database: Database) -> str:
    """Count the statements inside `place_order` in a process of its own."""
    code = """
from django.db import connection
from django.test.utils import CaptureQueriesContext
from kernel import clock
from mall.catalog.models import Sku
from mall.orders.services import place_order
from mall.orders.shapes import Basket, Checkout
from members.accounts.models import Member
ids = list(Sku.objects.order_by("-id").values_list("id", flat=True)[:2])
basket = Basket(member_id=Member.objects.order_by("-id").first().pk, lines=tuple((i, 1) for i in ids))
with CaptureQueriesContext(connection, ) as seen:
    place_order(checkout=Checkout(basket), at=clock.now())
print(sum(1 for q in seen if not q["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))))
"""
    return database.manage("shell", "--verbosity", "0", "-c", code).strip().split("\n")[-1]

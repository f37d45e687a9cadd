"""List, page 500 of it, detail and home, beside bare twins over the same table."""

import json
import urllib.request
from statistics import median

from bench.database import Database
from bench.load import Result, repeated, run
from bench.report import Row
from bench.servers import server

CLIENTS = 8
LIST = "/api/v1/products?category={category}&in_stock=true&sort=sales"


def measure(database: Database, *, seconds: int, rounds: int) -> list[Row]:
    category = database.rows("SELECT min(id) FROM mall_catalog_category")[0][0]
    product = database.rows("SELECT max(id) FROM mall_catalog_product")[0][0]
    bare = _bare(database, category, product, seconds, rounds)
    with server("config.wsgi", database.environment, settings="config.settings", ready="/healthz") as port:
        listed = LIST.format(category=category)
        deep = listed + "&cursor=" + _deep_cursor(port, listed)
        etag = _etag(port)
        ours = {
            "list": _rate(port, listed, seconds, rounds),
            "deep": _rate(port, deep, seconds, rounds),
            "detail": _rate(port, f"/api/v1/products/{product}", seconds, rounds),
            "home": _rate(port, "/api/v1/config", seconds, rounds, {"If-None-Match": etag}),
        }
    return [
        Row(
            "product list, 20 of a category, sorted by sales",
            ours["list"],
            "bare DRF ModelViewSet",
            bare["list"],
            "4.0 x",
        ),
        Row("the same, 2,000 rows deep", ours["deep"], "page 1 of ours", ours["list"], "0.83 x"),
        Row("product detail with SKUs and stock", ours["detail"], "bare DRF detail", bare["detail"], "2.0 x"),
        Row("config, 304 by ETag", ours["home"], "bare ping", bare["ping"], "0.6 x"),
    ]


def _bare(database: Database, category: object, product: object, seconds: int, rounds: int) -> dict[str, Result]:
    with server("bench.bare.site", database.environment, settings="bench.bare.settings", ready="/ping") as port:
        return {
            "list": _rate(port, f"/products/?category={category}", seconds, rounds),
            "detail": _rate(port, f"/products/{product}/", seconds, rounds),
            "ping": _rate(port, "/ping", seconds, rounds),
        }


def _rate(port: int, path: str, seconds: int, rounds: int, headers: dict[str, str] | None = None) -> Result:
    run(port, repeated(path, headers), clients=2, seconds=1)
    results = [run(port, repeated(path, headers), clients=CLIENTS, seconds=seconds) for _ in range(rounds)]
    middle = median(result.per_second for result in results)
    return next(result for result in results if result.per_second >= middle)


def _deep_cursor(port: int, path: str) -> str:
    """Walk to the end of the category, 2,000 rows deep: what is reached by keys costs the same however far it is."""
    cursor = ""
    for _ in range(20):
        url = f"http://127.0.0.1:{port}{path}&limit=100" + (f"&cursor={cursor}" if cursor else "")
        with urllib.request.urlopen(url) as answer:
            following = json.load(answer)["next"]
        if not following:
            break
        cursor = following
    return cursor


def _etag(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/config") as answer:
        return str(answer.headers["ETag"])

"""What no module may do: read the clock itself, use floats for money, swallow errors, write other rooms' tables."""

import ast
import re

from tests.house import sources
from tests.house.sources import Source, functions

WRITES = {
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
    "_raw_delete",
}
ROOM_LAYERS = ("kernel", "members", "mall", "growth")


def test_only_the_clock_reads_the_time() -> None:
    readers = re.compile(r"timezone\.now\(|datetime\.now\(|datetime\.utcnow\(|date\.today\(|time\.time\(")
    found = [
        f"{s.path}:{n}"
        for s in sources.product_sources()
        for n, line in enumerate(s.text.split("\n"), 1)
        if readers.search(line) and s.path != "kernel/clock.py" and not s.path.startswith("simulators/")
    ]

    assert found == []


def test_no_float_stands_near_money() -> None:
    found = [
        f"{s.path}:{node.lineno}"
        for s in sources.product_sources()
        if s.path.startswith(("mall/", "members/", "growth/", "kernel/money"))
        for node in ast.walk(s.tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id in ("float", "Decimal"))
    ]

    assert found == []


def test_no_error_is_caught_and_ignored() -> None:
    found = [
        f"{s.path}:{node.lineno}"
        for s in sources.product_sources()
        for node in ast.walk(s.tree)
        if isinstance(node, ast.ExceptHandler) and all(isinstance(n, ast.Pass | ast.Continue) for n in node.body)
    ]

    assert found == []


def test_no_business_hangs_on_model_signals() -> None:
    signals = re.compile(r"(post|pre)_(save|delete)\b|m2m_changed")
    found = [s.path for s in sources.product_sources() if signals.search(s.text)]

    assert found == []


def test_a_room_writes_only_its_own_tables() -> None:
    found = [
        row for s in sources.product_sources() if s.path.split("/")[0] in ROOM_LAYERS for row in _foreign_writes(s)
    ]

    assert found == []


def test_no_save_is_overridden() -> None:
    found = [
        f"{s.path}:{f.lineno}"
        for s in sources.product_sources()
        for f in functions(s)
        if f.name == "save" and "models" in s.path
    ]

    assert found == []


def test_nothing_waits_for_later_in_comments() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    found = [s.path for s in sources.product_sources() if words.search(s.text)]

    assert found == []


def _foreign_writes(source: Source) -> list[str]:
    foreign = {
        alias.asname or alias.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.module and re.fullmatch(r"\w+\.\w+\.models", node.module)
        if node.module.rsplit(".", 1)[0] != source.room
        for alias in node.names
    }
    return [
        f"{source.path}:{node.lineno} {_root(node.func)}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
        if _root(node.func) in foreign
    ]


def _root(node: ast.AST) -> str:
    """Return the name a chain of calls begins with: `Order.objects.filter().update` -> `Order`."""
    while True:
        if isinstance(node, ast.Attribute):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Name):
            return node.id
        else:
            return ""

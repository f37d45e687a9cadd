"""What a room says must hold is checked: no invariant stands in a room and not on the roof's page."""

import inspect
from importlib import import_module
from pathlib import Path

from config.invariants import INVARIANTS
from tests.house.sources import ROOT


def _declared(path: Path) -> set[object]:
    module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    functions = inspect.getmembers(module, inspect.isgeneratorfunction)
    return {
        function for name, function in functions if not name.startswith("_") and function.__module__ == module.__name__
    }


def test_every_invariant_of_a_room_is_verified() -> None:
    rooms = [
        path for layer in ("kernel", "members", "mall", "growth") for path in (ROOT / layer).rglob("invariants*.py")
    ]
    declared = {function for path in rooms for function in _declared(path)}

    assert declared - {find for _title, find in INVARIANTS} == set()


def test_every_line_has_its_own_title() -> None:
    titles = [title for title, _find in INVARIANTS]

    assert len(titles) == len(set(titles))
    assert all("：" in title for title in titles)

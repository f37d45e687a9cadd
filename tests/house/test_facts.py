"""Facts are frozen, past tense and flat; whoever reacts to them can be imported."""

import dataclasses
import importlib
from pathlib import Path
from typing import get_type_hints

import pytest

from kernel.outbox.facts import Fact
from kernel.outbox.subscriptions import table
from tests.house.sources import ROOT

PAST = ("ed", "Out", "Sold", "Sent", "Paid", "Begun", "Bound", "Hidden")


def _facts() -> list[type[Fact]]:
    for path in sorted(Path(ROOT).glob("*/*/facts.py")):
        if path.relative_to(ROOT).parts[0] in ("kernel", "members", "mall", "growth"):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return [kind for kind in Fact.__subclasses__() if not kind.__module__.startswith("tests.")]


@pytest.mark.rule("12.3")
def test_facts_are_frozen_and_hold_ids_integers_and_codes() -> None:
    for kind in _facts():
        assert dataclasses.fields(kind), kind
        assert kind.__dataclass_params__.frozen, kind  # type: ignore[attr-defined] # dataclasses keep it there
        for name, hint in get_type_hints(kind).items():
            assert name in ("aggregate", "label") or hint in (int, str, bool, int | None, str | None), (
                f"{kind.__name__}.{name}"
            )


def test_facts_are_named_in_the_past_tense() -> None:
    assert [kind.__name__ for kind in _facts() if not kind.__name__.endswith(PAST)] == []


def test_the_aggregate_is_a_field() -> None:
    for kind in _facts():
        assert kind.aggregate in {field.name for field in dataclasses.fields(kind)}, kind


def test_wire_names_are_unique() -> None:
    names = [kind.wire_name() for kind in _facts()]

    assert len(names) == len(set(names))


def test_operators_can_read_every_fact_and_every_reaction() -> None:
    assert [kind.__name__ for kind in _facts() if not kind.label] == []
    mute = [each.name for reacting in table().values() for each in reacting if not each.label]
    assert [name for name in mute if not name.startswith("tests.")] == []

"""Small from birth: files, functions, parameters and rooms keep to the limits of docs/architecture.md."""

from collections import Counter

from tests.house import sources
from tests.house.sources import Source, functions

FILE_LINES, FUNCTION_LINES, PARAMETERS, ROOM_LINES, TEST_LINES = 300, 40, 6, 1_800, 60
# Rooms are measured in lines that do something, edges aside (docs/decisions/0004).


def test_no_file_is_longer_than_the_limit() -> None:
    too_long = [f"{s.path}: {s.lines}" for s in sources.product_sources() if s.lines > FILE_LINES]

    assert too_long == []


def test_no_function_is_longer_than_the_limit() -> None:
    too_long = [
        f"{s.path}:{f.lineno} {f.name}: {size}"
        for s in sources.product_sources()
        for f in functions(s)
        if (size := (f.end_lineno or f.lineno) - f.lineno + 1) > FUNCTION_LINES
    ]

    assert too_long == []


def test_no_function_takes_more_parameters_than_the_limit() -> None:
    too_many = [
        f"{s.path}:{f.lineno} {f.name}"
        for s in sources.product_sources()
        for f in functions(s)
        if _parameters(f) > PARAMETERS
    ]

    assert too_many == []


def test_no_room_bursts() -> None:
    rooms: Counter[str] = Counter()
    for source in sources.product_sources():
        if source.path.split("/")[0] in ("kernel", "members", "mall", "growth"):
            rooms[source.room] += 0 if source.is_edge else source.code_lines

    assert {room: lines for room, lines in rooms.items() if lines > ROOM_LINES} == {}


def test_every_test_is_short_enough_to_read() -> None:
    too_long = [
        f"{s.path}:{f.lineno} {f.name}"
        for s in sources.every_test()
        for f in functions(s)
        if f.name.startswith("test_") and (f.end_lineno or f.lineno) - f.lineno + 1 > TEST_LINES
    ]

    assert too_long == []


def test_every_test_asserts_something() -> None:
    empty = [f"{s.path}:{f.lineno} {f.name}" for s in sources.every_test() for f in functions(s) if _is_empty(s, f)]

    assert empty == []


def _parameters(function: object) -> int:
    arguments = function.args  # type: ignore[attr-defined] # a function definition has arguments
    names = [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    # `at` and `actor` are when and who, not what; self is nobody.
    return len([name for name in names if name not in ("self", "cls", "at", "actor")])


def _is_empty(source: Source, function: object) -> bool:
    name, start, end = function.name, function.lineno, function.end_lineno  # type: ignore[attr-defined] # as above
    body = "\n".join(source.text.split("\n")[start:end])
    words = ("assert", "raises", "expect", "verify", "check", "run_state_machine")
    return name.startswith("test_") and not any(word in body for word in words)

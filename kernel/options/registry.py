"""Declare operator settings: a room's `options.py` holds them as module-level constants.

PAY_WITHIN = whole("mall.orders.pay_within_minutes", "付款时限（分钟）", default=30, minimum=1, maximum=1440)
...
minutes = PAY_WITHIN.get()
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from kernel.options.kinds import Choice, Fen, Flag, Option, Text, Whole

Declared = TypeVar("Declared", bound=Option[Any])

_registry: dict[str, Option[Any]] = {}


def whole(
    name: str,
    label: str,
    *,
    default: int,
    minimum: int = 0,
    maximum: int = 10**9,
    help: str = "",  # noqa: A002 - the word Django's fields use for it
) -> Whole:
    """Declare a whole number."""
    return _declared(Whole(name=name, label=label, default=default, help=help, minimum=minimum, maximum=maximum))


def flag(name: str, label: str, *, default: bool, help: str = "") -> Flag:  # noqa: A002 - as above
    """Declare a switch: a feature that operators turn on and off."""
    return _declared(Flag(name=name, label=label, default=default, help=help))


def text(
    name: str,
    label: str,
    *,
    default: str = "",
    maximum: int = 200,
    help: str = "",  # noqa: A002 - as above
) -> Text:
    """Declare a text of at most `maximum` characters."""
    return _declared(Text(name=name, label=label, default=default, help=help, maximum=maximum))


def choice(
    name: str,
    label: str,
    *,
    default: str,
    choices: Sequence[tuple[str, str]],
    help: str = "",  # noqa: A002 - as above
) -> Choice:
    """Declare one of several codes, given with what operators read."""
    return _declared(Choice(name=name, label=label, default=default, help=help, choices=tuple(choices)))


def fen(
    name: str,
    label: str,
    *,
    default: int,
    minimum: int = 0,
    maximum: int = 10**12,
    help: str = "",  # noqa: A002 - as above
) -> Fen:
    """Declare an amount of money in fen; operators see and type yuan."""
    return _declared(Fen(name=name, label=label, default=default, help=help, minimum=minimum, maximum=maximum))


def find(name: str) -> Option[Any] | None:
    """Return an option by its name."""
    return _registry.get(name)


def everything() -> list[Option[Any]]:
    """Return every declared option by name."""
    return [_registry[name] for name in sorted(_registry)]


def _declared(option: Declared) -> Declared:
    if option.name in _registry:
        raise ValueError(f"option {option.name} is declared twice")
    option.check(option.default)
    _registry[option.name] = option
    return option

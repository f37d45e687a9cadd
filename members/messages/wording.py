"""Put values into texts. Values come from members too, so they are cleaned, and are never read as a template."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import quote

from kernel.clock import SHANGHAI
from members.messages.ports import holes

_HOLE = re.compile(r"\{([^{}]*)\}")
_SPACES = re.compile(r"\s+")
LONGEST_VALUE = 200
ZERO_WIDTH_JOINER = "\u200d"  # holds emoji together


class UnknownVariable(ValueError):
    """A text names a variable that its kind does not have."""


def cleaned(value: str) -> str:
    """Return a value fit for one line: no control or direction characters, no line breaks, at most 200 characters."""
    visible = "".join(char if _is_visible(char) else " " for char in value)
    return _SPACES.sub(" ", visible).strip()[:LONGEST_VALUE]


def _is_visible(char: str) -> bool:
    return char == ZERO_WIDTH_JOINER or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its variables filled in one pass: braces in a value stay braces.

    :raises UnknownVariable: a variable has no value.
    """
    _require(text, values)
    return _HOLE.sub(lambda hole: values[hole.group(1)], text)


def filled_page(page: str, values: Mapping[str, str]) -> str:
    """Return a mini-program page with its variables quoted: a value cannot add a parameter of its own.

    :raises UnknownVariable: a variable has no value.
    """
    return filled(page, {name: quote(value, safe="") for name, value in values.items()})


def _require(text: str, values: Mapping[str, str]) -> None:
    missing = [name for name in holes(text) if name not in values]
    if missing:
        raise UnknownVariable(", ".join(missing))


def moment_text(moment: datetime) -> str:
    """Return a moment as members read it and WeChat takes it: 2026年11月21日 08:05, Shanghai."""
    local = moment.astimezone(SHANGHAI)
    return f"{day_text(local.date())} {local:%H:%M}"


def day_text(day: date) -> str:
    """Return a date as members read it and WeChat takes it: 2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"

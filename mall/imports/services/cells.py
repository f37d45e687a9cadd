"""Read the cells of one row, collecting every reason why it cannot be used."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from kernel import money

MAX_PRICE_FEN = 100_000_000_00
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
T = TypeVar("T")


class RowRefused(Exception):
    """The row cannot be used; carries the reasons, in Chinese."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("；".join(reasons))
        self.reasons = reasons


class Cells:
    """The cells of a row by name. A getter notes what is wrong and returns something harmless; `done` raises."""

    def __init__(self, cells: Mapping[str, Any], place: str = "") -> None:
        self.cells, self.place = cells, place
        self.reasons: list[str] = []

    def refuse(self, reason: str) -> None:
        self.reasons.append(f"{self.place}{reason}")

    def done(self) -> None:
        """Finish reading.

        :raises RowRefused: something was wrong.
        """
        if self.reasons:
            raise RowRefused(*self.reasons)

    def only(self, names: Sequence[str]) -> None:
        """Refuse columns that are not among the names, and missing ones."""
        if unknown := [str(name) for name in self.cells if name not in names]:
            self.refuse("未知的列：" + "、".join(unknown))
        if missing := [name for name in names if name not in self.cells]:
            self.refuse("缺少的列：" + "、".join(missing))

    def text(self, name: str, most: int, *, required: bool = True) -> str:
        value = self.cells.get(name)
        if value is None or value == "":
            if required and name in self.cells:
                self.refuse(f"{name} 不能为空")
            return ""
        if not isinstance(value, str):
            self.refuse(f"{name} 应为文本")
            return ""
        return self._checked(name, value.strip(), most)

    def _checked(self, name: str, value: str, most: int) -> str:
        if any(not (char.isprintable() or char in "\n\t\r") for char in value):
            self.refuse(f"{name} 含有不可见的控制字符")
        elif len(value) > most:
            self.refuse(f"{name} 过长：最多 {most} 个字，实际 {len(value)} 个")
        else:
            return value.replace("\r\n", "\n")
        return ""

    def code(self, name: str, *, required: bool = True) -> str:
        value = self.text(name, 60, required=required)
        if value and not _CODE.fullmatch(value):
            self.refuse(f"{name}「{value}」只能用字母、数字、点、横线和下划线，最多 40 个")
            return ""
        return value

    def whole(self, name: str, most: int) -> int:
        value = self.cells.get(name)
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
            value = int(value[:20])
        if isinstance(value, bool) or not isinstance(value, int):
            if name in self.cells:
                self.refuse(f"{name}「{value}」应为整数")
            return 0
        if not 0 <= value <= most:
            self.refuse(f"{name} {value} 应在 0 到 {most} 之间")
            return 0
        return value

    def price(self, name: str, *, required: bool = True) -> int | None:
        """Return fen of an amount in yuan with at most two decimals, above zero."""
        value = self.cells.get(name)
        if value is None or value == "":
            if required and name in self.cells:
                self.refuse(f"{name} 不能为空")
            return None
        text = str(value).strip()
        if text.startswith("-"):
            self.refuse(f"{name} {text} 不能为负数")
            return None
        try:
            fen = money.fen(text)
        except ValueError:
            self.refuse(f"{name}「{text[:40]}」不是金额（元，最多两位小数）")
            return None
        if not 0 < fen <= MAX_PRICE_FEN:
            self.refuse(f"{name} {text} 应大于 0 且不超过 {money.yuan(MAX_PRICE_FEN)}")
            return None
        return fen

    def flag(self, name: str) -> bool:
        value = self.cells.get(name)
        if not isinstance(value, bool) and name in self.cells:
            self.refuse(f"{name} 应为 true 或 false")
        return value is True

    def items(self, name: str, read: Callable[[Any], T], most: int) -> tuple[T, ...]:
        """Return a list read item by item; `read` raises RowRefused."""
        value = self.cells.get(name)
        if not isinstance(value, list):
            if name in self.cells:
                self.refuse(f"{name} 应为列表")
            return ()
        if len(value) > most:
            self.refuse(f"{name} 最多 {most} 项，实际 {len(value)} 项")
            return ()
        found: list[T] = []
        for place, each in enumerate(value, start=1):
            try:
                found.append(read(each))
            except RowRefused as refused:
                for reason in refused.reasons:
                    self.refuse(f"{name} 第 {place} 项：{reason}")
        return tuple(found)

"""Read files row by row, each with the line it begins on. What cannot be read is handed on with the reason."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_FILE_BYTES = 64 * 1024 * 1024
NOT_UTF8 = "编码不是 UTF-8"


@dataclass(frozen=True, kw_only=True)
class RawRow:
    line: int
    cells: dict[str, Any]
    problem: str = ""


class FileUnreadable(Exception):
    """Nothing of the file can be used; carries the line and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


def read_csv(path: Path, columns: Sequence[str]) -> Iterator[RawRow]:
    """Yield the rows of a CSV file whose header names exactly the columns, in any order.

    :raises FileUnreadable: the header is missing or other than that.
    """
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    header = [name.strip() for name in next(reader, [])]
    check_columns(header, columns)
    while True:
        line = reader.line_num + 1
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RawRow(line=line, cells={}, problem=f"CSV 格式错误，该行不完整或引号未闭合（{error}）")
            continue
        if any(values):
            yield _csv_row(line, header, values)


def _csv_row(line: int, header: list[str], values: list[str]) -> RawRow:
    problem = ""
    if len(values) != len(header):
        problem = f"列数不对：应为 {len(header)} 列，实际 {len(values)} 列"
    elif any(map(_is_foreign, values)):
        problem = NOT_UTF8
    cells = {name: "" if _is_foreign(value) else value for name, value in zip(header, values, strict=False)}
    return RawRow(line=line, cells=cells, problem=problem)


def check_columns(header: Sequence[str], columns: Sequence[str]) -> None:
    """Check a header.

    :raises FileUnreadable: columns are unknown, missing or named twice.
    """
    if any(map(_is_foreign, header)):
        raise FileUnreadable(1, f"表头{NOT_UTF8}")
    reasons = []
    if unknown := [name or "（空）" for name in header if name not in columns]:
        reasons.append("未知的列：" + "、".join(unknown))
    if missing := [name for name in columns if name not in header]:
        reasons.append("缺少的列：" + "、".join(missing))
    if repeated := sorted({name for name in header if header.count(name) > 1}):
        reasons.append("重复的列：" + "、".join(repeated))
    if reasons:
        raise FileUnreadable(1, "；".join(reasons))


def read_jsonl(path: Path) -> Iterator[RawRow]:
    """Yield the objects of a file with one JSON object a line. Fractions stay text, so that no price is rounded."""
    for line, text in enumerate(_text(path).split("\n"), start=1):
        if text.strip():
            yield _json_row(line, text)


def _json_row(line: int, text: str) -> RawRow:
    if _is_foreign(text):
        return RawRow(line=line, cells={}, problem=NOT_UTF8)
    try:
        value = json.loads(text, parse_float=str, parse_constant=str, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        return RawRow(line=line, cells={}, problem=f"JSON 不完整或格式错误（第 {error.colno} 个字符）")
    except (ValueError, RecursionError) as error:
        return RawRow(line=line, cells={}, problem=f"JSON 无法使用（{error}）")
    if not isinstance(value, dict):
        return RawRow(line=line, cells={}, problem="该行不是一个 JSON 对象")
    return RawRow(line=line, cells=value)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("同一字段出现两次")
    return found


def _text(path: Path) -> str:
    """Return a file's text; bytes that are no UTF-8 become lone surrogates, so that only their rows are lost."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise FileUnreadable(0, f"文件超过 {MAX_FILE_BYTES // 1024 // 1024} MB")
    return path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="surrogateescape")


def _is_foreign(text: str) -> bool:
    return any("\udc80" <= char <= "\udcff" for char in text)

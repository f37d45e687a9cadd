"""Read a list of members by number or phone, whatever made the file."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kernel.errors import Invalid
from members.accounts import phones
from members.accounts.models import Member

MOST_ROWS: Final = 100_000
MOST_BYTES: Final = 5 * 1024 * 1024
_CHUNK = 500
HEADINGS = ("会员号", "手机号", "会员号或手机号", "会员", "手机")


class ListUnusable(Invalid):
    """The file as a whole cannot be read; the detail says why."""

    code, title = "audience_list_unusable", "文件无法读取"


@dataclass
class ReadList:
    """Members found, in the order of the file, and lines that name nobody: (line, what stood there, what is wrong)."""

    row_count: int = 0
    member_ids: list[int] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)


def read_list(content: bytes) -> ReadList:
    """Read the first column of a CSV, or lines of text: a member number or a phone each. A heading is skipped.

    :raises ListUnusable: not a text, too large, empty, or more than 100,000 lines.
    """
    rows = _rows(content)
    members = _find(name for _line, name in rows)
    read, seen = ReadList(row_count=len(rows)), set[int]()
    for line, name in rows:
        member = members.get(name)
        problem = _problem(member, seen)
        if problem or member is None:
            read.problems.append((line, _shown(name), problem))
        else:
            seen.add(member.pk)
            read.member_ids.append(member.pk)
    return read


def _rows(content: bytes) -> list[tuple[int, str]]:
    if len(content) > MOST_BYTES:
        raise ListUnusable(f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请拆分")
    reader = csv.reader(io.StringIO(_text(content), newline=""))
    rows: list[tuple[int, str]] = []
    try:
        for cells in reader:
            # Spreadsheets keep long numbers as text behind an apostrophe.
            name = cells[0].strip().lstrip("'") if cells else ""
            if name and not (not rows and name in HEADINGS):
                rows.append((reader.line_num, name[:120]))
    except csv.Error as error:
        raise ListUnusable(f"第 {reader.line_num} 行不是有效的 CSV") from error
    if not rows:
        raise ListUnusable("文件里没有会员")
    if len(rows) > MOST_ROWS:
        raise ListUnusable(f"一次最多 {MOST_ROWS} 行，请拆分文件")
    return rows


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # spreadsheets in China write either
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            last = error
        else:
            if "\x00" in text:
                raise ListUnusable("文件须为 UTF-8 或 GBK 编码的 CSV")
            return text
    raise ListUnusable("文件须为 UTF-8 或 GBK 编码的 CSV") from last


def _find(names: Iterable[str]) -> Mapping[str, Member]:
    """Return members by the number or phone they are named by; two queries for every 500 names."""
    wanted = sorted(set(names))
    found: dict[str, Member] = {}
    fields = Member.objects.only("number", "phone_digest", "state")
    for start in range(0, len(wanted), _CHUNK):
        chunk: Sequence[str] = wanted[start : start + _CHUNK]
        digests: dict[str, list[str]] = {}
        for name in chunk:
            digests.setdefault(_digest(name), []).append(name)
        digests.pop("", None)
        found |= {member.number: member for member in fields.filter(number__in=chunk)}
        for member in fields.filter(phone_digest__in=list(digests)):
            for name in digests[member.phone_digest]:
                found.setdefault(name, member)
    return found


def _digest(name: str) -> str:
    try:
        return phones.digest(name)
    except ValueError:
        return ""


def _problem(member: Member | None, seen: set[int]) -> str:
    if member is None:
        return "没有这个会员"
    if member.state == Member.State.ERASED:
        return "会员已注销"
    return "前面已有同一会员" if member.pk in seen else ""


def _shown(name: str) -> str:
    return phones.masked(name) if phones.is_valid(name) else name

"""Read a file of grants: every line is looked at, and says what would come of it."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kernel.errors import Invalid
from members.accounts import phones
from members.accounts.models import Member
from members.points.services.purses import MOST_POINTS

COLUMNS: Final = ("会员号或手机号", "积分")
MOST_ROWS: Final = 50_000
_CHUNK = 500


class FileUnusable(Invalid):
    """The file as a whole cannot be read; the detail says why."""

    code, title = "points_file_unusable", "文件无法读取"


@dataclass(frozen=True)
class ReadRow:
    """One line: whom it names, how many points, and what is wrong with it if anything is."""

    line: int
    given: str
    member_id: int | None = None
    points: int = 0
    problem: str = ""


def read_rows(content: bytes) -> list[ReadRow]:
    """Return the lines of a CSV with the columns 会员号或手机号 and 积分, members found.

    :raises FileUnusable: not a text, other columns, empty, or more than 50,000 lines.
    """
    lines = list(_lines(_text(content)))
    members = _find_members(name for _line, name, _points in lines)
    first_line: dict[int, int] = {}
    return [_checked(line, name, points, members, first_line) for line, name, points in lines]


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):  # spreadsheets in China write either
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            last = error
    raise FileUnusable("文件须为 UTF-8 或 GBK 编码的 CSV") from last


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if tuple(header) != COLUMNS:
            raise FileUnusable(f"第一行须为：{','.join(COLUMNS)}")
        seen = 0
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            seen += 1
            if seen > MOST_ROWS:
                raise FileUnusable(f"一次最多 {MOST_ROWS} 行，请拆分文件")
            name, points, *rest = [*(cell.strip().lstrip("'") for cell in cells), "", ""]
            yield reader.line_num, name, "" if any(rest) else points
    except csv.Error as error:
        raise FileUnusable(f"第 {reader.line_num} 行不是有效的 CSV") from error
    if not seen:
        raise FileUnusable("文件里没有数据")


def _find_members(names: Iterable[str]) -> Mapping[str, Member]:
    """Return members by the number or phone they are named by; two queries for every 500 names."""
    wanted = sorted(set(names))
    found: dict[str, Member] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        digests = {digest: name for name in chunk if (digest := _digest(name))}
        fields = Member.objects.only("number", "phone_digest", "state")
        found |= {member.number: member for member in fields.filter(number__in=chunk)}
        for member in fields.filter(phone_digest__in=list(digests)):
            found.setdefault(digests[member.phone_digest], member)
    return found


def _digest(name: str) -> str:
    try:
        return phones.digest(name)
    except ValueError:
        return ""


def _checked(line: int, name: str, points: str, members: Mapping[str, Member], first_line: dict[int, int]) -> ReadRow:
    given = (phones.masked(name) if phones.is_valid(name) else name)[:120]
    member = members.get(name)
    amount = int(points) if points.isascii() and points.isdigit() and len(points) <= 13 else 0
    problem = _problem(member, amount) or _repeated(member, line, first_line)
    if problem:
        return ReadRow(line, given, problem=problem)
    return ReadRow(line, given, member.pk if member else None, amount)


def _problem(member: Member | None, amount: int) -> str:
    if member is None:
        return "没有这个会员"
    if member.state != Member.State.ACTIVE:
        return f"会员{member.get_state_display()}"
    return "" if 0 < amount <= MOST_POINTS else f"积分须为 1 到 {MOST_POINTS} 的整数"


def _repeated(member: Member | None, line: int, first_line: dict[int, int]) -> str:
    before = first_line.setdefault(member.pk, line) if member else line
    return "" if before == line else f"与第 {before} 行是同一会员"


def good(rows: Sequence[ReadRow]) -> list[ReadRow]:
    """Return the lines that may be done."""
    return [row for row in rows if not row.problem]

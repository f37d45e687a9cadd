"""Provinces, cities and districts from a file; nobody edits them by hand."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from members.regions.models import Region

COLUMNS = ("code", "parent_code", "level", "name")


class RegionsFileBroken(Exception):
    """The file cannot be loaded; says which line and why. Nothing was written."""


@dataclass(frozen=True)
class RegionLoad:
    """How many regions a file had, and how many of them were new or different."""

    total: int
    added: int
    changed: int


@transaction.atomic
def load_regions(*, path: Path) -> RegionLoad:
    """Load all regions, or none. A second run changes nothing; regions that are gone stay, addresses may name them.

    :raises RegionsFileBroken: wrong columns, wrong code, unknown parent, repeated key.
    """
    wanted = _read(path)
    known = {(region.level, region.code): region for region in Region.objects.all()}
    new = [region for key, region in wanted.items() if key not in known]
    changed = [
        _updated(known[key], region) for key, region in wanted.items() if key in known and _differ(known[key], region)
    ]
    Region.objects.bulk_create(new, batch_size=500)
    Region.objects.bulk_update(changed, ["name", "parent_code"], batch_size=500)
    return RegionLoad(total=len(wanted), added=len(new), changed=len(changed))


def _read(path: Path) -> dict[tuple[int, str], Region]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise RegionsFileBroken(f"第 1 行：表头应为 {','.join(COLUMNS)}")
            return _collect(reader)
    except UnicodeDecodeError as error:
        raise RegionsFileBroken("文件不是 UTF-8 编码") from error


def _collect(rows: Iterable[dict[str, str]]) -> dict[tuple[int, str], Region]:
    wanted: dict[tuple[int, str], Region] = {}
    for line, row in enumerate(rows, start=2):
        region = _parse(line, row)
        if (region.level, region.code) in wanted:
            raise RegionsFileBroken(f"第 {line} 行：{region.code} 重复")
        if region.level == Region.Level.PROVINCE and region.parent_code:
            raise RegionsFileBroken(f"第 {line} 行：省级没有上级")
        if region.level > Region.Level.PROVINCE and (region.level - 1, region.parent_code) not in wanted:
            raise RegionsFileBroken(f"第 {line} 行：上级 {region.parent_code} 不存在或排在后面")
        wanted[region.level, region.code] = region
    return wanted


def _parse(line: int, row: dict[str, str]) -> Region:
    code, level, name = row["code"] or "", row["level"] or "", row["name"] or ""
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise RegionsFileBroken(f"第 {line} 行：代码应为六位数字")
    if level not in {"1", "2", "3"} or not name:
        raise RegionsFileBroken(f"第 {line} 行：级别应为 1、2、3，名称不能为空")
    return Region(code=code, level=int(level), name=name, parent_code=row["parent_code"] or "")


def _differ(known: Region, wanted: Region) -> bool:
    return (known.name, known.parent_code) != (wanted.name, wanted.parent_code)


def _updated(known: Region, wanted: Region) -> Region:
    known.name, known.parent_code = wanted.name, wanted.parent_code
    return known

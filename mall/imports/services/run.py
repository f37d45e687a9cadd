"""Import a folder: categories, brands, products. Each row is a transaction: bad ones are named, the others go in."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from kernel.audit.actors import Actor
from kernel.errors import Refusal
from mall.catalog.models import Brand, Category
from mall.catalog.services import Outcome, save_product
from mall.imports.services import reference
from mall.imports.services.cells import RowRefused
from mall.imports.services.products import Known, product_of
from mall.imports.services.reading import FileUnreadable, RawRow, read_csv, read_jsonl
from mall.imports.services.report import Report, RowResult

FILES = ("categories.csv", "brands.csv", "products.jsonl")
Save = Callable[[RawRow], Outcome]
Tick = Callable[[RowResult], None]


def import_catalog(*, folder: Path, actor: Actor, at: datetime, tick: Tick = lambda result: None) -> Report:
    """Import the files of a folder and report on every row. A second run over the same files changes nothing.

    `tick` is told of each row when it is done. Files with other names are left alone.
    """
    known = Known(
        categories=dict(Category.objects.values_list("code", "id")),
        brands=dict(Brand.objects.values_list("code", "id")),
    )
    report = Report()
    save_category = partial(reference.save_category, categories=known.categories)
    save_brand = partial(reference.save_brand, brands=known.brands)
    steps: list[tuple[str, Callable[[Path], Iterable[RawRow]], Save]] = [
        (FILES[0], _categories, partial(_save_once, save_category, seen={})),
        (FILES[1], _brands, partial(_save_once, save_brand, seen={})),
        (FILES[2], read_jsonl, partial(_save_product, known, actor, at)),
    ]
    for name, read, save in steps:
        for result in _import_file(folder / name, read, save):
            report.results.append(result)
            tick(result)
    return report


def _save_product(known: Known, actor: Actor, at: datetime, row: RawRow) -> Outcome:
    product = product_of(row.cells, known)
    outcome = save_product(product=product, actor=actor, at=at)
    known.note(product, row.line)
    return outcome


def _save_once(save: Callable[[dict[str, Any]], Outcome], row: RawRow, seen: dict[str, int]) -> Outcome:
    code = _code(row)
    if first := seen.get(code):
        raise RowRefused(f"编码 {code} 在第 {first} 行已出现")
    outcome = save(row.cells)
    seen[code] = row.line
    return outcome


def _categories(path: Path) -> Iterator[RawRow]:
    """Yield parents before their children, whatever the order of the file; what hangs on nothing comes last."""
    rows = list(read_csv(path, reference.CATEGORY_COLUMNS))
    waiting_for = {_code(row) for row in rows if not row.problem}
    while rows:
        ready = [row for row in rows if row.problem or row.cells["parent_code"].strip() not in waiting_for]
        yield from ready or rows
        waiting_for -= {_code(row) for row in ready}
        lines = {row.line for row in ready or rows}
        rows = [row for row in rows if row.line not in lines]


def _code(row: RawRow) -> str:
    return str(row.cells.get("code", "")).strip()


def _brands(path: Path) -> Iterator[RawRow]:
    return read_csv(path, reference.BRAND_COLUMNS)


def _import_file(path: Path, read: Callable[[Path], Iterable[RawRow]], save: Save) -> Iterator[RowResult]:
    try:
        for row in read(path):
            yield _import_row(path.name, row, save)
    except FileUnreadable as unreadable:
        yield _refused(path.name, unreadable.line, "", unreadable.reason)
    except OSError as error:
        yield _refused(path.name, 0, "", f"文件无法读取（{error.strerror}）")


def _import_row(file: str, row: RawRow, save: Save) -> RowResult:
    key = str(row.cells.get("code", ""))[:60]
    if row.problem:
        return _refused(file, row.line, key, row.problem)
    try:
        with transaction.atomic():
            outcome = save(row)
    except RowRefused as refused:
        return _refused(file, row.line, key, *refused.reasons)
    except Refusal as refusal:
        return _refused(file, row.line, key, refusal.detail)
    except IntegrityError:
        return _refused(file, row.line, key, "与同时进行的其他修改冲突，请重新导入")
    return RowResult(file=file, line=row.line, key=key, outcome=outcome)


def _refused(file: str, line: int, key: str, *reasons: str) -> RowResult:
    return RowResult(file=file, line=line, key=key, outcome=Outcome.REFUSED, reasons=reasons)

"""`manage.py import_catalog PATH`: bring a folder of categories, brands and products into the shop."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from kernel import clock
from kernel.audit.actors import Actor
from mall.imports.services import FILES, Report, import_catalog

HEADINGS = {"created": "新增", "updated": "更新", "unchanged": "未变", "refused": "拒绝"}


class Command(BaseCommand):
    help = (
        "导入商品目录：categories.csv、brands.csv、products.jsonl。逐行处理，有问题的行按行号列出原因，其余照常导入。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="文件夹")
        parser.add_argument("--json", action="store_true", help="输出 JSON 报告")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["path"]
        if not folder.is_dir():
            raise CommandError(f"不是文件夹：{folder}")
        report = self._run(folder)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
        else:
            show(report, Console(file=self.stdout))  # type: ignore[arg-type] # Django's wrapper writes like a file
        if report.refused:
            raise SystemExit(1)

    def _run(self, folder: Path) -> Report:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("导入商品目录", total=lines_in(folder))
            return import_catalog(
                folder=folder, actor=Actor.system(), at=clock.now(), tick=lambda result: progress.advance(task)
            )


def lines_in(folder: Path) -> int:
    """Return about how many rows there are: lines, of which a quoted cell may hold several."""
    files = [folder / name for name in FILES]
    return sum(file.read_bytes().count(b"\n") for file in files if file.is_file())


def show(report: Report, console: Console) -> None:
    """Print what became of the rows, and every refused one with its line and reasons."""
    table = Table(title="导入结果")
    table.add_column("文件")
    for heading in HEADINGS.values():
        table.add_column(heading, justify="right")
    for file, counts in report.counts().items():
        table.add_row(file, *(str(counts[outcome]) for outcome in HEADINGS))
    console.print(table)
    for each in report.refused:
        console.print(
            f"{each.file} 第 {each.line} 行 {each.key}：{'；'.join(each.reasons)}", markup=False, soft_wrap=True
        )

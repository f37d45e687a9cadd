"""Load provinces, cities and districts from a CSV file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.regions.services import RegionsFileBroken, load_regions


class Command(BaseCommand):
    help = "从 CSV 文件导入省市区（可重复执行）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="regions.csv 的路径")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load = load_regions(path=options["path"])
        except (RegionsFileBroken, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"行政区划 {load.total} 条：新增 {load.added}，更新 {load.changed}")

"""`manage.py seed_tasks`: the tasks that a shop begins with; what is there already is left alone."""

from typing import Any

from django.core.management.base import BaseCommand

from kernel import clock
from members.tasks.services import seed_tasks


class Command(BaseCommand):
    help = "建立预设任务：新人、每日、每周、一次性、连续签到。可重复运行。"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"新增任务 {seed_tasks(at=clock.now())} 个")

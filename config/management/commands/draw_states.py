"""Write the state diagrams of orders, payments and refunds from their tables."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.state_diagrams import page


class Command(BaseCommand):
    help = "Write docs/states.md from the tables of legal moves."

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "states.md"
        path.write_text(page(), encoding="utf8")
        self.stdout.write(f"written: {path.relative_to(settings.BASE_DIR)}")

"""Django's `flush`, which empties append-only tables too: it is how transactional tests clean up."""

from typing import Any

from django.core.management.commands import flush

from kernel.audit.append_only import lifted


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        with lifted(using=options["database"]):
            super().handle(**options)

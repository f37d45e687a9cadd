"""Options as the admin lists them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model

from kernel.options import registry
from kernel.options.kinds import Option
from kernel.options.models import StoredOption


@dataclass(frozen=True)
class OptionLine:
    """One option with its present value; `stored` is None while it has its default."""

    option: Option[Any]
    stored: StoredOption | None
    changed_by: str

    @property
    def shown(self) -> str:
        return self.option.show(self.option.get()) or "（空）"

    @property
    def shown_default(self) -> str:
        return self.option.show(self.option.default) or "（空）"

    @property
    def is_changed(self) -> bool:
        return self.stored is not None


def option_groups() -> list[tuple[str, list[OptionLine]]]:
    """Return every option with its present value, grouped by the room that declares it."""
    stored = {row.name: row for row in StoredOption.objects.all()}
    operators = get_user_model()._default_manager.in_bulk({row.changed_by_id for row in stored.values()})
    ordered = sorted(registry.everything(), key=lambda option: (option.room, option.name))
    return [
        (_room_title(room), list(_lines(options, stored, operators)))
        for room, options in groupby(ordered, key=lambda option: option.room)
    ]


def _lines(options: Iterator[Option[Any]], stored: dict[str, StoredOption], operators: Any) -> Iterator[OptionLine]:
    for option in options:
        row = stored.get(option.name)
        yield OptionLine(option, row, str(operators.get(row.changed_by_id, "")) if row else "")


def _room_title(room: str) -> str:
    try:
        return str(apps.get_app_config(room).verbose_name)
    except LookupError:
        return room

"""Export a selection as CSV that a spreadsheet opens without running it."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse

from kernel import clock
from kernel.audit.desk.trail import actor_of
from kernel.audit.services import record

Field = tuple[str, Callable[[Any], Any]]
# A cell that begins with one of these is a formula to Excel, and a formula can send data away.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_export(*, label: str, permission: str, name: str, fields: Sequence[Field]) -> Callable[..., Any]:
    """Make a list action that downloads the selected rows; `fields` are (title, row -> value). Audited."""

    @admin.action(description=label)
    def export(desk: Any, request: HttpRequest, queryset: QuerySet[Any]) -> StreamingHttpResponse:
        record(
            actor=actor_of(request),
            action=f"{desk.opts.app_label}.{desk.opts.model_name}.export",
            label=f"{label}：{desk.opts.verbose_name}",
            target=desk.opts.label_lower,
            after={"rows": queryset.count(), "fields": [title for title, _ in fields]},
        )
        response = StreamingHttpResponse(_lines(queryset.iterator(chunk_size=500), fields), content_type="text/csv")
        file = f"{name}-{clock.today():%Y%m%d}.csv"
        response["Content-Disposition"] = f'attachment; filename="{file}"'
        return response

    export.__name__ = f"export_{name}"
    export.desk_permission = permission  # type: ignore[attr-defined] # DeskAdmin.get_actions reads it
    return export


def safe_cell(value: Any) -> str:
    """Return a value as a spreadsheet cell that is text, never a formula. Numbers stay numbers."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _lines(rows: Iterable[Any], fields: Sequence[Field]) -> Iterator[str]:
    # The mark in front tells Excel that it is UTF-8.
    yield "\ufeff" + _line([title for title, _ in fields])
    for row in rows:
        yield _line([safe_cell(show(row)) for _, show in fields])


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()

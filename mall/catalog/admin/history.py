"""What a row was before: to be read, not brought back, since services keep what the columns promise."""

from typing import Any

from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from kernel.audit.desk import DeskAdmin

_WORDS = {"True": "是", "False": "否", "None": "（空）", "": "（空）"}


class HistoryDesk(SimpleHistoryAdmin, DeskAdmin):
    """A page with the history of its row, in Chinese, without a way to save an old version over the new."""

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def set_history_delta_changes(self, request: HttpRequest, historical_records: Any, *args: Any, **kw: Any) -> None:
        super().set_history_delta_changes(request, historical_records, *args, **kw)
        for record in historical_records:
            record.history_change_reason = record.history_change_reason or "—"
            for change in getattr(record, "history_delta_changes", []):
                change["old"] = _WORDS.get(str(change["old"]), change["old"])
                change["new"] = _WORDS.get(str(change["new"]), change["new"])

"""Move an adjustment or an import from one state to the next, by the tables in `states`."""

from datetime import datetime
from typing import TypeVar

from kernel.errors import Conflict, Forbidden, Invalid, NotFound
from members.points.models import Adjustment, GrantImport
from members.points.states import ADJUSTMENT_TRANSITIONS, IMPORT_TRANSITIONS

Decided = TypeVar("Decided", Adjustment, GrantImport)


class SecondPersonNeeded(Forbidden):
    code, title = "second_person_needed", "须由另一位员工复核"


class StateForbids(Conflict):
    code, title = "points_state_forbids", "当前状态不能进行此操作"


class PointsRecordNotFound(NotFound):
    code, title = "points_record_not_found", "记录不存在"


class PointsReasonMissing(Invalid):
    code, title = "points_reason_missing", "请填写原因"


def locked(model: type[Decided], pk: int) -> Decided:
    """Return a row under its lock.

    :raises PointsRecordNotFound:
    """
    found = model.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise PointsRecordNotFound
    return found


def move(row: Decided, to: str) -> None:
    """Set the next state of a locked row; the caller saves.

    :raises StateForbids: the table has no such move.
    """
    table: dict[str, dict[str, str]] = (
        ADJUSTMENT_TRANSITIONS if isinstance(row, Adjustment) else IMPORT_TRANSITIONS  # type: ignore[assignment] # enums
    )
    if to not in table[row.state]:
        raise StateForbids
    row.state = to


def decide(row: Decided, *, operator_id: int, at: datetime) -> None:
    """Note who decided and when; the caller saves."""
    row.decided_by_id, row.decided_at = operator_id, at


def reason_of(text: str) -> str:
    """Return a reason worth keeping.

    :raises PointsReasonMissing:
    """
    if not (reason := text.strip()[:200]):
        raise PointsReasonMissing
    return reason

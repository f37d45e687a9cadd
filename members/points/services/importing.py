"""A file of grants: read and shown row by row, confirmed, above a limit by a second person, then done in batches."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import transaction

from kernel.errors import Conflict
from members.accounts.models import Member
from members.points.kinds import Cause
from members.points.models import GrantImport, ImportRow
from members.points.options import IMPORT_LIMIT
from members.points.services.granting import GrantIn, grant_many
from members.points.services.moving import SecondPersonNeeded, StateForbids, decide, locked, move, reason_of
from members.points.services.reading import ReadRow, good, read_rows
from members.points.states import ImportState

log = structlog.get_logger(__name__)

BATCH = 500


class ImportRepeated(Conflict):
    code, title = "points_import_repeated", "同样内容的文件已经上传过"


class ImportEmpty(Conflict):
    code, title = "points_import_empty", "文件里没有可发放的行"


@transaction.atomic
def upload_grants(*, file_name: str, content: bytes, reason: str, operator_id: int, at: datetime) -> GrantImport:
    """Read a file of grants and keep what every line would do; nothing is given yet.

    :raises FileUnusable: :raises ImportRepeated: the same content was uploaded and not thrown away.
    :raises PointsReasonMissing:
    """
    kept_reason = reason_of(reason)
    digest = hashlib.sha256(content).hexdigest()
    if GrantImport.objects.filter(digest=digest).exclude(state=ImportState.DISCARDED).exists():
        raise ImportRepeated
    rows = read_rows(content)
    points = sum(row.points for row in good(rows))
    batch = GrantImport.objects.create(
        file_name=file_name[:120],
        digest=digest,
        reason=kept_reason,
        takes_two=points > IMPORT_LIMIT.get(),
        row_count=len(rows),
        good_count=len(good(rows)),
        points_total=points,
        uploaded_by_id=operator_id,
        uploaded_at=at,
    )
    ImportRow.objects.bulk_create([_row(batch, row) for row in rows], batch_size=1000)
    return batch


@transaction.atomic
def confirm_import(*, import_id: int, at: datetime) -> GrantImport:
    """Say that the file is right: it is carried out, or waits for a second person above the limit.

    :raises StateForbids: :raises ImportEmpty:
    """
    batch = locked(GrantImport, import_id)
    if not batch.good_count:
        raise ImportEmpty
    move(batch, ImportState.WAITING if batch.takes_two else ImportState.RUNNING)
    batch.save()
    return batch


@transaction.atomic
def approve_import(*, import_id: int, operator_id: int, at: datetime) -> GrantImport:
    """Agree as the second person; the clock carries it out.

    :raises SecondPersonNeeded: who uploaded it may not agree. :raises StateForbids:
    """
    batch = locked(GrantImport, import_id)
    if batch.state != ImportState.WAITING:
        raise StateForbids
    if batch.uploaded_by_id == operator_id:
        raise SecondPersonNeeded
    move(batch, ImportState.RUNNING)
    decide(batch, operator_id=operator_id, at=at)
    batch.save()
    return batch


@transaction.atomic
def discard_import(*, import_id: int, operator_id: int, at: datetime) -> GrantImport:
    """Throw a file away before anything is given; the same file may then come again.

    :raises StateForbids:
    """
    batch = locked(GrantImport, import_id)
    move(batch, ImportState.DISCARDED)
    decide(batch, operator_id=operator_id, at=at)
    batch.save()
    return batch


def run_import(*, import_id: int, at: datetime) -> int:
    """Carry out what is left of an import, 500 rows to a transaction; return how many members were given points now.

    Two runs at once share the work: each batch is taken under the import's lock.

    :raises StateForbids: it is not to be carried out, or no more.
    """
    given = 0
    while (done := _run_batch(import_id, at)) is not None:
        given += done
        log.info("points_import_running", import_id=import_id, given=given)
    return given


@transaction.atomic
def _run_batch(import_id: int, at: datetime) -> int | None:
    batch = locked(GrantImport, import_id)
    if batch.state == ImportState.DONE:
        return None
    if batch.state != ImportState.RUNNING:
        raise StateForbids
    rows = list(batch.rows.filter(outcome=ImportRow.Outcome.READY).order_by("id")[:BATCH])
    if not rows:
        move(batch, ImportState.DONE)
        batch.finished_at = at
        batch.save()
        return None
    gone = _refuse_erased(batch, rows)
    alive = [row for row in rows if row.pk not in gone]
    grants = [
        GrantIn(row.member_id, row.points, f"import:{batch.pk}:{row.line}", note=batch.reason)
        for row in alive
        if row.member_id
    ]
    grant_many(kind=Cause.IMPORT, grants=grants, at=at)
    ImportRow.objects.filter(pk__in=[row.pk for row in alive]).update(outcome=ImportRow.Outcome.GRANTED)
    batch.done_count += len(alive)
    batch.save()
    return len(alive)


def _refuse_erased(batch: GrantImport, rows: Sequence[ImportRow]) -> set[int]:
    """Leave out who was erased since the file was looked at."""
    found = Member.objects.filter(pk__in=[row.member_id for row in rows], state=Member.State.ERASED)
    erased = set(found.values_list("pk", flat=True))
    gone = {row.pk: row for row in rows if row.member_id in erased}
    ImportRow.objects.filter(pk__in=list(gone)).update(outcome=ImportRow.Outcome.REFUSED, problem="会员已注销")
    batch.good_count -= len(gone)
    batch.points_total -= sum(row.points for row in gone.values())
    return set(gone)


def _row(batch: GrantImport, row: ReadRow) -> ImportRow:
    outcome = ImportRow.Outcome.REFUSED if row.problem else ImportRow.Outcome.READY
    return ImportRow(batch=batch, outcome=outcome, **vars(row))

"""A list of members: read and shown, then carried out or thrown away."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict, NotFound
from members.audiences import statements
from members.audiences.models import Audience, AudienceImport
from members.audiences.selectors import AudienceNotFound
from members.audiences.services.filling import Change, add_members, remove_members, replace_members
from members.audiences.services.reading import read_list
from members.audiences.states import TRANSITIONS, ImportState

SHOWN_PROBLEMS = 200
Mode = AudienceImport.Mode
_ACTS = {Mode.ADD: add_members, Mode.REMOVE: remove_members, Mode.REPLACE: replace_members}


class AudienceComputed(Conflict):
    code, title = "audience_computed", "自动计算的人群不能手工增减成员"


class ImportNotOpen(Conflict):
    code, title = "audience_import_not_open", "这次导入已经处理过"


class AudienceImportNotFound(NotFound):
    code, title = "audience_import_not_found", "导入记录不存在"


@dataclass(frozen=True, kw_only=True)
class NewList:
    """What was handed in: a file, or lines typed into a form."""

    audience_id: int
    mode: str
    file_name: str
    content: bytes


@transaction.atomic
def read_import(*, given: NewList, operator_id: int, at: datetime) -> AudienceImport:
    """Read a list of members and say what it would do; nothing changes yet.

    :raises AudienceNotFound, AudienceComputed:
    :raises members.audiences.services.reading.ListUnusable: the file as a whole cannot be read.
    """
    audience = Audience.objects.filter(pk=given.audience_id).first()
    if audience is None:
        raise AudienceNotFound
    if audience.kind != Audience.Kind.STATIC:
        raise AudienceComputed
    read = read_list(given.content)
    present = statements.count_present(audience.pk, read.member_ids)
    is_removing, is_replacing = given.mode == Mode.REMOVE, given.mode == Mode.REPLACE
    return AudienceImport.objects.create(
        audience=audience,
        mode=Mode(given.mode),
        file_name=given.file_name[:120],
        row_count=read.row_count,
        member_ids=read.member_ids,
        problem_count=len(read.problems),
        problems=[list(problem) for problem in read.problems[:SHOWN_PROBLEMS]],
        added=0 if is_removing else len(read.member_ids) - present,
        removed=present if is_removing else audience.size - present if is_replacing else 0,
        uploaded_by_id=operator_id,
        uploaded_at=at,
    )


@transaction.atomic
def apply_import(*, import_id: int, at: datetime) -> Change:
    """Carry a list out, once.

    :raises AudienceImportNotFound: there is none. :raises ImportNotOpen: it was carried out or thrown away.
    """
    batch = _locked(import_id)
    _move(batch, ImportState.APPLIED, at)
    change = _ACTS[Mode(batch.mode)](audience_id=batch.audience_id, member_ids=batch.member_ids, at=at)
    batch.added, batch.removed = change.added, change.removed
    batch.save(update_fields=["added", "removed", "state", "decided_at"])
    return change


@transaction.atomic
def drop_import(*, import_id: int, at: datetime) -> None:
    """Throw a list away before anything is done.

    :raises AudienceImportNotFound: there is none. :raises ImportNotOpen: it was carried out or thrown away.
    """
    batch = _locked(import_id)
    _move(batch, ImportState.DROPPED, at)
    batch.save(update_fields=["state", "decided_at"])


def _locked(import_id: int) -> AudienceImport:
    batch = AudienceImport.objects.select_for_update().filter(pk=import_id).first()
    if batch is None:
        raise AudienceImportNotFound
    return batch


def _move(batch: AudienceImport, to: ImportState, at: datetime) -> None:
    if to not in TRANSITIONS[ImportState(batch.state)]:
        raise ImportNotOpen
    batch.state, batch.decided_at = to, at

"""A copy of everything the shop knows about a member: asked for, built by a task, fetched by a link for minutes."""

import base64
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import F

from kernel import clock
from kernel.audit.actors import Actor
from kernel.crypto import decrypt, encrypt
from kernel.errors import NotFound, TooMany
from kernel.outbox.services import publish
from members.accounts import ports
from members.accounts.models import Member
from members.accounts.selectors import person_of, room_name
from members.accounts.services import lock_member, note_access
from members.privacy.documents import archive
from members.privacy.facts import DataExportRequested
from members.privacy.models import DataExport
from members.privacy.options import EXPORT_EVERY_HOURS, EXPORT_KEPT_DAYS, LINK_MINUTES
from members.privacy.states import ExportState

SALT = "members.privacy.export"


class ExportTooOften(TooMany):
    code, title = "export_too_often", "刚刚申请过个人信息副本，请稍后再试"


class ExportGone(NotFound):
    code, title = "export_not_found", "下载链接无效或已过期"


@transaction.atomic
def request_export(*, member_id: int, at: datetime) -> DataExport:
    """Ask for a copy; one that is being built is returned.

    :raises ExportTooOften: the last one was asked for less than the set hours ago.
    """
    lock_member(member_id=member_id)
    last = DataExport.objects.filter(member_id=member_id).defer("content_cipher").order_by("-id").first()
    if last is not None and last.state == ExportState.REQUESTED:
        return last
    if last is not None:
        wait = last.requested_at + timedelta(hours=EXPORT_EVERY_HOURS.get()) - at
        if wait > timedelta():
            raise ExportTooOften(retry_after=int(wait.total_seconds()) + 1)
    export = DataExport.objects.create(member_id=member_id, requested_at=at)
    publish(DataExportRequested(export_id=export.pk, member_id=member_id))
    return export


@transaction.atomic
def build_export(*, export_id: int, at: datetime) -> None:
    """Write what every room knows into one archive; built before, or no longer wanted: nothing happens."""
    owner_id = DataExport.objects.values_list("member_id", flat=True).get(pk=export_id)
    lock_member(member_id=owner_id)
    export = DataExport.objects.select_for_update(of=("self",)).get(pk=export_id)
    if export.state != ExportState.REQUESTED:
        return
    member = Member.objects.get(pk=export.member_id)
    content = archive(collected(member.pk), title=f"个人信息副本 {member.number} {clock.date_of(at):%Y-%m-%d}")
    export.state, export.ready_at = ExportState.READY, at
    export.expires_at = at + timedelta(days=EXPORT_KEPT_DAYS.get())
    export.size_bytes = len(content)
    export.content_cipher = encrypt(base64.b64encode(content).decode())
    export.save()


def collected(member_id: int) -> dict[str, Any]:
    """Return what every room exports, by room; of those merged into the member as well."""
    found: dict[str, Any] = {}
    for person in person_of(member_id):
        suffix = "" if person == member_id else f"（并入的会员 {Member.objects.get(pk=person).number}）"
        for part in ports.parts():
            said = dict(part.export(member_id=person))
            if any(said.values()):
                found[f"{room_name(part.name)}{suffix}"] = said
    return found


def link_token(export: DataExport) -> str:
    """Return what opens a copy for some minutes: signed and bound to this copy and its owner."""
    return signing.dumps([export.pk, export.member_id, int(clock.now().timestamp())], salt=SALT)


@transaction.atomic
def open_export(*, token: str, at: datetime) -> bytes:
    """Return the archive behind a link, count the download, and write down that it was fetched.

    :raises ExportGone: altered, too old, expired, or its member is another one now.
    """
    try:
        export_id, member_id, made_at = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise ExportGone from error
    if not 0 <= at.timestamp() - made_at <= LINK_MINUTES.get() * 60:
        raise ExportGone
    export = DataExport.objects.filter(pk=export_id, member_id=member_id, state=ExportState.READY).first()
    if export is None or export.expires_at is None or export.expires_at <= at:
        raise ExportGone
    DataExport.objects.filter(pk=export.pk).update(downloads=F("downloads") + 1)
    note_access(member_id=member_id, what="export", reason="会员本人下载", actor=Actor.member(member_id), at=at)
    return base64.b64decode(decrypt(export.content_cipher))


@transaction.atomic
def expire_exports(*, at: datetime) -> int:
    """Delete the content of copies whose days are over; return how many."""
    due = DataExport.objects.filter(state=ExportState.READY, expires_at__lte=at)
    return due.update(state=ExportState.EXPIRED, content_cipher="")

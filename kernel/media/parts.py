"""What the room has of a member, for the port `accounts.parts`: pictures handed in."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from kernel.media.links import drop_thumbnails, file_url
from kernel.media.models import Upload


class MediaPart:
    name = "kernel.media"
    may_move_again = True

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        """Count the pictures."""
        return {"上传的图片": Upload.objects.filter(owner_id=source_id).count()}

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        """Give the pictures to the target."""
        ids = list(Upload.objects.filter(owner_id=source_id).order_by("id").values_list("pk", flat=True))
        Upload.objects.filter(pk__in=ids).update(owner_id=target_id)
        return {"source_id": source_id, "target_id": target_id, "ids": ids}

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        """Give back those that are still there."""
        moved = Upload.objects.filter(pk__in=journal["ids"], owner_id=journal["target_id"])
        moved.update(owner_id=journal["source_id"])

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        """Return where each picture is."""
        mine = Upload.objects.filter(owner_id=member_id).order_by("id")
        return {"上传的图片": [{"编号": upload.pk, "地址": file_url(upload.file)} for upload in mine]}

    def erase(self, *, member_id: int, at: datetime) -> None:
        """Delete the pictures; the files go after the commit, so that none is lost without its row."""
        mine = Upload.objects.filter(owner_id=member_id, kind=Upload.Kind.MEMBER)
        names = [str(name) for name in mine.values_list("file", flat=True)]
        mine.delete()
        transaction.on_commit(partial(_delete_files, names))

    def blocks(self, *, member_id: int) -> list[str]:
        """Nothing stands against it."""
        return []

    def traces(self, *, member_id: int) -> list[str]:
        """Say what an erased member has left behind."""
        return ["上传的图片"] if Upload.objects.filter(owner_id=member_id, kind=Upload.Kind.MEMBER).exists() else []


def _delete_files(names: list[str]) -> None:
    for name in names:
        drop_thumbnails(name)
        default_storage.delete(name)

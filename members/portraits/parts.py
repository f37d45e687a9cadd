"""What the room has of a member, for the port `accounts.parts`: answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from members.portraits.models import PortraitValue


class PortraitsPart:
    name = "members.portraits"
    may_move_again = True

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        """Count the answers."""
        return {"画像内容": PortraitValue.objects.filter(member_id=source_id).count()}

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        """Give the answers to the target. Where both have answered the later one holds; the other is in the journal."""
        theirs = {value.field_id: value for value in PortraitValue.objects.filter(member_id=target_id)}
        moved, replaced, dropped = [], [], []
        for mine in PortraitValue.objects.filter(member_id=source_id).order_by("id"):
            twin = theirs.get(mine.field_id)
            if twin is not None and twin.at > mine.at:
                dropped.append(_row(mine))
                mine.delete()
                continue
            if twin is not None:
                replaced.append(_row(twin))
                twin.delete()
            moved.append(mine.pk)
        PortraitValue.objects.filter(pk__in=moved).update(member_id=target_id)
        ids = {"source_id": source_id, "target_id": target_id}
        return {**ids, "moved": moved, "replaced": replaced, "dropped": dropped}

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        """Give the answers back, and put back what they had replaced, unless there is a newer one."""
        mine = PortraitValue.objects.filter(pk__in=journal["moved"], member_id=journal["target_id"])
        mine.update(member_id=journal["source_id"])
        for owner, rows in (("source_id", journal["dropped"]), ("target_id", journal["replaced"])):
            for row in rows:
                PortraitValue.objects.get_or_create(
                    member_id=journal[owner],
                    field_id=row["field_id"],
                    defaults={**row, "at": datetime.fromisoformat(row["at"])},
                )

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        """Return every answer."""
        mine = PortraitValue.objects.filter(member_id=member_id).select_related("field")
        return {
            "画像": [
                {"项目": value.field.label, "内容": value.shown, "来源": value.get_source_display()} for value in mine
            ]
        }

    def erase(self, *, member_id: int, at: datetime) -> None:
        """Delete the answers."""
        PortraitValue.objects.filter(member_id=member_id).delete()

    def blocks(self, *, member_id: int) -> list[str]:
        """Nothing stands against it."""
        return []

    def traces(self, *, member_id: int) -> list[str]:
        """Say what an erased member has left behind."""
        return ["画像内容"] if PortraitValue.objects.filter(member_id=member_id).exists() else []


def _row(value: PortraitValue) -> dict[str, Any]:
    return {"field_id": value.field_id, "value": value.value, "source": value.source, "at": value.at.isoformat()}

"""What this room has of a member, for merging, export and erasure (port `accounts.parts`)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from members.audiences.models import AudienceMember
from members.audiences.selectors import audiences_of
from members.audiences.services.moving import give_places, leave_all, take_places_back


class AudiencesPart:
    name = "members.audiences"
    # A list that was being carried out while the members were merged may have let the source in once more.
    may_move_again = True

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        return {"所在人群": AudienceMember.objects.of(source_id).count()}

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        places = give_places(source_id=source_id, target_id=target_id, at=at)
        return {"source_id": source_id, "target_id": target_id, **places}

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        take_places_back(source_id=journal["source_id"], target_id=journal["target_id"], journal=dict(journal), at=at)

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        return {"所在人群": [audience.name for audience in audiences_of(member_id)]}

    def erase(self, *, member_id: int, at: datetime) -> None:
        leave_all(member_id=member_id, at=at)

    def blocks(self, *, member_id: int) -> list[str]:
        return []

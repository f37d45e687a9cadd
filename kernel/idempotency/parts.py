"""What the room has of a member, for the port `accounts.parts`: the keys of recent requests."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kernel.idempotency.models import Claim


class IdempotencyPart:
    name = "kernel.idempotency"
    may_move_again = True

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        """Nothing that people would count."""
        return {}

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        """Hand the keys over: a request repeated after the merge finds its first answer, or its lease.

        A key that both have used stays where it is; it is forgotten within a day.
        """
        taken = Claim.objects.filter(caller=caller(target_id)).values("key")
        mine = Claim.objects.select_for_update().filter(caller=caller(source_id)).exclude(key__in=taken)
        ids = list(mine.order_by("id").values_list("pk", flat=True))
        Claim.objects.filter(pk__in=ids).update(caller=caller(target_id))
        return {"source_id": source_id, "ids": ids}

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        """Give the keys back as far as they are still kept."""
        Claim.objects.filter(pk__in=journal["ids"]).update(caller=caller(journal["source_id"]))

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        """Nothing about the member: answers repeat what other rooms tell."""
        return {}

    def erase(self, *, member_id: int, at: datetime) -> None:
        """Forget the answers, which quote addresses and names."""
        Claim.objects.filter(caller=caller(member_id)).delete()

    def blocks(self, *, member_id: int) -> list[str]:
        """Nothing stands against it."""
        return []

    def traces(self, *, member_id: int) -> list[str]:
        """Say what an erased member has left behind."""
        return ["接口应答"] if Claim.objects.filter(caller=caller(member_id)).exists() else []


def caller(member_id: int) -> str:
    """Return the caller's name, as `kernel.web.callers.caller_of` gives it."""
    return f"member:{member_id}"

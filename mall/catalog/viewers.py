"""Who looks at the catalogue. What is asked of the database is asked once, and only where something hangs on it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from members.accounts.models import Member
from members.audiences.selectors import audience_ids_of
from members.tiers.models import Tier
from members.tiers.selectors.prices import rungs_of


@dataclass
class Viewer:
    """A member, or with None a visitor nobody has seen before, at a moment."""

    member_id: int | None
    at: datetime

    @classmethod
    def of(cls, member: Member | None, *, at: datetime) -> "Viewer":
        """Return the viewer that a request's caller is."""
        return cls(member.pk if member is not None else None, at)

    @cached_property
    def audience_ids(self) -> frozenset[int]:
        """The audiences the member is in: one query."""
        return audience_ids_of(self.member_id) if self.member_id is not None else frozenset()

    @cached_property
    def is_newcomer(self) -> bool:
        """Nothing paid yet (rules 2.9); a visitor may become one. One query."""
        if self.member_id is None:
            return True
        return Member.objects.filter(pk=self.member_id, first_paid_at=None).exists()

    @cached_property
    def rungs(self) -> tuple[Tier, ...]:
        """The member's tier and paid card: one query."""
        return tuple(rung for rung in rungs_of(self.member_id, at=self.at) if rung) if self.member_id else ()

    @property
    def early(self) -> timedelta:
        """How long before its time the member sees what is scheduled."""
        return timedelta(minutes=max((rung.early_access_minutes for rung in self.rungs), default=0))

    @property
    def sees_exclusive(self) -> bool:
        return any(rung.sees_exclusive for rung in self.rungs)

    @property
    def threshold(self) -> int:
        """How high the member stands on the ladder; -1 for nobody."""
        return max((rung.threshold for rung in self.rungs if rung.ladder == "growth"), default=-1)


def anybody(at: datetime) -> Viewer:
    """Return the visitor nobody has seen before."""
    return Viewer(None, at)

"""What happened to tiers and cards."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TierChanged(Fact):
    """A member went up or down the ladder. `before` and `after` are codes of tiers, `event_id` the line of history."""

    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "会员等级变更"
    member_id: int
    before: str
    after: str
    event_id: int


@dataclass(frozen=True, kw_only=True)
class TierLossAnnounced(Fact):
    """A member's growth value is too low for their tier; they keep it for the notice period."""

    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "会员降级预告"
    member_id: int
    event_id: int


@dataclass(frozen=True, kw_only=True)
class MembershipOpened(Fact):
    """A paid membership begins, or is added to one that runs."""

    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "付费会员开通"
    member_id: int
    membership_id: int


@dataclass(frozen=True, kw_only=True)
class MembershipEnded(Fact):
    """A paid membership ran out or was taken back; the member may have another."""

    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "付费会员结束"
    member_id: int
    membership_id: int

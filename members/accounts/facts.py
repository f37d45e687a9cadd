"""What happened to members."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Fact):
    """Somebody signed in for the first time. `scene` and `visitor_id` are the client's opaque codes, or empty."""

    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "会员加入"
    member_id: int
    scene: str
    visitor_id: str


@dataclass(frozen=True, kw_only=True)
class ProfileCompleted(Fact):
    """A member's picture, gender and birthday are known; told again with every later change."""

    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "完善资料"
    member_id: int


@dataclass(frozen=True, kw_only=True)
class PhoneBound(Fact):
    """A member has given a phone number, the first or another one."""

    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "绑定手机号"
    member_id: int


@dataclass(frozen=True, kw_only=True)
class MembersMerged(Fact):
    """Two members were found to be one: the source is the target from now on, and everything moved."""

    aggregate: ClassVar[str] = "target_id"
    label: ClassVar[str] = "会员合并"
    case_id: int
    source_id: int
    target_id: int


@dataclass(frozen=True, kw_only=True)
class MembersParted(Fact):
    """A merge was undone: the source is a member of its own again."""

    aggregate: ClassVar[str] = "target_id"
    label: ClassVar[str] = "撤销会员合并"
    case_id: int
    source_id: int
    target_id: int

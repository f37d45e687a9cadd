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
class PhoneBound(Fact):
    """A member has given a phone number, the first or another one."""

    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "绑定手机号"
    member_id: int

"""What happened to members' personal data."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class DataExportRequested(Fact):
    """A member wants a copy of everything the shop knows."""

    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "申请个人信息副本"
    export_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class ConsentChanged(Fact):
    """A member has agreed to a purpose, or taken it back."""

    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "授权变更"
    member_id: int
    purpose: str
    is_granted: bool


@dataclass(frozen=True, kw_only=True)
class PersonalDataErased(Fact):
    """A member is gone: no room keeps an identifier."""

    aggregate: ClassVar[str] = "member_id"
    label: ClassVar[str] = "会员注销"
    member_id: int

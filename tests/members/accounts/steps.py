"""The steps of a merge, and a room above that says what it is told to say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kernel import clock
from kernel.audit.actors import Actor
from kernel.crypto import encrypt
from members.accounts import phones, services
from members.accounts.models import Member, MergeCase

STELLA = Actor.operator(1)


@dataclass
class FakePart:
    name: str = "mall.fake"
    says: list[str] = field(default_factory=list)
    says_of_erasure: list[str] = field(default_factory=list)
    refuses_move: Exception | None = None
    refuses_undo: Exception | None = None
    calls: list[str] = field(default_factory=list)

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        return {}

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        self.calls.append("move")
        if self.refuses_move:
            raise self.refuses_move
        return {}

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        self.calls.append("undo")
        if self.refuses_undo:
            raise self.refuses_undo

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        return {"别的业务": member_id}

    def erase(self, *, member_id: int, at: datetime) -> None:
        self.calls.append("erase")

    def blocks(self, *, member_id: int) -> list[str]:
        return self.says

    def erasure_blocks(self, *, member_id: int) -> list[str]:
        return self.says_of_erasure


def with_phone(member: Member, phone: str) -> Member:
    member.phone_cipher, member.phone_digest = encrypt(phone), phones.digest(phone)
    member.save(update_fields=["phone_cipher", "phone_digest"])
    return member


def merged(source: Member, target: Member, at: datetime | None = None) -> MergeCase:
    """Merge two members as an operator does."""
    moment = at or clock.now()
    case = services.propose_merge(
        source_id=source.pk, target_id=target.pk, evidence="operator", note="", actor=STELLA, at=moment
    )
    return services.confirm_merge(case_id=case.pk, actor=STELLA, at=moment)


def undone(case: MergeCase, at: datetime | None = None) -> MergeCase:
    return services.undo_merge(case_id=case.pk, reason="两个人", actor=STELLA, at=at or clock.now())

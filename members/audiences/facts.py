"""What happened to audiences."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AudienceChanged(Fact):
    """Members came into an audience or left it: how many of each."""

    aggregate: ClassVar[str] = "audience_id"
    label: ClassVar[str] = "人群变化"
    audience_id: int
    added: int
    removed: int

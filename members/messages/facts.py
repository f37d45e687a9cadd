"""What happened to messages."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class DeliveryQueued(Fact):
    """A message is to go out by a channel; the channel has not been asked yet."""

    aggregate: ClassVar[str] = "delivery_id"
    label: ClassVar[str] = "消息待发送"
    delivery_id: int

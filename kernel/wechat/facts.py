"""What happened between WeChat and the shop."""

from dataclasses import dataclass
from typing import ClassVar

from kernel.outbox.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PushReceived(Fact):
    """WeChat pushed a message that was not seen before. `event` is WeChat's own name, e.g. `wxa_media_check`."""

    aggregate: ClassVar[str] = "receipt_id"
    label: ClassVar[str] = "收到微信推送"
    receipt_id: int
    event: str

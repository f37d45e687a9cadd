"""How handing a message to a channel may end."""

from dataclasses import dataclass
from enum import Enum


class Result(Enum):
    """`BUSY`: surely not sent, worth another try. `UNKNOWN`: no answer that tells whether it was sent."""

    SENT = "sent"
    NO_QUOTA = "no_quota"
    REFUSED = "refused"
    BUSY = "busy"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    """The result, the channel's own word for it, and its id of the message where it gave one."""

    result: Result
    error: str = ""
    channel_id: str = ""

"""How far one period of a task is, and the one table of legal moves; `docs/states.md` is drawn from it."""

from typing import Final

from django.db import models


class State(models.TextChoices):
    RUNNING = "running", "进行中"
    COMPLETED = "completed", "待领取"
    CLAIMED = "claimed", "已领取"
    EXPIRED = "expired", "逾期未领"


# from -> to: what brings it about. A move that is not here does not exist.
TRANSITIONS: Final[dict[State, dict[State, str]]] = {
    State.RUNNING: {State.COMPLETED: "达到目标"},
    State.COMPLETED: {State.CLAIMED: "会员领取或自动发放", State.EXPIRED: "过了领取期限"},
    State.CLAIMED: {},
    State.EXPIRED: {},
}
# The target was reached.
REACHED: Final = (State.COMPLETED, State.CLAIMED, State.EXPIRED)

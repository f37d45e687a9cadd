"""Port `tasks.rewards`: what a task can give. `config/ports.py` fills it; designers offer what is registered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class Reward(Protocol):
    """A kind of reward: `label` and `unit` are what operators and members read (`积分`, `分`)."""

    kind: str
    label: str
    unit: str

    def grant(self, *, member_id: int, amount: int, key: str, reference: str, at: datetime) -> None:
        """Give `amount` to the member, once per key, in the caller's transaction."""


_rewards: dict[str, Reward] = {}


class UnknownReward(LookupError):
    """A task promises a kind of reward that nobody stands behind."""


def register_reward(reward: Reward) -> None:
    """Put a kind of reward behind the port; a second one under the same kind is a mistake.

    :raises ValueError: the kind is taken.
    """
    if reward.kind in _rewards:
        raise ValueError(f"{reward.kind} stands behind tasks.rewards already")
    _rewards[reward.kind] = reward


def reward_of(kind: str) -> Reward:
    """Return what stands behind a kind.

    :raises UnknownReward: nothing does.
    """
    try:
        return _rewards[kind]
    except KeyError:
        raise UnknownReward(kind) from None


def reward_kinds() -> list[Reward]:
    """Return every registered kind, in the order of registration."""
    return list(_rewards.values())


@dataclass(frozen=True)
class Promise:
    """So much of a reward, and how members read it: `补签卡 1 张`."""

    kind: str
    amount: int
    text: str


def promise(kind: str, amount: int) -> Promise:
    """Return a reward in words; a kind that nobody stands behind any more keeps its code."""
    reward = _rewards.get(kind)
    return Promise(kind, amount, f"{reward.label} {amount} {reward.unit}" if reward else f"{kind} {amount}")

"""What may be done with tasks and check-ins."""

from members.tasks.services.check_ins import AlreadyCheckedIn, check_in
from members.tasks.services.claiming import (
    NothingToClaim,
    RewardExpired,
    RewardTaken,
    TaskNotCompleted,
    claim,
)
from members.tasks.services.expiring import expire_unclaimed
from members.tasks.services.making_up import (
    MakeUpCardsNotSold,
    MakeUpLimitReached,
    MakeUpNotPossible,
    NoMakeUpCard,
    buy_card,
    grant_cards,
    make_up,
)
from members.tasks.services.marks import DeviceRequired, RewardTakenElsewhere, digest_of_device
from members.tasks.services.recording import record_progress
from members.tasks.services.seeding import seed_tasks

__all__ = [
    "AlreadyCheckedIn",
    "DeviceRequired",
    "MakeUpCardsNotSold",
    "MakeUpLimitReached",
    "MakeUpNotPossible",
    "NoMakeUpCard",
    "NothingToClaim",
    "RewardExpired",
    "RewardTaken",
    "RewardTakenElsewhere",
    "TaskNotCompleted",
    "buy_card",
    "check_in",
    "claim",
    "digest_of_device",
    "expire_unclaimed",
    "grant_cards",
    "make_up",
    "record_progress",
    "seed_tasks",
]

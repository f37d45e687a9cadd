"""The tasks that a shop begins with. Operators change them as they like; a code that is there is left alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from members.tasks.models import Event, Task, TaskReward

KIND: Final = Task.Kind


@dataclass(frozen=True)
class Preset:
    """A definition: fields of `Task`, and amounts by kind of reward."""

    code: str
    name: str
    kind: str
    event: str
    rewards: Mapping[str, int]
    target: int = 1
    description: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


OFF: Final = {"is_on": False}
BY_ITSELF: Final = {"needs_claim": False}
PRESETS: Final = (
    Preset("complete_profile", "完善资料", KIND.NEWCOMER, Event.PROFILE_COMPLETED, {"points": 20},
           description="填写头像、昵称、性别与生日", fields={"page": "pages/me/profile"}),
    Preset("first_order", "完成首单", KIND.NEWCOMER, Event.FIRST_ORDER, {"points": 100, "growth": 50},
           description="首个订单确认收货并过售后期", fields={"page": "pages/home/index"}),
    Preset("bind_phone", "绑定手机号", KIND.ONE_OFF, Event.PHONE_BOUND, {"points": 20},
           description="一键绑定微信手机号", fields={"page": "pages/me/phone"}),
    Preset("daily_check_in", "每日签到", KIND.DAILY, Event.CHECK_IN, {"points": 5},
           description="每天签到一次", fields=BY_ITSELF),
    # Their sources come with later rooms.
    Preset("daily_browse", "浏览 3 件商品", KIND.DAILY, Event.BROWSE, {"points": 3}, target=3,
           description="每天浏览 3 件商品", fields={**OFF, "most_per_day": 3}),
    Preset("daily_share", "分享带来好友", KIND.DAILY, Event.SHARE_VISIT, {"points": 10},
           description="好友通过你的分享到店", fields=OFF),
    Preset("weekly_orders", "每周完成 2 单", KIND.WEEKLY, Event.ORDER_COMPLETED, {"points": 30, "make_up_card": 1},
           target=2, description="一周内完成 2 个订单", fields={"page": "pages/home/index"}),
    Preset("streak_7", "连续签到 7 天", KIND.STREAK, Event.CHECK_IN, {"points": 20}, target=7,
           description="连续签到 7 天", fields=BY_ITSELF),
    Preset("streak_30", "连续签到 30 天", KIND.STREAK, Event.CHECK_IN, {"points": 100, "make_up_card": 1}, target=30,
           description="连续签到 30 天", fields=BY_ITSELF),
)  # fmt: skip


@transaction.atomic
def seed_tasks(*, at: datetime) -> int:
    """Make the tasks that are missing, running from `at`; return how many."""
    known = set(Task.objects.values_list("code", flat=True))
    missing = [(position, preset) for position, preset in enumerate(PRESETS, 1) if preset.code not in known]
    for position, preset in missing:
        task = Task.objects.create(
            code=preset.code,
            name=preset.name,
            kind=preset.kind,
            event=preset.event,
            target=preset.target,
            description=preset.description,
            starts_at=at,
            position=position * 10,
            **{"is_on": True, **preset.fields},
        )
        TaskReward.objects.bulk_create(
            TaskReward(task=task, kind=kind, amount=amount) for kind, amount in preset.rewards.items()
        )
    return len(missing)

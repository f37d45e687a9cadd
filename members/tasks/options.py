"""What operators may set about tasks and check-ins."""

from kernel.options.registry import flag, whole

MAKE_UP_DAYS = whole(
    "members.tasks.make_up_days",
    "补签最远（天）",
    default=7,
    minimum=0,
    maximum=60,
    help="只能补最近几天的签到；0 为关闭",
)
MAKE_UP_PER_MONTH = whole("members.tasks.make_up_per_month", "每月最多补签（次）", default=3, minimum=0, maximum=31)
MAKE_UP_CARD_DAYS = whole(
    "members.tasks.make_up_card_days", "补签卡有效期（天）", default=90, minimum=0, maximum=3650, help="0 为长期有效"
)
MAKE_UP_CARD_POINTS = whole(
    "members.tasks.make_up_card_points",
    "补签卡售价（积分）",
    default=50,
    minimum=0,
    maximum=1_000_000,
    help="会员用积分兑换补签卡；0 为不出售",
)
NEEDS_DEVICE = flag(
    "members.tasks.needs_device",
    "签到与领奖必须带设备标识",
    default=False,
    help="开启后，请求缺少 X-Device-Id 时拒绝，防止用多个账号反复领奖",
)

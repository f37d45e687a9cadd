"""What operators may set about messages."""

from kernel.options.registry import whole

QUIET_FROM = whole(
    "members.messages.quiet_from",
    "安静时段开始（点）",
    default=22,
    maximum=23,
    help="北京时间；与结束相同表示不设安静时段。紧急消息不受限制",
)
QUIET_UNTIL = whole("members.messages.quiet_until", "安静时段结束（点）", default=8, maximum=23)
DAILY_CAP = whole(
    "members.messages.daily_cap",
    "每位会员每天最多推送（条）",
    default=5,
    maximum=100,
    help="微信与短信合计，只限可关闭的消息；0 为不限",
)

"""What operators may set about tiers and paid membership; the ladder itself is data, edited as a whole."""

from kernel.options.registry import whole

WINDOW_DAYS = whole(
    "members.tiers.window_days",
    "成长值有效期（天）",
    default=365,
    minimum=1,
    maximum=3650,
    help="只有最近这些天计入的成长值决定等级；修改后十分钟内重新评定",
)
NOTICE_DAYS = whole(
    "members.tiers.notice_days",
    "降级提前通知（天）",
    default=30,
    minimum=1,
    maximum=365,
    help="成长值不足时先通知会员，过了这些天仍不足才降级",
)
KEEP_DAYS = whole(
    "members.tiers.keep_days",
    "升级后至少保留（天）",
    default=0,
    minimum=0,
    maximum=3650,
    help="升级当天起的天数，期间不降级；0 表示只按通知期",
)
REMIND_DAYS = whole(
    "members.tiers.remind_days",
    "付费会员到期提醒（天）",
    default=7,
    minimum=1,
    maximum=60,
    help="到期前这些天提醒续费，每张卡提醒一次",
)

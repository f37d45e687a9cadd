"""What operators may set about members."""

from kernel.options.registry import choice, whole

MERGE_UNDO_DAYS = whole(
    "members.accounts.merge_undo_days",
    "会员合并可撤销（天）",
    default=30,
    minimum=0,
    maximum=365,
    help="合并后多少天内可以撤销；以合并时的设置为准",
)
MERGE_BY_PHONE = choice(
    "members.accounts.merge_by_phone",
    "同一手机号的两个会员",
    default="auto",
    choices=(("auto", "自动合并"), ("ask", "运营确认后合并"), ("never", "不合并，提示手机号已被绑定")),
    help="会员通过微信验证了另一会员已绑定的手机号时如何处理",
)
MERGE_BY_PHONE_SEEN_DAYS = whole(
    "members.accounts.merge_by_phone_seen_days",
    "手机号自动合并：对方最近登录（天）",
    default=180,
    minimum=0,
    maximum=3650,
    help="对方超过这么多天没有登录时不自动合并，转运营确认：号码可能已换了主人；0 为不限",
)

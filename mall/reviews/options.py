"""What operators may set about reviews."""

from kernel.options.registry import flag, whole

REVIEW_WITHIN_DAYS = whole(
    "mall.reviews.review_within_days",
    "可评价天数",
    default=60,
    minimum=1,
    maximum=365,
    help="收货后多少天内可以评价",
)
FOLLOW_UP_WITHIN_DAYS = whole(
    "mall.reviews.follow_up_within_days",
    "可追评天数",
    default=180,
    minimum=0,
    maximum=730,
    help="评价后多少天内可以追评一次，0 表示不开放追评",
)
MIN_CHARS = whole("mall.reviews.min_chars", "评价最少字数", default=0, minimum=0, maximum=100, help="0 表示可以只打分")
PUBLISHES_ITSELF = flag(
    "mall.reviews.publishes_itself",
    "检测通过后自动发布",
    default=True,
    help="关闭后，内容检测通过的评价也由运营审核",
)
REJECTS_ITSELF = flag(
    "mall.reviews.rejects_itself", "检测违规时自动驳回", default=True, help="关闭后，检测违规的评价由运营审核"
)
REMIND_AFTER_DAYS = whole(
    "mall.reviews.remind_after_days",
    "收货几天后提醒评价",
    default=3,
    minimum=0,
    maximum=30,
    help="0 表示不提醒",
)

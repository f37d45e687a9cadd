"""What operators may set about orders."""

from kernel.options.registry import whole

PAY_WITHIN_MINUTES = whole(
    "mall.orders.pay_within_minutes",
    "付款时限（分钟）",
    default=30,
    minimum=1,
    maximum=1440,
    help="超时未付的订单自动取消",
)
RECEIVE_AFTER_DAYS = whole(
    "mall.orders.receive_after_days",
    "自动收货（天）",
    default=10,
    minimum=1,
    maximum=60,
    help="最后一个包裹发出后的天数",
)
EXTEND_BY_DAYS = whole(
    "mall.orders.extend_by_days", "延长收货（天）", default=7, minimum=1, maximum=30, help="会员可延长一次"
)
COMPLETE_AFTER_DAYS = whole(
    "mall.orders.complete_after_days",
    "自动完成（天）",
    default=7,
    minimum=1,
    maximum=60,
    help="收货后的天数，期间可申请售后",
)
GOODWILL_WITHIN_DAYS = whole(
    "mall.orders.goodwill_within_days", "完成后可退款（天）", default=365, minimum=0, maximum=365, help="仅限运营发起"
)

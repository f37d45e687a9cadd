"""What operators may set about plans and top-ups."""

from kernel.options.registry import whole

PAY_WITHIN_MINUTES = whole(
    "mall.plans.pay_within_minutes",
    "开通会员与充值付款时限（分钟）",
    default=15,
    minimum=1,
    maximum=1440,
    help="超时未付的开通或充值订单自动取消",
)

"""What operators may set about the points mall."""

from kernel.options.registry import whole

PAY_WITHIN_MINUTES = whole(
    "mall.pointsmall.pay_within_minutes",
    "积分兑换付款时限（分钟）",
    default=15,
    minimum=1,
    maximum=1440,
    help="积分加钱的兑换，超时未付自动取消并退回积分",
)

"""What operators may set about what buying earns; points per yuan stand with points, multipliers with tiers."""

from kernel.options.registry import choice, whole

GROWTH_PER_YUAN = whole(
    "mall.rewards.growth_per_yuan",
    "购物获得成长值（每实付 1 元）",
    default=1,
    maximum=1000,
    help="按每行实付金额计算，向下取整；0 表示购物不送成长值",
)
MULTIPLIERS = choice(
    "mall.rewards.multipliers",
    "等级倍率与活动倍率",
    default="highest",
    choices=(("highest", "取较高者"), ("multiplied", "相乘")),
    help="生日倍率与等级倍率始终取较高者",
)
REVIEW_POINTS = whole(
    "mall.rewards.review_points",
    "评价奖励积分",
    default=10,
    maximum=100_000,
    help="每个订单商品的评价首次发布时发放，不论好评差评；0 为不奖励",
)

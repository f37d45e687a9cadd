"""What operators may set about points: how they are earned and spent, how long they last, who signs for them."""

from typing import Final

from kernel.options.registry import flag, whole

EARN_POINTS_PER_YUAN = whole(
    "members.points.earn_points_per_yuan",
    "购物获得积分（每实付 1 元）",
    default=1,
    maximum=1000,
    help="按实付金额计算，向下取整；0 表示购物不送积分",
)
BIRTHDAY_MULTIPLIER_BPS = whole(
    "members.points.birthday_multiplier_bps",
    "生日当天积分倍率（基点）",
    default=20_000,
    minimum=10_000,
    maximum=100_000,
    help="10000 为 1 倍；生日当天确认的订单按此倍率获得积分，与等级倍率取高者",
)
DEDUCT_CAP_BPS = whole(
    "members.points.deduct_cap_bps",
    "积分抵扣上限（商品金额的基点）",
    default=5000,
    maximum=10_000,
    help="10000 为可全额抵扣；0 表示不可抵扣",
)
DEDUCT_MAX_FEN = whole(
    "members.points.deduct_max_fen",
    "每单积分抵扣上限（分）",
    default=20_000,
    maximum=10**9,
    help="0 表示不限",
)
POINTS_PER_FEN_BPS = whole(
    "members.points.points_per_fen_bps",
    "抵扣比例（每分钱所需积分，基点）",
    default=10_000,
    minimum=1,
    maximum=10**8,
    help="10000 表示 1 积分抵 1 分钱",
)
LOT_MONTHS = whole(
    "members.points.lot_months",
    "积分有效期（月）",
    default=12,
    minimum=1,
    maximum=120,
    help="到期月月底失效；只影响之后发放的积分",
)
RETURN_DAYS = whole(
    "members.points.return_days",
    "退回已过期积分的有效期（天）",
    default=30,
    minimum=1,
    maximum=365,
    help="订单退款退回的积分若原有效期已过，按此重新计算",
)
IS_DEBT_ALLOWED = flag(
    "members.points.is_debt_allowed",
    "收回已用积分时允许欠分",
    default=True,
    help="关闭时只收回现有积分，不足部分不再追回",
)
ADJUST_LIMIT = whole(
    "members.points.adjust_limit",
    "单次调整免复核上限（积分）",
    default=5000,
    help="超过时须由另一位员工复核",
)
IMPORT_LIMIT = whole(
    "members.points.import_limit",
    "批量发放免复核上限（合计积分）",
    default=20_000,
    help="超过时须由另一位员工复核",
)

# Members hear of points that end this many days ahead (rules 10.1), nearest last.
ANNOUNCED_DAYS: Final = (30, 7)

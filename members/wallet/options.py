"""What operators may set about the wallet."""

from kernel.options.registry import choice, fen, whole
from members.wallet.shapes import BONUS_FIRST, PRINCIPAL_FIRST, PROPORTIONAL

SPENDING_ORDER = choice(
    "members.wallet.spending_order",
    "余额支付先用",
    default=PRINCIPAL_FIRST,
    choices=((PRINCIPAL_FIRST, "先用本金"), (BONUS_FIRST, "先用赠金"), (PROPORTIONAL, "按比例同时用")),
    help="只影响之后的付款",
)
RETURN_ORDER = choice(
    "members.wallet.return_order",
    "余额退款先退",
    default=PROPORTIONAL,
    choices=((PROPORTIONAL, "按支付时的比例"), (PRINCIPAL_FIRST, "先退本金"), (BONUS_FIRST, "先退赠金")),
    help="部分退款时本金与赠金如何退回；全部退完时总与支付时一致",
)
ADJUST_ALONE_MAX_FEN = fen(
    "members.wallet.adjust_alone_max_fen",
    "单人调整限额（元）",
    default=20_000,
    help="一名员工一天内调整余额的合计超过此额，须由另一位员工审批",
)
ISSUE_ALONE_MAX_FEN = fen(
    "members.wallet.issue_alone_max_fen",
    "单人制卡限额（元）",
    default=500_000,
    help="一批礼品卡的总面值超过此额，须由建批次以外的员工生成卡密",
)
MEMBER_GUESSES = whole(
    "members.wallet.member_guesses",
    "会员输错卡密次数",
    default=5,
    minimum=1,
    maximum=100,
    help="一个时段内输错这么多次后，该会员暂停兑换；屡次输错，暂停时间加倍",
)
ADDRESS_GUESSES = whole(
    "members.wallet.address_guesses",
    "同一网络输错卡密次数",
    default=30,
    minimum=1,
    maximum=10_000,
    help="一个时段内同一网络地址输错这么多次后，该地址暂停兑换",
)
SHOP_GUESSES = whole(
    "members.wallet.shop_guesses",
    "全店输错卡密次数",
    default=200,
    minimum=1,
    maximum=1_000_000,
    help="一个时段内全店输错这么多次后，本时段只有买过东西的会员还能兑换，每人一次机会",
)
GUESS_WINDOW_MINUTES = whole(
    "members.wallet.guess_window_minutes", "输错卡密计数时段（分钟）", default=60, minimum=1, maximum=1440
)

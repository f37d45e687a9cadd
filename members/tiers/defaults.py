"""The ladder a new shop begins with; operators change it as a whole."""

from typing import Final

from members.tiers.models.ladder import Ladder

# (ladder, code, label, threshold)
LADDER: Final = (
    (Ladder.GROWTH, "normal", "普通会员", 0),
    (Ladder.GROWTH, "silver", "银卡", 1_000),
    (Ladder.GROWTH, "gold", "金卡", 5_000),
    (Ladder.GROWTH, "diamond", "钻石", 20_000),
    (Ladder.VIP, "vip", "付费会员", 0),
)

"""What the points room tells members."""

from typing import Final

from members.messages.ports import MessageKind

PAGE: Final = "pages/points/index"

POINTS_ENDING: Final = MessageKind(
    code="points.ending",
    label="积分即将到期",
    variables={"points": "到期积分", "ends_on": "到期日", "days": "提前天数"},
    title="{points} 积分即将到期",
    body="您有 {points} 积分将于 {ends_on} 到期，请尽快使用。",
    page=PAGE,
    group="points",
    samples={"points": "320", "ends_on": "2026-11-30", "days": "7"},
)
POINTS_ADJUSTED: Final = MessageKind(
    code="points.adjusted",
    label="积分调整",
    variables={"change": "变动积分", "balance": "可用积分"},
    title="积分变动：{change}",
    body="商城为您调整了积分 {change}，当前可用 {balance}。",
    page=PAGE,
    group="points",
    samples={"change": "+100", "balance": "520"},
)

KINDS: Final = (POINTS_ENDING, POINTS_ADJUSTED)

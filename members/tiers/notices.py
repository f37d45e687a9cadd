"""What the room has to say to members."""

from functools import partial
from typing import Final

from members.messages.ports import MessageKind

_of_tier = partial(MessageKind, group="tier", page="pages/tier/index")
_of_card = partial(MessageKind, group="tier", page="pages/vip/index")

TIER_UP: Final = _of_tier(
    code="tiers.up",
    label="等级提升",
    variables={"tier": "现等级", "reason": "原因"},
    title="恭喜升级为{tier}",
    body="您的会员等级已提升为{tier}：{reason}。",
    samples={"tier": "金卡", "reason": "近 365 天成长值 5,200，达到“金卡”所需 5,000"},
)
TIER_LOSS: Final = _of_tier(
    code="tiers.loss",
    label="降级预告",
    variables={"tier": "当前等级", "missing": "还差成长值", "date": "截止日期"},
    title="您的{tier}等级即将到期",
    body="再获得 {missing} 成长值即可保留{tier}；{date} 前未达到将调整等级。",
    is_optional=False,
    samples={"tier": "金卡", "missing": "600", "date": "2026-12-21"},
)
TIER_DOWN: Final = _of_tier(
    code="tiers.down",
    label="等级调整",
    variables={"before": "原等级", "tier": "现等级"},
    title="您的会员等级已调整为{tier}",
    body="成长值不足以保留{before}，等级已调整为{tier}。达到后立即恢复。",
    is_optional=False,
    samples={"before": "金卡", "tier": "银卡"},
)
GIFT: Final = _of_tier(
    code="tiers.gift",
    label="会员礼到账",
    variables={"occasion": "礼遇", "what": "内容"},
    title="{occasion}已到账",
    body="您的{occasion}已到账：{what}。",
    samples={"occasion": "金卡生日礼", "what": "积分 500 分"},
)
CARD_OPENED: Final = _of_card(
    code="tiers.card_opened",
    label="付费会员开通",
    variables={"card": "会员卡", "date": "到期日"},
    title="{card}已开通",
    body="您的{card}已开通，有效期至 {date}。",
    is_optional=False,
    samples={"card": "付费会员", "date": "2026-12-21"},
)
CARD_ENDING: Final = _of_card(
    code="tiers.card_ending",
    label="付费会员到期提醒",
    variables={"card": "会员卡", "date": "到期日", "saved": "已节省"},
    title="您的{card}即将到期",
    body="{card}将于 {date} 到期，已为您节省 {saved}。续费后从到期日起顺延。",
    samples={"card": "付费会员", "date": "2026-12-21", "saved": "¥86.50"},
)

KINDS: Final = (TIER_UP, TIER_LOSS, TIER_DOWN, GIFT, CARD_OPENED, CARD_ENDING)

"""What the wallet tells members."""

from typing import Final

from members.messages.ports import MessageKind

WALLET_CHANGED: Final = MessageKind(
    code="wallet.changed",
    label="余额变动",
    variables={"reason": "变动原因", "amount": "变动金额", "balance": "可用余额", "at": "时间"},
    title="余额变动：{amount}",
    body="{at} {reason}，余额变动 {amount}，可用余额 {balance}。",
    page="pages/wallet/index",
    group="wallet",
    samples={"reason": "消费", "amount": "-¥35.00", "balance": "¥165.00", "at": "2026-11-21 14:03"},
)
GIFT_CARD_REDEEMED: Final = MessageKind(
    code="wallet.gift_card_redeemed",
    label="礼品卡兑换成功",
    variables={"amount": "面值", "balance": "可用余额", "at": "时间"},
    title="礼品卡兑换成功",
    body="{at} 兑换礼品卡 {amount}，可用余额 {balance}。",
    page="pages/wallet/index",
    group="wallet",
    samples={"amount": "¥100.00", "balance": "¥265.00", "at": "2026-11-21 14:03"},
)

KINDS: Final = (WALLET_CHANGED, GIFT_CARD_REDEEMED)

"""The kinds of wallet postings: what the book calls them, what members and operators read."""

from typing import Final

TOP_UP: Final = "wallet.top_up"
GIFT_CARD: Final = "wallet.gift_card"
TAKE_BACK: Final = "wallet.take_back"
SPEND: Final = "wallet.spend"
RETURN: Final = "wallet.return"
ADJUST: Final = "wallet.adjust"
MERGE: Final = "wallet.merge"

LABELS: Final[dict[str, str]] = {
    TOP_UP: "充值",
    GIFT_CARD: "礼品卡兑换",
    TAKE_BACK: "充值退款",
    SPEND: "消费",
    RETURN: "退款退回",
    ADJUST: "人工调整",
    MERGE: "账号合并",
}


def label_of(kind: str) -> str:
    """Return what people read of a kind of posting; postings of other rooms are called a change of balance."""
    return LABELS.get(kind, "余额变动")

"""What is booked, and where: the one table of assets and buckets (rules 9.1).

Amounts are whole numbers: points, growth points, or fen. What a member gains, a counter account of the shop loses, so
every asset adds up to 0 over all its buckets.
"""

from dataclasses import dataclass
from typing import Final

from django.db import models


class Asset(models.TextChoices):
    POINTS = "points", "积分"
    GROWTH = "growth", "成长值"
    WALLET = "wallet", "余额"
    COMMISSION = "commission", "佣金"
    CASH = "cash", "资金"


class OwnerKind(models.TextChoices):
    MEMBER = "member", "会员"
    SHOP = "shop", "商城"


@dataclass(frozen=True)
class Bucket:
    """A kind of account. A guarded one never goes below 0, and only a guarded one can be held from."""

    asset: Asset
    code: str
    label: str
    owner_kind: OwnerKind
    is_guarded: bool


def _member(asset: Asset, code: str, label: str, *, is_guarded: bool = True) -> Bucket:
    return Bucket(asset, code, label, OwnerKind.MEMBER, is_guarded)


def _shop(asset: Asset, code: str, label: str) -> Bucket:
    return Bucket(asset, code, label, OwnerKind.SHOP, is_guarded=False)


BOOK: Final = (
    _member(Asset.POINTS, "pending", "待生效积分"),
    _member(Asset.POINTS, "main", "可用积分"),
    _member(Asset.POINTS, "debt", "欠扣积分", is_guarded=False),  # 0 or below: filled first by new points (rules 10.2)
    _shop(Asset.POINTS, "issued", "积分发放"),
    _shop(Asset.POINTS, "spent", "积分抵扣"),
    _shop(Asset.POINTS, "expired", "积分过期"),
    _member(Asset.GROWTH, "main", "成长值"),
    _shop(Asset.GROWTH, "issued", "成长值发放"),
    _member(Asset.WALLET, "principal", "余额本金"),
    _member(Asset.WALLET, "bonus", "余额赠金"),
    _shop(Asset.WALLET, "issued", "余额发放"),
    _shop(Asset.WALLET, "spent", "余额消费"),
    _member(Asset.COMMISSION, "pending", "待结算佣金"),
    _member(
        Asset.COMMISSION, "available", "可提现佣金", is_guarded=False
    ),  # a reversal may follow a payout (rules 11.4)
    _member(Asset.COMMISSION, "in_payout", "提现中佣金"),
    _shop(Asset.COMMISSION, "earned", "佣金支出"),
    _shop(Asset.COMMISSION, "paid_out", "佣金打款"),
    _shop(Asset.CASH, "wechat", "微信支付账户"),
    _shop(Asset.CASH, "alipay", "支付宝账户"),
    _shop(Asset.CASH, "cod", "货到付款"),
    _shop(Asset.CASH, "offline", "线下资金"),
    _shop(Asset.CASH, "sales", "销售收款"),
)

_BY_PLACE: Final = {(bucket.owner_kind.value, bucket.asset.value, bucket.code): bucket for bucket in BOOK}

# A counter account takes part in every transaction of its asset; spread over rows, those do not queue for one lock.
SHOP_ROWS: Final = 16


def find_bucket(owner_kind: str, asset: str, code: str) -> Bucket | None:
    """Return the declared bucket, or None."""
    return _BY_PLACE.get((owner_kind, asset, code))


# Kinds of postings that a room explains row by row (points: lots, wallet: top-ups and payments). It reverses them, by
# services of its own: a wallet is adjusted with a second person, which a reversal here would go round.
ITEMISED_KINDS: Final = ("points.", "wallet.")

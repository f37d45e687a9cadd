"""Why points move, in the words that members and operators read."""

from typing import Final

from django.db import models


class Cause(models.TextChoices):
    """What an earning or a spend is for. Other rooms may name causes of their own; those read as "其他"."""

    PURCHASE = "purchase", "购物奖励"
    CHECK_IN = "check_in", "签到"
    REVIEW = "review", "评价奖励"
    TASK = "task", "任务奖励"
    BIRTHDAY = "birthday", "生日礼"
    TIER = "tier", "等级权益"
    VIP = "vip", "付费会员权益"
    CAMPAIGN = "campaign", "活动奖励"
    REFERRAL = "referral", "邀请奖励"
    OPERATOR = "operator", "商城调整"
    IMPORT = "import", "批量发放"
    ORDER = "order", "订单抵扣"
    POINTS_MALL = "points_mall", "积分兑换"
    LOTTERY = "lottery", "抽奖"
    DEBT = "debt", "补扣欠分"


# The kind of a ledger transaction of this room is `points.<deed>.<cause>`; deeds are earn, confirm, grant, take_back,
# spend, return, expire, merge.
# These are told by what was done; the others by why.
_BY_DEED: Final = {"expire": "积分过期", "merge": "账号合并"}
_SUFFIX: Final = {"earn": "（待生效）", "take_back": "收回", "return": "退回"}


def posted(deed: str, cause: str = "") -> str:
    """Return the kind of a ledger transaction."""
    return f"points.{deed}.{cause}" if cause else f"points.{deed}"


def cause_label(cause: str) -> str:
    """Return what people read for a cause."""
    return Cause(cause).label if cause in Cause.values else "其他"


def label_of(posted_kind: str) -> str:
    """Return what people read for the kind of a ledger transaction: `points.take_back.purchase` -> 购物奖励收回."""
    _room, _, rest = posted_kind.partition(".")
    deed, _, cause = rest.partition(".")
    return _BY_DEED.get(deed) or f"{cause_label(cause)}{_SUFFIX.get(deed, '')}"

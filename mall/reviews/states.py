"""The states of what a buyer wrote, the review and its follow-up alike, and the one table of legal moves."""

from typing import Final

from django.db import models


class State(models.TextChoices):
    PENDING = "pending", "机器审核中"
    MANUAL = "manual", "待人工审核"
    PUBLISHED = "published", "已发布"
    REJECTED = "rejected", "未通过"
    HIDDEN = "hidden", "已隐藏"


# from -> to: what brings it about. A move that is not here does not exist.
TRANSITIONS: Final[dict[State, dict[State, str]]] = {
    State.PENDING: {
        State.PUBLISHED: "内容检测全部通过，或运营通过",
        State.REJECTED: "内容检测认定违规，或运营驳回",
        State.MANUAL: "内容检测存疑或没有结果",
        State.HIDDEN: "会员注销",
    },
    State.MANUAL: {
        State.PUBLISHED: "运营通过",
        State.REJECTED: "运营驳回",
        State.PENDING: "重新检测",
        State.HIDDEN: "会员注销",
    },
    State.PUBLISHED: {State.HIDDEN: "运营隐藏，或会员注销", State.PENDING: "重新检测"},
    State.REJECTED: {State.PUBLISHED: "运营改判通过", State.PENDING: "重新检测", State.HIDDEN: "会员注销"},
    State.HIDDEN: {State.PUBLISHED: "运营恢复显示", State.PENDING: "重新检测"},
}
# In the hands of the checks or of an operator.
UNDECIDED: Final = (State.PENDING, State.MANUAL)


class Reason(models.TextChoices):
    """Why something was not let through: what the member reads."""

    ADVERTISING = "advertising", "含有广告或联系方式"
    ABUSE = "abuse", "含有辱骂或人身攻击"
    ILLEGAL = "illegal", "含有违法违规内容"
    PRIVACY = "privacy", "泄露个人信息"
    IRRELEVANT = "irrelevant", "与商品无关"
    OTHER = "other", "其他"

"""The states of a delivery, and the one table of its legal moves."""

from typing import Final

from django.db import models


class DeliveryState(models.TextChoices):
    QUEUED = "queued", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "失败"
    SKIPPED = "skipped", "未发送"


class Reason(models.TextChoices):
    """Why a delivery was not sent, or not yet."""

    NONE = "", "—"
    QUIET = "quiet", "安静时段，延后"
    BUSY = "busy", "渠道繁忙，稍后再试"
    MUTED = "muted", "会员已关闭此类通知"
    DAILY_CAP = "daily_cap", "当天通知已达上限"
    NO_QUOTA = "no_quota", "没有可用的订阅次数"
    NO_OPENID = "no_openid", "会员未使用小程序"
    NO_PHONE = "no_phone", "会员未绑定手机号"
    CHANNEL_OFF = "channel_off", "渠道或模板已停用"
    MEMBER_GONE = "member_gone", "会员已注销或停用"
    UNFIT = "unfit", "内容不合渠道要求"
    REFUSED = "refused", "渠道拒绝"
    UNKNOWN = "unknown", "渠道没有答复，是否送达不明"


# from -> to: what brings it about. A move that is not here does not exist.
DELIVERY_TRANSITIONS: Final[dict[DeliveryState, dict[DeliveryState, str]]] = {
    DeliveryState.QUEUED: {
        DeliveryState.SENDING: "轮到发送",
        DeliveryState.SKIPPED: "会员关闭、次数不足、无法触达",
        DeliveryState.FAILED: "内容不合渠道要求",
    },
    DeliveryState.SENDING: {
        DeliveryState.SENT: "渠道受理",
        DeliveryState.QUEUED: "未送出，稍后再试",
        DeliveryState.SKIPPED: "渠道告知没有订阅次数",
        DeliveryState.FAILED: "渠道拒绝，或没有答复",
    },
    DeliveryState.SENT: {DeliveryState.FAILED: "渠道事后告知未送达"},
    DeliveryState.FAILED: {DeliveryState.QUEUED: "运营重发"},
    DeliveryState.SKIPPED: {DeliveryState.QUEUED: "运营重发"},
}

ENDED: Final = (DeliveryState.SENT.value, DeliveryState.FAILED.value, DeliveryState.SKIPPED.value)

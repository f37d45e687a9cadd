"""What all wallets together did on a day."""

from django.db import models
from django.db.models import F, Q


class WalletDay(models.Model):
    """The total of all members' wallets on a Shanghai date: what was there, what moved, what is left; in fen."""

    day = models.DateField("日期", unique=True)
    opening_fen = models.BigIntegerField("期初")
    topped_up_fen = models.BigIntegerField("充值", default=0)
    gift_cards_fen = models.BigIntegerField("礼品卡", default=0)
    taken_back_fen = models.BigIntegerField("充值退款", default=0)
    spent_fen = models.BigIntegerField("消费", default=0)
    returned_fen = models.BigIntegerField("退回", default=0)
    # Signed: by hand, and whatever else was posted.
    adjusted_fen = models.BigIntegerField("调整", default=0)
    closing_fen = models.BigIntegerField("期末")
    closing_principal_fen = models.BigIntegerField("期末本金")
    counted_at = models.DateTimeField("统计时间")

    class Meta:
        verbose_name = verbose_name_plural = "余额日报"
        constraints = [
            models.CheckConstraint(
                name="wallet_day_adds_up",
                condition=Q(
                    closing_fen=F("opening_fen")
                    + F("topped_up_fen")
                    + F("gift_cards_fen")
                    - F("taken_back_fen")
                    - F("spent_fen")
                    + F("returned_fen")
                    + F("adjusted_fen")
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"

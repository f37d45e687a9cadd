"""Gift cards: batches, cards known only by the digest of their code, and who has guessed wrong how often."""

from django.db import models
from django.db.models import Q

from kernel.staff.models import Operator
from members.accounts.models import Member
from members.wallet.states import CardState

MOST_CARDS = 10_000
LARGEST_FACE_FEN = 500_000


class GiftCardBatch(models.Model):
    """Cards of one face value, made together. Their codes are shown once, when they are issued."""

    class Into(models.TextChoices):
        PRINCIPAL = "principal", "本金（售出的储值卡）"
        BONUS = "bonus", "赠金（赠送的礼品卡）"

    title = models.CharField("名称", max_length=60)
    count = models.PositiveIntegerField("张数")
    face_fen = models.BigIntegerField("面值")
    into = models.CharField("存入", max_length=10, choices=Into, default=Into.PRINCIPAL)
    expires_on = models.DateField("有效期至", help_text="当天仍可兑换")
    note = models.CharField("备注", max_length=200, blank=True)
    made_at = models.DateTimeField("建立时间")
    made_by = models.ForeignKey(Operator, models.PROTECT, related_name="+", verbose_name="建立人")
    issued_at = models.DateTimeField("制卡时间", null=True)
    issued_by = models.ForeignKey(Operator, models.PROTECT, null=True, related_name="+", verbose_name="制卡人")
    voided_at = models.DateTimeField("作废时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "礼品卡批次"
        permissions = [("issue_giftcardbatch", "生成礼品卡卡密"), ("void_giftcardbatch", "作废礼品卡批次")]
        constraints = [
            models.CheckConstraint(name="wallet_batch_count_sane", condition=Q(count__gte=1, count__lte=MOST_CARDS)),
            models.CheckConstraint(
                name="wallet_batch_face_sane", condition=Q(face_fen__gte=1, face_fen__lte=LARGEST_FACE_FEN)
            ),
            models.CheckConstraint(
                name="wallet_batch_issued_whole",
                condition=Q(issued_at=None, issued_by=None) | Q(issued_at__isnull=False, issued_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def total_fen(self) -> int:
        return self.count * self.face_fen


class GiftCard(models.Model):
    """A card. Its code is nowhere: `digest` is keyed, `tail` tells cards apart on the phone with a customer."""

    batch = models.ForeignKey(GiftCardBatch, models.PROTECT, related_name="cards", verbose_name="批次")
    digest = models.CharField("卡密摘要", max_length=64, unique=True)
    tail = models.CharField("卡密后四位", max_length=4)
    state = models.CharField("状态", max_length=10, choices=CardState, default=CardState.ISSUED)
    expires_at = models.DateTimeField("到期时间")
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="gift_cards", verbose_name="兑换会员")
    redeemed_at = models.DateTimeField("兑换时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "礼品卡"
        permissions = [("void_giftcard", "作废礼品卡")]
        indexes = [
            models.Index(fields=["expires_at"], name="wallet_card_to_expire", condition=Q(state="issued")),
            models.Index(fields=["tail"], name="wallet_card_tail"),
        ]
        constraints = [
            models.CheckConstraint(
                name="wallet_card_redeemed_once",
                condition=Q(state="redeemed", member__isnull=False, redeemed_at__isnull=False)
                | Q(state__in=["issued", "void", "expired"], member=None, redeemed_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"礼品卡 …{self.tail}"


class GuessCount(models.Model):
    """Wrong codes of one member, from one address, or in the whole shop, within a window.

    In the database, so that a cache that is down opens no door.
    """

    class Scope(models.TextChoices):
        SHOP = "shop", "全店"
        MEMBER = "member", "会员"
        ADDRESS = "address", "网络地址"

    scope = models.CharField("范围", max_length=10, choices=Scope)
    # The member's id, the keyed digest of an address, nothing for the shop.
    subject = models.CharField("对象", max_length=64, blank=True)
    window_at = models.DateTimeField("时段开始")
    wrong = models.PositiveIntegerField("输错次数", default=0)
    strikes = models.PositiveSmallIntegerField("锁定次数", default=0)
    locked_until = models.DateTimeField("锁定至", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "卡密输错计数"
        permissions = [("unlock_guesscount", "解除卡密锁定")]
        indexes = [models.Index(fields=["window_at"], name="wallet_guess_window")]
        constraints = [models.UniqueConstraint(fields=["scope", "subject"], name="wallet_guess_once")]

    def __str__(self) -> str:
        return f"{self.get_scope_display()} {self.subject[:8]}".strip()

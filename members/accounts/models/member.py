"""Members and how they are recognised."""

from django.db import models
from django.db.models import F, Q

from kernel.crypto import decrypt
from kernel.media.links import file_url
from members.accounts import phones


class MemberQuerySet(models.QuerySet["Member"]):
    def active(self) -> "MemberQuerySet":
        return self.filter(state=Member.State.ACTIVE)

    def current(self) -> "MemberQuerySet":
        """Leave out those who became somebody else."""
        return self.exclude(state=Member.State.MERGED)

    def with_phone(self, phone: str) -> "MemberQuerySet":
        """Return who has bound this phone.

        :raises ValueError: it is no phone number.
        """
        return self.filter(phone_digest=phones.digest(phone))

    def locked(self) -> "MemberQuerySet":
        """Lock in id order: members stand first in the lock order of the house (rules 4.4).

        Rows that only point to a member, which other transactions write, do not wait for this lock.
        """
        return self.select_for_update(no_key=True).order_by("id")


class Member(models.Model):
    """A customer. No Django user (rules 13.1).

    Without `is_authenticated` on purpose: libraries that record "who changed it" would take the member for an operator.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "正常"
        BANNED = "banned", "已停用"
        MERGED = "merged", "已合并"
        ERASED = "erased", "已注销"

    class Gender(models.TextChoices):
        UNKNOWN = "unknown", "未知"
        MALE = "male", "男"
        FEMALE = "female", "女"

    number = models.CharField("会员号", max_length=20, unique=True)
    nickname = models.CharField("昵称", max_length=32)
    # The file of an upload: its address depends on where files are kept, and lists of members join nothing for it.
    avatar = models.FileField("头像", max_length=200, blank=True)
    gender = models.CharField("性别", max_length=10, choices=Gender, default=Gender.UNKNOWN)
    birthday_on = models.DateField("生日", null=True, blank=True)
    phone_cipher = models.TextField("手机号（加密）", blank=True)
    phone_digest = models.CharField("手机号摘要", max_length=64, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ACTIVE)
    banned_at = models.DateTimeField("停用时间", null=True, blank=True)
    ban_reason = models.CharField("停用原因", max_length=200, blank=True)
    joined_at = models.DateTimeField("注册时间")
    last_seen_at = models.DateTimeField("最近登录")
    first_paid_at = models.DateTimeField("首次支付时间", null=True, blank=True)
    # Who the member became when two were found to be one; their rows are the other's now.
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_members", verbose_name="合并到"
    )
    first_scene = models.CharField("首次来源场景", max_length=64, blank=True)
    first_visitor_id = models.CharField("首次访客标识", max_length=64, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会员"
        permissions = [("ban_member", "停用与恢复会员")]
        indexes = [models.Index(fields=["-joined_at", "-id"], name="accounts_member_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["phone_digest"], condition=~Q(phone_digest=""), name="accounts_member_phone_once"
            ),
            models.CheckConstraint(
                condition=Q(phone_cipher="", phone_digest="") | (~Q(phone_cipher="") & ~Q(phone_digest="")),
                name="accounts_member_phone_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="banned", banned_at__isnull=False) | (~Q(state="banned") & Q(banned_at=None)),
                name="accounts_member_ban_dated",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["active", "banned", "merged", "erased"]), name="accounts_member_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False, phone_digest="")
                | (~Q(state="merged") & Q(merged_into=None)),
                name="accounts_member_merged_into_somebody",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="accounts_member_not_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(birthday_on=None) | Q(birthday_on__gte="1900-01-01"), name="accounts_member_birthday_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nickname}（{self.number[-6:]}）"

    @property
    def phone(self) -> str:
        """Return the bound phone, `13800138000`, or nothing."""
        return decrypt(self.phone_cipher)

    @property
    def avatar_url(self) -> str:
        """Return the absolute address of the avatar, or nothing."""
        return file_url(self.avatar)

    @property
    def has_phone(self) -> bool:
        return bool(self.phone_digest)

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def is_newcomer(self) -> bool:
        """Nothing paid yet, whichever identity was used (rules 2.9)."""
        return self.first_paid_at is None


class Identity(models.Model):
    """How a member is recognised: one row per channel, app and subject. The unique key decides who is who."""

    class Provider(models.TextChoices):
        WECHAT_MINI = "wechat_mini", "微信小程序"
        # Who owns a unionid is a row of its own, so that two apps cannot make two members of one person at once.
        WECHAT_UNION = "wechat_union", "微信开放平台"
        WECHAT_OFFICIAL = "wechat_official", "公众号"
        WECOM = "wecom", "企业微信"
        # A verified phone that stands beside the member's own, kept by its digest.
        PHONE = "phone", "手机号"
        MARKETPLACE = "marketplace", "电商平台买家"
        VISITOR = "visitor", "匿名访客"

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="identities", verbose_name="会员")
    provider = models.CharField("渠道", max_length=20, choices=Provider)
    appid = models.CharField("应用", max_length=64, blank=True)
    subject = models.CharField("标识", max_length=128)
    unionid = models.CharField("unionid", max_length=128, null=True, blank=True)
    session_key_cipher = models.TextField("会话密钥（加密）", blank=True)
    linked_at = models.DateTimeField("关联时间")
    # Of several accounts in one app the one last signed in is in the member's hand: who pays, who is written to.
    seen_at = models.DateTimeField("最近使用", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会员身份"
        indexes = [models.Index(fields=["unionid"], condition=~Q(unionid=None), name="accounts_identity_unionid")]
        constraints = [
            models.UniqueConstraint(fields=["provider", "appid", "subject"], name="accounts_identity_once"),
            models.CheckConstraint(condition=~Q(subject=""), name="accounts_identity_named"),
        ]

    def __str__(self) -> str:
        return f"{self.get_provider_display()} …{self.subject[-6:]}"

"""Who the customer is: members, how they are recognised, where they are signed in, where they want things sent."""

from django.db import models
from django.db.models import Q

from kernel.crypto import decrypt
from kernel.media.links import file_url
from members.accounts import phones


class MemberQuerySet(models.QuerySet["Member"]):
    def active(self) -> "MemberQuerySet":
        return self.filter(state=Member.State.ACTIVE)

    def with_phone(self, phone: str) -> "MemberQuerySet":
        """Return who has bound this phone.

        :raises ValueError: it is no phone number.
        """
        return self.filter(phone_digest=phones.digest(phone))

    def locked(self) -> "MemberQuerySet":
        """Lock in id order: members stand first in the lock order of the house (rules 4.4)."""
        return self.select_for_update().order_by("id")


class Member(models.Model):
    """A customer. No Django user (rules 13.1).

    Without `is_authenticated` on purpose: libraries that record "who changed it" would take the member for an operator.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "正常"
        BANNED = "banned", "已停用"
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
                condition=Q(state__in=["active", "banned", "erased"]), name="accounts_member_state_known"
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

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="identities", verbose_name="会员")
    provider = models.CharField("渠道", max_length=20, choices=Provider)
    appid = models.CharField("应用", max_length=64, blank=True)
    subject = models.CharField("标识", max_length=128)
    unionid = models.CharField("unionid", max_length=128, null=True, blank=True)
    session_key_cipher = models.TextField("会话密钥（加密）", blank=True)
    linked_at = models.DateTimeField("关联时间")

    class Meta:
        verbose_name = verbose_name_plural = "会员身份"
        indexes = [models.Index(fields=["unionid"], condition=~Q(unionid=None), name="accounts_identity_unionid")]
        constraints = [
            models.UniqueConstraint(fields=["provider", "appid", "subject"], name="accounts_identity_once"),
            models.CheckConstraint(condition=~Q(subject=""), name="accounts_identity_named"),
        ]

    def __str__(self) -> str:
        return f"{self.get_provider_display()} …{self.subject[-6:]}"


class SessionQuerySet(models.QuerySet["Session"]):
    def live(self) -> "SessionQuerySet":
        return self.filter(revoked_at=None)


class Session(models.Model):
    """One refresh token. Refreshing makes the next row of the same family (rules 13.1)."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="sessions", verbose_name="会员")
    family = models.UUIDField("登录批次", db_index=True)
    refresh_hash = models.CharField("刷新凭证摘要", max_length=64, unique=True)
    started_at = models.DateTimeField("开始时间")
    expires_at = models.DateTimeField("到期时间", db_index=True)
    rotated_at = models.DateTimeField("换发时间", null=True, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登录会话"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("started_at")), name="accounts_session_ends_after_start"
            ),
            # Of a family only the newest refresh token is good.
            models.UniqueConstraint(
                fields=["family"], condition=Q(rotated_at=None, revoked_at=None), name="accounts_session_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family}"


class AddressQuerySet(models.QuerySet["Address"]):
    def owned_by(self, member_id: int) -> "AddressQuerySet":
        return self.filter(member_id=member_id)


class Address(models.Model):
    """Where a member wants things sent. Orders keep a snapshot, so an address may be changed and removed freely."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="addresses", verbose_name="会员")
    name = models.CharField("收货人", max_length=32)
    phone_cipher = models.TextField("电话（加密）")
    region_code = models.CharField("区县代码", max_length=6)
    province_name = models.CharField("省", max_length=40)
    city_name = models.CharField("市", max_length=40)
    district_name = models.CharField("区县", max_length=40)
    detail = models.CharField("详细地址", max_length=120)
    is_default = models.BooleanField("默认地址", default=False)
    added_at = models.DateTimeField("添加时间")

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "收货地址"
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(is_default=True), name="accounts_address_one_default"
            ),
            models.CheckConstraint(condition=~Q(phone_cipher=""), name="accounts_address_reachable"),
            models.CheckConstraint(condition=~Q(region_code=""), name="accounts_address_in_a_district"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {''.join(self.region_names)}{self.detail}"

    @property
    def phone(self) -> str:
        """Return the receiver's phone."""
        return decrypt(self.phone_cipher)

    @property
    def region_names(self) -> tuple[str, str, str]:
        return self.province_name, self.city_name, self.district_name


class Region(models.Model):
    """A province, city or district. 441900, 442000 and 460400 name a city and its only district: key (level, code)."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, "省"
        CITY = 2, "市"
        DISTRICT = 3, "区县"

    level = models.PositiveSmallIntegerField("级别", choices=Level)
    code = models.CharField("代码", max_length=6)
    name = models.CharField("名称", max_length=40)
    parent_code = models.CharField("上级代码", max_length=6, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        indexes = [models.Index(fields=["parent_code", "code", "id"], name="accounts_region_children")]
        constraints = [
            models.UniqueConstraint(fields=["level", "code"], name="accounts_region_once"),
            models.CheckConstraint(
                condition=Q(level=1, parent_code="") | (Q(level__in=[2, 3]) & ~Q(parent_code="")),
                name="accounts_region_has_its_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

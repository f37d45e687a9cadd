"""Where members want things sent."""

from django.db import models
from django.db.models import Q

from kernel.crypto import decrypt
from members.accounts.models.member import Member


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

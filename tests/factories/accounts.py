"""Members and what belongs to them."""

import factory
from django.conf import settings

from kernel import clock
from kernel.crypto import encrypt
from kernel.numbers import new_number
from members.accounts.models import Address, Identity, Member
from members.regions.models import Region


class MemberFactory(factory.django.DjangoModelFactory[Member]):
    """An active member who has paid nothing yet and bound no phone."""

    class Meta:
        model = Member

    number = factory.LazyFunction(lambda: new_number(clock.today()))
    nickname = factory.Sequence(lambda n: f"会员{n}")
    joined_at = factory.LazyFunction(clock.now)
    last_seen_at = factory.LazyFunction(clock.now)


class IdentityFactory(factory.django.DjangoModelFactory[Identity]):
    class Meta:
        model = Identity

    member = factory.SubFactory(MemberFactory)
    provider = Identity.Provider.WECHAT_MINI
    appid = factory.LazyFunction(lambda: settings.WECHAT_APPID)
    subject = factory.Sequence(lambda n: f"openid-{n}")
    linked_at = factory.LazyFunction(clock.now)


class AddressFactory(factory.django.DjangoModelFactory[Address]):
    """An address in Hangzhou; pass `receiver_phone` to choose the phone. The default one only if asked."""

    class Meta:
        model = Address

    class Params:
        receiver_phone = "13800138000"

    member = factory.SubFactory(MemberFactory)
    name = "收货人"
    phone_cipher = factory.LazyAttribute(lambda address: encrypt(address.receiver_phone))
    region_code = "330106"
    province_name = "浙江省"
    city_name = "杭州市"
    district_name = "西湖区"
    detail = factory.Sequence(lambda n: f"文三路 {n + 1} 号")
    added_at = factory.LazyFunction(clock.now)


class RegionFactory(factory.django.DjangoModelFactory[Region]):
    class Meta:
        model = Region


def hangzhou() -> Region:
    """Make 浙江省 / 杭州市 / 西湖区 and return the district."""
    RegionFactory(level=1, code="330000", name="浙江省")
    RegionFactory(level=2, code="330100", name="杭州市", parent_code="330000")
    district: Region = RegionFactory(level=3, code="330106", name="西湖区", parent_code="330100")
    return district

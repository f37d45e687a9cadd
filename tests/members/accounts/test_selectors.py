"""What other rooms read of a member."""

import pytest

from members.accounts import selectors
from members.accounts.selectors import AddressNotFound, AddressSnapshot
from members.regions.selectors import RegionNotFound, get_region_path
from tests.factories.accounts import AddressFactory, IdentityFactory, hangzhou

pytestmark = pytest.mark.django_db


def test_a_snapshot_of_an_address_is_plain_and_frozen(alice):
    address = AddressFactory(member=alice, name="爱丽丝", detail="文三路 1 号")

    snapshot = selectors.get_address_snapshot(member_id=alice.pk, address_id=address.pk)

    assert snapshot == AddressSnapshot(
        name="爱丽丝",
        phone="13800138000",
        region_code="330106",
        region_names=("浙江省", "杭州市", "西湖区"),
        detail="文三路 1 号",
    )


def test_somebody_elses_address_has_no_snapshot(alice, bob):
    address = AddressFactory(member=bob)

    with pytest.raises(AddressNotFound):
        selectors.get_address_snapshot(member_id=alice.pk, address_id=address.pk)


def test_an_openid_belongs_to_one_app(alice, bob, settings):
    IdentityFactory(member=alice, appid="wx-another-app", subject="openid-elsewhere")

    assert selectors.find_openid(member_id=alice.pk, appid=settings.WECHAT_APPID) == "openid-of-alice"
    assert selectors.find_openid(member_id=alice.pk, appid="wx-another-app") == "openid-elsewhere"
    assert selectors.find_openid(member_id=bob.pk, appid="wx-another-app") is None


def test_a_region_path_goes_from_province_to_district():
    hangzhou()

    path = get_region_path(district_code="330106")

    assert [region.name for region in path] == [
        "浙江省",
        "杭州市",
        "西湖区",
    ]


def test_a_city_has_no_path_to_a_district():
    hangzhou()

    with pytest.raises(RegionNotFound):
        get_region_path(district_code="330100")

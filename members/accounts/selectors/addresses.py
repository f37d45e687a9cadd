"""Reads of addresses and regions."""

from dataclasses import dataclass

from kernel.errors import NotFound
from members.accounts.models import Address, Region


class AddressNotFound(NotFound):
    code, title = "address_not_found", "收货地址不存在"


class RegionNotFound(NotFound):
    code, title = "region_not_found", "行政区划不存在"


@dataclass(frozen=True)
class AddressSnapshot:
    """An address as it was at one moment: what orders keep. `region_names` are province, city, district."""

    name: str
    phone: str
    region_code: str
    region_names: tuple[str, str, str]
    detail: str


def get_address(*, member_id: int, address_id: int) -> Address:
    """Return one of the member's own addresses.

    :raises AddressNotFound: there is none, or it is somebody else's.
    """
    address = Address.objects.owned_by(member_id).filter(pk=address_id).first()
    if address is None:
        raise AddressNotFound
    return address


def get_address_snapshot(*, member_id: int, address_id: int) -> AddressSnapshot:
    """Return one of the member's addresses frozen.

    :raises AddressNotFound: there is none, or it is somebody else's.
    """
    return _frozen(get_address(member_id=member_id, address_id=address_id))


def find_default_address(*, member_id: int) -> AddressSnapshot | None:
    """Return the member's default address frozen, if there is one."""
    address = Address.objects.owned_by(member_id).filter(is_default=True).first()
    return _frozen(address) if address else None


def _frozen(address: Address) -> AddressSnapshot:
    return AddressSnapshot(
        name=address.name,
        phone=address.phone,
        region_code=address.region_code,
        region_names=address.region_names,
        detail=address.detail,
    )


def get_region_path(*, district_code: str) -> tuple[Region, Region, Region]:
    """Return province, city and district of a district code.

    :raises RegionNotFound: no such district.
    """
    path: list[Region] = []
    code = district_code
    for level in (Region.Level.DISTRICT, Region.Level.CITY, Region.Level.PROVINCE):
        region = Region.objects.filter(level=level, code=code).first()
        if region is None:
            raise RegionNotFound
        path.append(region)
        code = region.parent_code
    district, city, province = path
    return province, city, district


def region_choices() -> list[tuple[str, str]]:
    """Return provinces and cities as (code, name) for a form; a city carries its province's name. One query."""
    rows = list(Region.objects.filter(level__in=(Region.Level.PROVINCE, Region.Level.CITY)).order_by("code", "level"))
    provinces = {region.code: region.name for region in rows if region.level == Region.Level.PROVINCE}
    cities = [region for region in rows if region.level == Region.Level.CITY]
    named = [(city.code, f"{provinces.get(city.parent_code, '')} {city.name}") for city in cities]
    return sorted([*provinces.items(), *named])

"""Reads of addresses."""

from dataclasses import dataclass

from kernel.errors import NotFound
from members.accounts.models import Address


class AddressNotFound(NotFound):
    code, title = "address_not_found", "收货地址不存在"


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

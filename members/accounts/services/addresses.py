"""A member's addresses. While there is any, exactly one is the default.

"At least one" is seen to here, under the member's lock; "at most one" is a constraint.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db import transaction

from kernel.crypto import encrypt
from kernel.errors import Conflict, Invalid
from members.accounts import phones, selectors
from members.accounts.models import Address
from members.accounts.services.standing import lock_member
from members.regions.selectors import RegionNotFound, get_region_path

LIMIT = 20


class AddressBookFull(Conflict):
    code, title = "address_book_full", "收货地址最多 20 个，请先删除不用的地址"


class ReceiverPhoneInvalid(Invalid):
    code, title = "receiver_phone_invalid", "收货电话格式不正确"


class DistrictUnknown(Invalid):
    code, title = "district_unknown", "请选择到区县一级"


@dataclass(frozen=True, kw_only=True)
class NewAddress:
    """What a member fills in. `region_code` is a district's."""

    name: str
    phone: str
    region_code: str
    detail: str
    is_default: bool = False


class AddressChange(TypedDict, total=False):
    """The fields to change; what is absent stays."""

    name: str
    phone: str
    region_code: str
    detail: str
    is_default: bool


@transaction.atomic
def add_address(*, member_id: int, address: NewAddress, at: datetime) -> Address:
    """Add an address; the first one is the default whatever was asked.

    :raises AddressBookFull: there are `LIMIT` already.
    :raises ReceiverPhoneInvalid: nobody could be called there.
    :raises DistrictUnknown: the region code is no district's.
    """
    lock_member(member_id=member_id)
    count = Address.objects.owned_by(member_id).count()
    if count >= LIMIT:
        raise AddressBookFull
    added = Address(member_id=member_id, name=address.name, detail=address.detail, added_at=at)
    _set_phone(added, address.phone)
    _set_region(added, address.region_code)
    added.is_default = address.is_default or count == 0
    if added.is_default:
        _clear_default(member_id)
    added.save()
    return added


@transaction.atomic
def change_address(*, member_id: int, address_id: int, change: AddressChange) -> Address:
    """Change only the fields that were sent. Taking the default away hands it to the newest other address.

    :raises AddressNotFound: not one of the member's.
    :raises ReceiverPhoneInvalid: nobody could be called there.
    :raises DistrictUnknown: the region code is no district's.
    """
    lock_member(member_id=member_id)
    address = selectors.get_address(member_id=member_id, address_id=address_id)
    address.name = change.get("name", address.name)
    address.detail = change.get("detail", address.detail)
    if "phone" in change:
        _set_phone(address, change["phone"])
    if "region_code" in change:
        _set_region(address, change["region_code"])
    _move_default(address, wanted=change.get("is_default", address.is_default))
    address.save()
    return address


@transaction.atomic
def remove_address(*, member_id: int, address_id: int) -> None:
    """Remove an address; if it was the default, the newest other one becomes it.

    :raises AddressNotFound: not one of the member's.
    """
    lock_member(member_id=member_id)
    address = selectors.get_address(member_id=member_id, address_id=address_id)
    address.delete()
    if address.is_default:
        _promote_newest(member_id, but=address_id)


def _set_phone(address: Address, phone: str) -> None:
    if not phones.is_valid(phone):
        raise ReceiverPhoneInvalid(errors=[{"field": "phone", "code": "invalid", "message": "电话格式不正确"}])
    address.phone_cipher = encrypt(phones.normal(phone))


def _set_region(address: Address, district_code: str) -> None:
    try:
        path = get_region_path(district_code=district_code)
    except RegionNotFound as error:
        line = {"field": "region_code", "code": "unknown", "message": "请选择到区县一级"}
        raise DistrictUnknown(errors=[line]) from error
    address.region_code = district_code
    address.province_name, address.city_name, address.district_name = (region.name for region in path)


def _move_default(address: Address, *, wanted: bool) -> None:
    if wanted and not address.is_default:
        _clear_default(address.member_id)
        address.is_default = True
    elif address.is_default and not wanted:
        _clear_default(address.member_id)
        # The only address stays the default: a checkout must have something to propose.
        address.is_default = not _promote_newest(address.member_id, but=address.pk)


def _clear_default(member_id: int) -> None:
    Address.objects.owned_by(member_id).filter(is_default=True).update(is_default=False)


def _promote_newest(member_id: int, *, but: int) -> bool:
    """Make the newest other address the default; say whether there is one."""
    newest = Address.objects.owned_by(member_id).exclude(pk=but).order_by("-id").first()
    if newest is None:
        return False
    newest.is_default = True
    newest.save(update_fields=["is_default"])
    return True

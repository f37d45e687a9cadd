"""What may be done to members: the whole public face of the room's writes."""

from members.accounts.services.addresses import (
    AddressBookFull,
    AddressChange,
    DistrictUnknown,
    NewAddress,
    ReceiverPhoneInvalid,
    add_address,
    change_address,
    remove_address,
)
from members.accounts.services.phone import PhoneCodeInvalid, PhoneTaken, PhoneTooOften, bind_phone
from members.accounts.services.profile import BirthdayNotPossible, ProfileChange, update_profile
from members.accounts.services.regions import RegionLoad, RegionsFileBroken, load_regions
from members.accounts.services.sessions import (
    SessionEnded,
    SignedIn,
    forget_ended_sessions,
    logout,
    open_session,
    refresh_session,
)
from members.accounts.services.sign_in import (
    LoginBlocked,
    LoginCodeInvalid,
    LoginTooOften,
    MemberBanned,
    login_with_wechat,
)
from members.accounts.services.standing import (
    MemberErased,
    MemberNotFound,
    ban_member,
    lift_ban,
    lock_member,
    mark_first_paid,
)

__all__ = [
    "AddressBookFull",
    "AddressChange",
    "BirthdayNotPossible",
    "DistrictUnknown",
    "LoginBlocked",
    "LoginCodeInvalid",
    "LoginTooOften",
    "MemberBanned",
    "MemberErased",
    "MemberNotFound",
    "NewAddress",
    "PhoneCodeInvalid",
    "PhoneTaken",
    "PhoneTooOften",
    "ProfileChange",
    "ReceiverPhoneInvalid",
    "RegionLoad",
    "RegionsFileBroken",
    "SessionEnded",
    "SignedIn",
    "add_address",
    "ban_member",
    "bind_phone",
    "change_address",
    "forget_ended_sessions",
    "lift_ban",
    "load_regions",
    "lock_member",
    "login_with_wechat",
    "logout",
    "mark_first_paid",
    "open_session",
    "refresh_session",
    "remove_address",
    "update_profile",
]

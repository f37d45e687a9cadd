"""What may be done to members. Refusals that only the edge sees stay beside the services that raise them."""

from members.accounts.services.addresses import AddressChange, NewAddress, add_address, change_address, remove_address
from members.accounts.services.phone import PhoneTaken, bind_phone
from members.accounts.services.profile import ProfileChange, update_profile
from members.accounts.services.regions import RegionsFileBroken, load_regions
from members.accounts.services.sessions import (
    SessionEnded,
    SignedIn,
    forget_ended_sessions,
    logout,
    open_session,
    refresh_session,
)
from members.accounts.services.sign_in import login_with_wechat
from members.accounts.services.standing import (
    MemberErased,
    MemberMerged,
    MemberNotFound,
    ban_member,
    lift_ban,
    lock_member,
    lock_pair,
    mark_first_paid,
)

__all__ = [
    "AddressChange",
    "MemberErased",
    "MemberMerged",
    "MemberNotFound",
    "NewAddress",
    "PhoneTaken",
    "ProfileChange",
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
    "lock_pair",
    "login_with_wechat",
    "logout",
    "mark_first_paid",
    "open_session",
    "refresh_session",
    "remove_address",
    "update_profile",
]

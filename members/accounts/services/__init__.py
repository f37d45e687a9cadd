"""What may be done to members. Refusals that only the edge sees stay beside the services that raise them."""

from members.accounts.services.access import note_access
from members.accounts.services.addresses import AddressChange, NewAddress, add_address, change_address, remove_address
from members.accounts.services.linking import link_identity
from members.accounts.services.merging import (
    MergeNotUndoable,
    MergeStateConflict,
    NotTwoMembers,
    carry_out,
    confirm_merge,
    dismiss_merge,
    move_stragglers,
    propose_merge,
    survivor_of,
    undo_merge,
    undo_obstacles,
    unite,
)
from members.accounts.services.official import FOLLOWED, link_follower
from members.accounts.services.phone import PhoneTaken, bind_phone
from members.accounts.services.profile import ProfileChange, update_profile
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
    mark_erased,
    mark_first_paid,
    set_first_paid,
)

__all__ = [
    "FOLLOWED", "AddressChange", "MemberErased", "MemberMerged", "MemberNotFound", "MergeNotUndoable",
    "MergeStateConflict", "NewAddress", "NotTwoMembers", "PhoneTaken", "ProfileChange", "SessionEnded", "SignedIn",
    "add_address", "ban_member", "bind_phone", "carry_out", "change_address", "confirm_merge", "dismiss_merge",
    "forget_ended_sessions", "lift_ban", "link_follower", "link_identity", "lock_member", "lock_pair",
    "login_with_wechat", "logout", "mark_erased", "mark_first_paid", "move_stragglers", "note_access", "open_session",
    "propose_merge", "refresh_session", "remove_address", "set_first_paid", "survivor_of", "undo_merge",
    "undo_obstacles", "unite", "update_profile",
]  # fmt: skip

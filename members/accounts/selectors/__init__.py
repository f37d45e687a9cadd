"""Reads of members, their sessions and addresses."""

from members.accounts.selectors.addresses import (
    AddressNotFound,
    AddressSnapshot,
    find_default_address,
    get_address,
    get_address_snapshot,
)
from members.accounts.selectors.members import (
    find_openid,
    find_phone_owner,
    find_session,
    find_unionid_owner,
    former_ids,
    merge_case_id,
    person_of,
    surviving_id,
    surviving_ids,
)
from members.accounts.selectors.merging import preview as merge_preview
from members.accounts.selectors.merging import room_name
from members.accounts.selectors.merging import sentences_against as merge_sentences

__all__ = [
    "AddressNotFound", "AddressSnapshot", "find_default_address", "find_openid", "find_phone_owner", "find_session",
    "find_unionid_owner", "former_ids", "get_address", "get_address_snapshot", "merge_case_id", "merge_preview",
    "merge_sentences", "person_of", "room_name", "surviving_id", "surviving_ids",
]  # fmt: skip

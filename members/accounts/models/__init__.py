"""Who the customer is: members, how they are recognised, where they are signed in, where they want things sent."""

from members.accounts.models.access import PersonalAccess
from members.accounts.models.address import Address
from members.accounts.models.member import Identity, Member
from members.accounts.models.merging import MergeCase, MergeEvent, MergeMove
from members.accounts.models.session import Session

__all__ = [
    "Address",
    "Identity",
    "Member",
    "MergeCase",
    "MergeEvent",
    "MergeMove",
    "PersonalAccess",
    "Session",
]

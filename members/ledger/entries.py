"""What a caller hands to the ledger: whose account, how much, and from when it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from members.ledger.book import OwnerKind


@dataclass(frozen=True, order=True)
class Owner:
    """Whose account it is."""

    kind: str
    id: int

    @classmethod
    def member(cls, member_id: int) -> "Owner":
        return cls(OwnerKind.MEMBER.value, member_id)


# The shop's accounts are spread over rows (`book.SHOP_ROWS`); 0 stands for whichever row the posting falls on.
SHOP: Final = Owner(OwnerKind.SHOP.value, 0)


@dataclass(frozen=True, order=True)
class AccountRef:
    """An account by what it means: owner, asset, bucket as declared in `book`."""

    owner: Owner
    asset: str
    bucket: str


# The kind of a transaction that takes back a whole other one.
REVERSAL: Final = "reversal"


@dataclass(frozen=True)
class EntryIn:
    """One line of a transaction.

    `amount` is signed. `counts_on` is the Shanghai date it counts from, where that matters (growth value).
    `within_balance` refuses an amount that an unguarded account does not have: a payout, unlike a reversal, may not
    make a commission account negative.
    """

    account: AccountRef
    amount: int
    counts_on: date | None = None
    within_balance: bool = False


@dataclass(frozen=True)
class PostingIn:
    """One transaction of very many (`post_many`): what `post` takes for each."""

    key: str
    reference: str
    entries: Sequence[EntryIn]


@dataclass(frozen=True)
class HoldIn:
    """An amount, above 0, to keep for later on a guarded account."""

    account: AccountRef
    amount: int


@dataclass(frozen=True)
class Posting:
    """The head of a transaction."""

    kind: str
    key: str
    reference: str
    at: datetime
    note: str = ""
    reverses_id: int | None = None

"""Which accounts of the ledger the room posts to."""

from members.ledger.book import SHOP_ROWS, Asset, OwnerKind
from members.ledger.entries import AccountRef, Owner

PENDING, MAIN, DEBT = "pending", "main", "debt"
ISSUED, SPENT, EXPIRED = "issued", "spent", "expired"


def of_member(member_id: int, bucket: str) -> AccountRef:
    """Return a member's account of points."""
    return AccountRef(Owner.member(member_id), Asset.POINTS.value, bucket)


def of_shop(member_id: int, bucket: str) -> AccountRef:
    """Return the shop's counter account, always the same row for one member.

    Two transactions that post several times for their members then never wait for each other's rows crosswise.
    """
    return AccountRef(Owner(OwnerKind.SHOP.value, member_id % SHOP_ROWS + 1), Asset.POINTS.value, bucket)


def hold_key(key: str) -> str:
    """Return the ledger's key of a hold: rooms that hold for the same order keep apart."""
    return f"points:{key}"

"""Look at an owner's figures under lock, to decide what to post."""

from django.db import transaction

from members.ledger.book import BOOK
from members.ledger.entries import AccountRef, Owner
from members.ledger.selectors import Balance
from members.ledger.services.accounts import lock_or_open


@transaction.atomic
def lock_balances(*, owner: Owner, asset: str) -> dict[str, Balance]:
    """Lock every account an owner can have of an asset, in id order, and return the figures by bucket.

    What is decided by them holds until the caller's transaction ends.
    """
    refs = [
        AccountRef(owner, bucket.asset.value, bucket.code)
        for bucket in BOOK
        if bucket.owner_kind == owner.kind and bucket.asset == asset
    ]
    return {ref.bucket: Balance(account.balance, account.held) for ref, account in lock_or_open(refs).items()}

"""Find, open and lock the accounts a posting names; say which of them do not have enough."""

from collections.abc import Iterable, Mapping, Set
from zlib import crc32

from kernel.errors import Conflict, Invalid
from members.ledger import statements
from members.ledger.book import SHOP_ROWS, Bucket, find_bucket
from members.ledger.entries import SHOP, AccountRef, Owner
from members.ledger.models import Account
from members.ledger.selectors import Balance
from members.ledger.statements import Change, LockedAccount


class BadPosting(Invalid):
    """A posting that can never be right: a programming error, not a member's."""

    code, title = "bad_posting", "账务分录有误"


class NotEnoughBalance(Conflict):
    """An account has less than is asked of it; `shortages` names each with what is available."""

    code, title = "not_enough_balance", "余额不足"


def placed(ref: AccountRef, key: str) -> AccountRef:
    """Return the row a reference means: the shop's accounts are spread by the key of what is posted.

    :raises BadPosting: a bucket that `book` does not declare.
    """
    bucket_of(ref)
    if ref.owner != SHOP:
        return ref
    row = crc32(key.encode()) % SHOP_ROWS + 1
    return AccountRef(Owner(SHOP.kind, row), ref.asset, ref.bucket)


def bucket_of(ref: AccountRef) -> Bucket:
    """Return the declared bucket.

    :raises BadPosting: there is none.
    """
    bucket = find_bucket(ref.owner.kind, ref.asset, ref.bucket)
    if bucket is None:
        raise BadPosting(f"没有这样的科目：{ref.owner.kind}/{ref.asset}/{ref.bucket}")
    return bucket


def lock_or_open(refs: Iterable[AccountRef]) -> dict[AccountRef, LockedAccount]:
    """Lock the accounts in id order with one statement; those used for the first time are opened."""
    wanted = sorted(set(refs))
    found = statements.lock_accounts(wanted)
    if len(found) < len(wanted):
        _open(set(wanted) - {account.ref for account in found})
        found = statements.lock_accounts(wanted)
    return {account.ref: account for account in found}


def lock_balances(refs: Iterable[AccountRef]) -> dict[AccountRef, Balance]:
    """Lock the accounts that exist, in id order, and return their figures; until commit nobody else changes them.

    For a room whose own rows decide what is posted. An account that does not exist yet has nothing, and is not locked.
    """
    wanted = sorted(set(refs))
    found = {account.ref: Balance(account.balance, account.held) for account in statements.lock_accounts(wanted)}
    return {ref: found.get(ref, Balance()) for ref in wanted}


def refuse_shortages(accounts: Iterable[LockedAccount], changes: Mapping[int, Change], covered: Set[int]) -> None:
    """Refuse changes that would leave less than is held, or than 0, on a guarded or `covered` account.

    :raises NotEnoughBalance: names the accounts.
    """
    short = [account for account in accounts if _falls_short(account, changes.get(account.id), covered)]
    if short:
        raise NotEnoughBalance(
            shortages=[
                {"asset": account.ref.asset, "bucket": account.ref.bucket, "available": account.balance - account.held}
                for account in short
            ]
        )


def _falls_short(account: LockedAccount, change: Change | None, covered: Set[int]) -> bool:
    if change is None or not (account.is_guarded or account.id in covered):
        return False
    lessens = change.balance < 0 or change.held > 0
    return lessens and account.balance + change.balance < account.held + change.held


def _open(refs: Iterable[AccountRef]) -> None:
    # Sorted: two postings that open the same accounts then wait for each other in one order.
    Account.objects.bulk_create(
        [
            Account(
                owner_kind=ref.owner.kind,
                owner_id=ref.owner.id,
                asset=ref.asset,
                bucket=ref.bucket,
                is_guarded=bucket_of(ref).is_guarded,
            )
            for ref in sorted(refs)
        ],
        ignore_conflicts=True,
    )

"""Keep an amount for later: held at checkout, captured at payment, or released (rules 9.4)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kernel.errors import Conflict
from members.ledger import statements
from members.ledger.entries import SHOP, AccountRef, HoldIn, Owner, Posting
from members.ledger.models import Account, Hold, Transaction
from members.ledger.services.accounts import BadPosting, bucket_of, lock_or_open, placed, refuse_shortages
from members.ledger.services.posting import LARGEST_AMOUNT, KeyReused, write
from members.ledger.statements import Change, Line


class HoldEnded(Conflict):
    """What was held is no longer: captured, released, or never held."""

    code, title = "hold_ended", "冻结已结束"


@transaction.atomic
def hold(*, key: str, reference: str, at: datetime, holds: Sequence[HoldIn]) -> list[Hold]:
    """Keep amounts, one per account, under one key: all of them or none; with a key that still holds, return that.

    :raises NotEnoughBalance: names the accounts.
    :raises KeyReused: the key holds something else. :raises HoldEnded: it has ended.
    :raises BadPosting: an account twice, one that is not guarded, or an amount that is not above 0.
    """
    _check(holds)
    accounts = lock_or_open(placed(item.account, key) for item in holds)
    amounts = {accounts[item.account].id: item.amount for item in holds}
    if twins := list(Hold.objects.filter(key=key).order_by("account_id")):
        return _same(twins, amounts)
    changes = {pk: Change(pk, held=amount) for pk, amount in amounts.items()}
    refuse_shortages(accounts.values(), changes, frozenset())
    statements.change_accounts(list(changes.values()))
    return Hold.objects.bulk_create(
        [
            Hold(key=key, account_id=pk, amount=amount, reference=reference, at=at)
            for pk, amount in sorted(amounts.items())
        ]
    )


@transaction.atomic
def release(*, key: str, at: datetime) -> None:
    """Let go of what a key holds. Released before, or nothing held: no error.

    :raises HoldEnded: it was captured.
    """
    account_ids = set(Hold.objects.filter(key=key).values_list("account_id", flat=True))
    if not account_ids:
        return
    # Accounts first, everywhere: a hold changes only under the lock of its account, and needs none of its own.
    statements.lock_accounts_by_id(account_ids)
    holds = list(Hold.objects.filter(key=key).order_by("account_id"))
    if any(item.state == Hold.State.CAPTURED for item in holds):
        raise HoldEnded
    live = [item for item in holds if item.state == Hold.State.HELD]
    if not live:
        return
    Hold.objects.filter(pk__in=[item.pk for item in live]).update(state=Hold.State.RELEASED, ended_at=at)
    statements.change_accounts([Change(item.account_id, held=-item.amount) for item in live])


@transaction.atomic
def capture(*, key: str, kind: str, reference: str, at: datetime, into: str) -> Transaction:
    """Turn what a key holds into entries: from each account to the shop's bucket `into` of the same asset.

    The transaction's key is `capture:<key>`; captured before, it is returned.

    :raises HoldEnded: released, or never held.
    :raises BadPosting: the shop has no such bucket.
    """
    posting = Posting(kind, f"capture:{key}", reference, at)
    refs = {_ref_of(item.account) for item in _of_key(key)}
    if not refs:
        raise HoldEnded
    counters = {ref.asset: placed(AccountRef(SHOP, ref.asset, into), posting.key) for ref in refs}
    accounts = lock_or_open([*refs, *counters.values()])
    # Read again: what was seen before the lock may have ended while we waited for it.
    holds = list(_of_key(key).order_by("account_id"))
    if all(item.state == Hold.State.CAPTURED for item in holds):
        return Transaction.objects.get(key=posting.key)
    if any(item.state != Hold.State.HELD for item in holds):
        raise HoldEnded
    lines = _lines(holds, {asset: accounts[ref].id for asset, ref in counters.items()})
    unheld = {item.account_id: item.amount for item in holds}
    written = write(posting, lines, accounts=list(accounts.values()), unheld=unheld)
    Hold.objects.filter(pk__in=[item.pk for item in holds]).update(
        state=Hold.State.CAPTURED, ended_at=at, transaction=written
    )
    return written


def _check(holds: Sequence[HoldIn]) -> None:
    refs = [item.account for item in holds]
    if not refs or len(set(refs)) < len(refs):
        raise BadPosting("冻结至少一个账户，每个账户一次")
    for item in holds:
        if type(item.amount) is not int or not 0 < item.amount <= LARGEST_AMOUNT:
            raise BadPosting("冻结金额必须是正整数")
        if not bucket_of(item.account).is_guarded:
            raise BadPosting("只有不可为负的账户才能冻结")


def _same(twins: list[Hold], amounts: dict[int, int]) -> list[Hold]:
    if {item.account_id: item.amount for item in twins} != amounts:
        raise KeyReused
    if any(item.state != Hold.State.HELD for item in twins):
        raise HoldEnded
    return twins


def _of_key(key: str) -> QuerySet[Hold]:
    return Hold.objects.filter(key=key).select_related("account")


def _ref_of(account: Account) -> AccountRef:
    return AccountRef(Owner(account.owner_kind, account.owner_id), account.asset, account.bucket)


def _lines(holds: Sequence[Hold], counters: dict[str, int]) -> list[Line]:
    totals: dict[str, int] = defaultdict(int)
    for item in holds:
        totals[item.account.asset] += item.amount
    return [
        *(Line(item.account_id, -item.amount) for item in holds),
        *(Line(counters[asset], total) for asset, total in totals.items()),
    ]

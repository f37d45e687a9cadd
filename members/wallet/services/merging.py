"""Two members are one: the wallet of the one goes to the other by a posting, and back by another one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from kernel.errors import Conflict
from members.accounts.selectors import merge_case_id
from members.ledger import services as ledger
from members.ledger.entries import EntryIn
from members.ledger.models import Transaction
from members.wallet import kinds
from members.wallet.models import Adjustment, GiftCard, GuessCount, Spending, TopUp
from members.wallet.selectors import BONUS, PRINCIPAL, wallet_of
from members.wallet.services.booking import account, tell_changed
from members.wallet.shapes import WalletParts
from members.wallet.states import AdjustmentState

OWNED = (Spending, TopUp, GiftCard, Adjustment)


class WalletMergeWaits(Conflict):
    """A payment of the source is under way: the merge is tried again."""

    code, title = "wallet_merge_waits", "有余额支付尚未完成，稍后自动重试"


class WalletMergeSpent(Conflict):
    code, title = "wallet_merge_spent", "合并转入的余额已被使用，不能撤销合并"


class WalletNotEmpty(Conflict):
    code, title = "wallet_not_empty", "余额尚未用完，不能注销"


@transaction.atomic
def move_wallet(*, source_id: int, target_id: int, at: datetime) -> dict[str, Any]:
    """Give a member's wallet to another one; return the journal that `unmove_wallet` needs.

    :raises WalletMergeWaits: something is held.
    """
    # Rows before accounts, as everywhere in this room; what a payment wrote in between is seen below.
    journal: dict[str, Any] = {"source_id": source_id, "target_id": target_id, "rows": _give_rows(source_id, target_id)}
    refs = [account(source_id, bucket) for bucket in (PRINCIPAL, BONUS)]
    has = ledger.lock_balances(refs)
    is_late = any(model.objects.filter(member_id=source_id).exists() for model in OWNED)
    if is_late or any(figure.held for figure in has.values()):
        raise WalletMergeWaits
    parts = WalletParts(*(has[ref].balance for ref in refs))
    journal |= {"principal_fen": parts.principal_fen, "bonus_fen": parts.bonus_fen, "transaction_id": None}
    if parts.total_fen:
        case = f"merge:{merge_case_id(source_id=source_id, target_id=target_id)}:wallet"
        again = Transaction.objects.filter(key__startswith=case).count()
        key = f"{case}:{again}" if again else case
        journal["transaction_id"] = _transfer(source_id, target_id, parts, key=key, at=at).pk
    return journal


@transaction.atomic
def unmove_wallet(*, journal: Mapping[str, Any], at: datetime) -> None:
    """Give back what `move_wallet` gave, with what came back of the source's payments since, exactly.

    :raises WalletMergeSpent: the target no longer has that much.
    """
    source_id, target_id = journal["source_id"], journal["target_id"]
    since = _take_rows_back(journal["rows"], source_id)
    parts = WalletParts(journal["principal_fen"], journal["bonus_fen"]) + since
    if min(parts.principal_fen, parts.bonus_fen) < 0:
        raise WalletMergeSpent
    if not parts.total_fen:
        return
    moved_id = journal["transaction_id"]
    key = f"unmerge:{moved_id or 0}:{source_id}:{target_id}:{int(at.timestamp())}"
    try:
        _transfer(target_id, source_id, parts, key=key, at=at, reverses_id=moved_id)
    except ledger.NotEnoughBalance as short:
        raise WalletMergeSpent from short


@transaction.atomic
def forget_wallet(*, member_id: int) -> None:
    """Forget what identifies a member; postings, payments and cards stay, as money needs them.

    :raises WalletNotEmpty:
    """
    found = wallet_of(member_id)
    if found.principal_fen or found.bonus_fen:
        raise WalletNotEmpty
    GuessCount.objects.filter(scope=GuessCount.Scope.MEMBER, subject=str(member_id)).delete()


def _transfer(
    giver_id: int, taker_id: int, parts: WalletParts, *, key: str, at: datetime, reverses_id: int | None = None
) -> Transaction:
    amounts = [(PRINCIPAL, parts.principal_fen), (BONUS, parts.bonus_fen)]
    posted = ledger.post(
        kind=kinds.MERGE,
        key=key,
        reference="",
        at=at,
        entries=[
            EntryIn(account(member_id, bucket), sign * amount)
            for bucket, amount in amounts
            if amount
            for member_id, sign in ((giver_id, -1), (taker_id, 1))
        ],
        reverses_id=reverses_id,
    )
    tell_changed(member_id=taker_id, posted=posted, parts=parts)
    return posted


def _give_rows(source_id: int, target_id: int) -> dict[str, dict[str, list[int]]]:
    """Give every row to the target; return by table, for each, what may change the wallet later."""
    given: dict[str, dict[str, list[int]]] = {}
    for model in OWNED:
        mine: QuerySet[Any] = model.objects.filter(member_id=source_id)
        rows = list(mine.select_for_update().order_by("pk"))
        given[model.__name__] = {str(row.pk): _so_far(row) for row in rows}
        model.objects.filter(pk__in=[row.pk for row in rows]).update(member_id=target_id)
    return given


def _take_rows_back(given: Mapping[str, Mapping[str, list[int]]], source_id: int) -> WalletParts:
    """Give the rows back; return what they have brought into the target's wallet meanwhile."""
    since = WalletParts()
    for model in OWNED:
        before = given[model.__name__]
        rows: QuerySet[Any] = model.objects.filter(pk__in=[int(pk) for pk in before])
        for row in rows.select_for_update().order_by("pk"):
            since += WalletParts(*_so_far(row)) - WalletParts(*before[str(row.pk)])
        rows.update(member_id=source_id)
    return since


def _so_far(row: Any) -> list[int]:
    """Return what a row has brought into its owner's wallet beside its own amount: principal and bonus."""
    if isinstance(row, Spending):
        return [row.returned_principal_fen, row.returned_bonus_fen]
    if isinstance(row, TopUp):
        return [-row.taken_principal_fen, -row.taken_bonus_fen]
    if isinstance(row, Adjustment) and row.state == AdjustmentState.APPLIED:
        return [row.principal_fen, row.bonus_fen]
    return [0, 0]

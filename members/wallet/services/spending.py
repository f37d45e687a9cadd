"""Pay from the wallet: held at the start of a payment, captured when it succeeds, else released (rules 5.5, 9.4)."""

from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict
from members.ledger import services as ledger
from members.ledger.entries import HoldIn
from members.ledger.selectors import Balance
from members.wallet import kinds
from members.wallet.models import Spending
from members.wallet.options import SPENDING_ORDER
from members.wallet.selectors import BONUS, PRINCIPAL
from members.wallet.services.booking import (
    SPENT,
    NotEnoughWallet,
    WalletKeyReused,
    account,
    require_positive,
    tell_changed,
)
from members.wallet.shapes import WalletParts, divide
from members.wallet.states import SpendingState


class WalletHoldEnded(Conflict):
    """What was held for this payment is no longer: captured, released, or never held."""

    code, title = "wallet_hold_ended", "余额冻结已结束"


@transaction.atomic
def hold_wallet(*, member_id: int, amount_fen: int, key: str, reference: str, at: datetime) -> WalletParts:
    """Keep an amount for a payment and return its parts, by the operators' spending order; with a key that still
    holds the same, return that.

    :raises NotEnoughWallet: :raises BadWalletAmount: not above 0.
    :raises WalletKeyReused: the key holds something else. :raises WalletHoldEnded: it has ended.
    """
    require_positive(amount_fen)
    # Under the accounts' locks: how much is taken of which part, and whether this key holds already.
    refs = {bucket: account(member_id, bucket) for bucket in (PRINCIPAL, BONUS)}
    locked = ledger.lock_balances(refs.values())
    has = {bucket: locked[ref] for bucket, ref in refs.items()}
    if (twin := Spending.objects.filter(key=key).first()) is not None:
        return _same(twin, member_id, amount_fen)
    parts = _divided(amount_fen, has)
    ledger.hold(key=hold_key(key), reference=reference, at=at, holds=_holds(member_id, parts))
    Spending.objects.create(
        member_id=member_id,
        key=key,
        reference=reference,
        principal_fen=parts.principal_fen,
        bonus_fen=parts.bonus_fen,
        at=at,
    )
    return parts


@transaction.atomic
def release_wallet(*, key: str, at: datetime) -> None:
    """Let go of what a payment holds. Released before, or nothing held: no error.

    :raises WalletHoldEnded: it was captured.
    """
    spending = lock_spending(key=key)
    if spending is None or spending.state == SpendingState.RELEASED:
        return
    if spending.state == SpendingState.CAPTURED:
        raise WalletHoldEnded
    ledger.release(key=hold_key(key), at=at)
    _end(spending, SpendingState.RELEASED, at)


@transaction.atomic
def capture_wallet(*, key: str, reference: str, at: datetime) -> WalletParts:
    """Take what a payment holds out of the wallet and return its parts; captured before: the same answer.

    :raises WalletHoldEnded: released, or never held.
    """
    spending = lock_spending(key=key)
    if spending is None or spending.state == SpendingState.RELEASED:
        raise WalletHoldEnded
    if spending.state == SpendingState.CAPTURED:
        return spending.spent
    posted = ledger.capture(key=hold_key(key), kind=kinds.SPEND, reference=reference, at=at, into=SPENT)
    _end(spending, SpendingState.CAPTURED, at)
    tell_changed(member_id=spending.member_id, posted=posted, parts=WalletParts() - spending.spent)
    return spending.spent


def hold_key(key: str) -> str:
    """Return under which key the ledger holds for a payment; what it captures is `capture:<that>`."""
    return f"wallet:{key}"


def lock_spending(*, key: str) -> Spending | None:
    """Lock what a key spends, before any account: a merge gives it to another member under the same lock."""
    return Spending.objects.select_for_update().filter(key=key).first()


def _divided(amount_fen: int, has: dict[str, Balance]) -> WalletParts:
    available = WalletParts(has[PRINCIPAL].available, has[BONUS].available)
    if amount_fen > available.total_fen:
        raise NotEnoughWallet
    return divide(amount_fen, available, SPENDING_ORDER.get())


def _holds(member_id: int, parts: WalletParts) -> list[HoldIn]:
    amounts = ((PRINCIPAL, parts.principal_fen), (BONUS, parts.bonus_fen))
    return [HoldIn(account(member_id, bucket), amount) for bucket, amount in amounts if amount]


def _same(twin: Spending, member_id: int, amount_fen: int) -> WalletParts:
    if (twin.member_id, twin.spent.total_fen) != (member_id, amount_fen):
        raise WalletKeyReused
    if twin.state != SpendingState.HELD:
        raise WalletHoldEnded
    return twin.spent


def _end(spending: Spending, state: SpendingState, at: datetime) -> None:
    spending.state, spending.ended_at = state, at
    spending.save(update_fields=["state", "ended_at"])

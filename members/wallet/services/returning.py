"""Give back what was paid from the wallet, exactly, however many parts it comes in (rules 2.5, 5.6, 8.7)."""

from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict
from members.ledger.models import Transaction
from members.wallet import kinds
from members.wallet.models import Spending, SpendingReturn
from members.wallet.options import RETURN_ORDER
from members.wallet.services.booking import SPENT, Booking, WalletKeyReused, book, require_positive
from members.wallet.services.spending import WalletHoldEnded, hold_key, lock_spending
from members.wallet.shapes import WalletParts, next_return
from members.wallet.states import SpendingState


class ReturnExceedsSpending(Conflict):
    """More would come back than is left of what was spent."""

    code, title = "wallet_return_exceeds_spending", "退回金额超过余额支付的剩余金额"


@transaction.atomic
def return_to_wallet(*, key: str, amount_fen: int, refund_key: str, reference: str, at: datetime) -> WalletParts:
    """Give back an amount of what a payment took, to whom it belongs now, and return its parts by the operators'
    return order; once per refund_key: again returns the first answer.

    All returns of a payment together give back exactly what it took.

    :raises ReturnExceedsSpending: :raises WalletHoldEnded: nothing was captured under the key.
    :raises BadWalletAmount: not above 0. :raises WalletKeyReused: the refund_key stands for something else.
    """
    require_positive(amount_fen)
    spending = lock_spending(key=key)
    if spending is None or spending.state != SpendingState.CAPTURED:
        raise WalletHoldEnded
    if (twin := SpendingReturn.objects.filter(refund_key=refund_key).first()) is not None:
        return _same(twin, spending, amount_fen)
    if amount_fen > (spending.spent - spending.returned).total_fen:
        raise ReturnExceedsSpending
    parts = next_return(amount_fen, spent=spending.spent, returned=spending.returned, order=RETURN_ORDER.get())
    _post(spending, parts, refund_key, reference, at)
    returned = spending.returned + parts
    spending.returned_principal_fen, spending.returned_bonus_fen = returned.principal_fen, returned.bonus_fen
    spending.save(update_fields=["returned_principal_fen", "returned_bonus_fen"])
    SpendingReturn.objects.create(
        spending=spending,
        refund_key=refund_key,
        reference=reference,
        principal_fen=parts.principal_fen,
        bonus_fen=parts.bonus_fen,
        at=at,
    )
    return parts


def _post(spending: Spending, parts: WalletParts, refund_key: str, reference: str, at: datetime) -> None:
    captured = Transaction.objects.get(key=f"capture:{hold_key(spending.key)}")
    key = f"{kinds.RETURN}:{refund_key}"
    booking = Booking(kinds.RETURN, key, reference, parts, against=SPENT, reverses_id=captured.pk)
    book(member_id=spending.member_id, booking=booking, at=at)


def _same(twin: SpendingReturn, spending: Spending, amount_fen: int) -> WalletParts:
    if (twin.spending_id, twin.parts.total_fen) != (spending.pk, amount_fen):
        raise WalletKeyReused
    return twin.parts

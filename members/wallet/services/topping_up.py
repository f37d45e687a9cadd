"""Put money into a wallet, and take it back when its price is refunded."""

from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict, NotFound
from members.accounts.selectors import surviving_id
from members.ledger.models import Transaction
from members.wallet import kinds
from members.wallet.models import TopUp, TopUpReturn
from members.wallet.services.booking import (
    ISSUED,
    LARGEST_FEN,
    BadWalletAmount,
    Booking,
    WalletKeyReused,
    book,
    require_positive,
)
from members.wallet.shapes import WalletParts, next_bonus

_KINDS = {TopUp.Kind.PURCHASE: kinds.TOP_UP, TopUp.Kind.GIFT_CARD: kinds.GIFT_CARD}


class TopUpNotFound(NotFound):
    code, title = "top_up_not_found", "没有这笔充值"


class TakeBackExceedsTopUp(Conflict):
    """More would be taken back than is left of the top-up."""

    code, title = "take_back_exceeds_top_up", "收回金额超过充值的剩余金额"


@transaction.atomic
def top_up(
    *,
    member_id: int,
    principal_fen: int,
    bonus_fen: int,
    key: str,
    reference: str,
    at: datetime,
    kind: TopUp.Kind = TopUp.Kind.PURCHASE,
) -> TopUp:
    """Put principal and bonus into the wallet of who the member is today, once per key: again returns the first.

    :raises BadWalletAmount: an amount below 0, or nothing at all.
    :raises WalletKeyReused: the key stands for another top-up.
    """
    parts = _checked(principal_fen, bonus_fen)
    member_id = surviving_id(member_id)
    made, is_new = TopUp.objects.get_or_create(
        key=key,
        defaults={
            "member_id": member_id,
            "kind": kind,
            "reference": reference,
            "principal_fen": principal_fen,
            "bonus_fen": bonus_fen,
            "at": at,
        },
    )
    if not is_new:
        if (made.bought, made.kind) != (parts, kind):
            raise WalletKeyReused
        return made
    booking = Booking(_KINDS[kind], top_up_key(key), reference, parts, against=ISSUED)
    book(member_id=member_id, booking=booking, at=at)
    return made


@transaction.atomic
def take_back_top_up(*, key: str, principal_fen: int, refund_key: str, reference: str, at: datetime) -> WalletParts:
    """Take back principal of a top-up whose price is refunded, with its share of the bonus; return the parts.

    Once per refund_key: again returns the first answer. All take-backs together take exactly the bonus it came with.

    :raises NotEnoughWallet: it has been spent, or is held for a payment.
    :raises TakeBackExceedsTopUp: :raises TopUpNotFound: :raises BadWalletAmount: not above 0.
    :raises WalletKeyReused: the refund_key stands for something else.
    """
    require_positive(principal_fen)
    found = TopUp.objects.select_for_update().filter(key=key).first()
    if found is None:
        raise TopUpNotFound
    if (twin := TopUpReturn.objects.filter(refund_key=refund_key).first()) is not None:
        return _same(twin, found, principal_fen)
    if principal_fen > found.principal_fen - found.taken_principal_fen:
        raise TakeBackExceedsTopUp
    bonus_fen = next_bonus(principal_fen, bought=found.bought, taken=found.taken)
    parts = WalletParts(principal_fen, bonus_fen)
    _post(found, parts, refund_key, reference, at)
    found.taken_principal_fen += principal_fen
    found.taken_bonus_fen += bonus_fen
    found.save(update_fields=["taken_principal_fen", "taken_bonus_fen"])
    TopUpReturn.objects.create(
        top_up=found,
        refund_key=refund_key,
        reference=reference,
        principal_fen=principal_fen,
        bonus_fen=bonus_fen,
        at=at,
    )
    return parts


def top_up_key(key: str) -> str:
    """Return under which key the ledger has a top-up."""
    return f"{kinds.TOP_UP}:{key}"


def _post(found: TopUp, parts: WalletParts, refund_key: str, reference: str, at: datetime) -> None:
    posted = Transaction.objects.get(key=top_up_key(found.key))
    key = f"{kinds.TAKE_BACK}:{refund_key}"
    booking = Booking(kinds.TAKE_BACK, key, reference, WalletParts() - parts, against=ISSUED, reverses_id=posted.pk)
    book(member_id=found.member_id, booking=booking, at=at)


def _checked(principal_fen: int, bonus_fen: int) -> WalletParts:
    for amount in (principal_fen, bonus_fen):
        if type(amount) is not int or not 0 <= amount <= LARGEST_FEN:
            raise BadWalletAmount("充值金额必须是非负整数")
    require_positive(principal_fen + bonus_fen)
    return WalletParts(principal_fen, bonus_fen)


def _same(twin: TopUpReturn, found: TopUp, principal_fen: int) -> WalletParts:
    if (twin.top_up_id, twin.principal_fen) != (found.pk, principal_fen):
        raise WalletKeyReused
    return twin.parts

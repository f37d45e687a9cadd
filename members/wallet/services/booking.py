"""Post to a member's wallet and say so: the one way from this room into the book."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kernel.errors import Conflict, Invalid
from kernel.outbox.services import publish
from members.ledger.book import Asset
from members.ledger.entries import SHOP, AccountRef, EntryIn, Owner
from members.ledger.models import Transaction
from members.ledger.services import NotEnoughBalance, post
from members.wallet.facts import WalletChanged
from members.wallet.selectors import BONUS, PRINCIPAL
from members.wallet.shapes import WalletParts

ISSUED, SPENT = "issued", "spent"
# A wallet is no bank account: far above what anybody keeps in one, far below what a column holds.
LARGEST_FEN = 10**11


class NotEnoughWallet(Conflict):
    """The wallet does not have that much; what is held for other payments does not count."""

    code, title = "not_enough_wallet", "余额不足"


class BadWalletAmount(Invalid):
    """An amount that is not a positive whole number of fen: a programming error, not a member's."""

    code, title = "bad_wallet_amount", "余额金额必须是正整数"


class WalletKeyReused(Conflict):
    """The key already stands for something else: two causes share a key, which is a programming error."""

    code, title = "wallet_key_reused", "余额幂等键已用于其他操作"


@dataclass(frozen=True)
class Booking:
    """What is posted: signed parts for the member, against a bucket of the shop."""

    kind: str
    key: str
    reference: str
    parts: WalletParts
    against: str
    reverses_id: int | None = None


def account(member_id: int, bucket: str) -> AccountRef:
    """Return the ledger account of a member's principal or bonus."""
    return AccountRef(Owner.member(member_id), Asset.WALLET.value, bucket)


def book(*, member_id: int, booking: Booking, at: datetime) -> Transaction:
    """Post to a member's wallet, once per key, and publish `WalletChanged`.

    :raises NotEnoughWallet: it would take more than is there and not held.
    """
    counter = AccountRef(SHOP, Asset.WALLET.value, booking.against)
    own = list(_entries(member_id, booking.parts))
    try:
        posted = post(
            kind=booking.kind,
            key=booking.key,
            reference=booking.reference,
            at=at,
            # The counter entry of each part by itself: +10 principal and -10 bonus is a posting, too.
            entries=[*own, *(EntryIn(counter, -entry.amount) for entry in own)],
            reverses_id=booking.reverses_id,
        )
    except NotEnoughBalance as short:
        raise NotEnoughWallet from short
    tell_changed(member_id=member_id, posted=posted, parts=booking.parts)
    return posted


def tell_changed(*, member_id: int, posted: Transaction, parts: WalletParts) -> None:
    """Publish that a posting is in a member's wallet."""
    publish(
        WalletChanged(
            member_id=member_id,
            transaction_id=posted.pk,
            kind=posted.kind,
            principal_fen=parts.principal_fen,
            bonus_fen=parts.bonus_fen,
        )
    )


def require_positive(*amounts: int) -> None:
    """Refuse what is no amount to move.

    :raises BadWalletAmount:
    """
    for amount in amounts:
        if type(amount) is not int or not 0 < amount <= LARGEST_FEN:
            raise BadWalletAmount


def _entries(member_id: int, parts: WalletParts) -> Iterator[EntryIn]:
    if parts.principal_fen:
        yield EntryIn(account(member_id, PRINCIPAL), parts.principal_fen)
    if parts.bonus_fen:
        yield EntryIn(account(member_id, BONUS), parts.bonus_fen)

"""An order takes its money: the attempt that paid it, with its wallet part (rules 5.4, 5.5)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from mall.payments.models import Channel, Payment
from mall.payments.services.moving import PaymentNotFound
from mall.payments.services.wallet import capture
from mall.payments.states import LIVE


@dataclass(frozen=True)
class Attempt:
    """A payment and the wallet part that still waits beside it, both locked."""

    payment: Payment
    part: Payment | None = None

    @property
    def total_fen(self) -> int:
        """Return what the order gets: what arrived, and what the wallet holds."""
        return self.payment.received_fen + (self.part.amount_fen if self.part else 0)

    @property
    def is_decided(self) -> bool:
        """Tell whether the order has taken the money, or it went back."""
        return bool(self.payment.kept_at or self.payment.excess_kind)


def lock_attempt(*, payment_id: int) -> Attempt:
    """Lock an attempt with its wallet part by one statement, in id order.

    :raises PaymentNotFound:
    """
    rows = Payment.objects.locked().filter(Q(pk=payment_id) | Q(beside=payment_id, state__in=LIVE))
    found = {row.pk: row for row in rows}
    payment = found.pop(payment_id, None)
    if payment is None:
        raise PaymentNotFound
    return Attempt(payment, next(iter(found.values()), None))


def keep(attempt: Attempt, *, at: datetime) -> None:
    """Note that the order has taken the money, and capture the wallet's part of it.

    :raises members.wallet.services.NotEnoughWallet: the wallet alone pays, and has less.
    """
    payment = attempt.payment
    if payment.channel == Channel.WALLET:
        capture(payment, at=at)
        return
    payment.kept_at = at
    payment.save(update_fields=["kept_at"])
    if attempt.part is not None:
        capture(attempt.part, at=at)

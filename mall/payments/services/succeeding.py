"""A refund has reached the payer: recorded, booked, told."""

from datetime import datetime

from kernel.outbox.services import publish
from mall.payments.facts import RefundSucceeded
from mall.payments.models import Refund
from mall.payments.services.booking import book_refund
from mall.payments.services.exceptions import settle_by_itself
from mall.payments.services.moving import move_refund
from mall.payments.states import RefundState


def succeed(refund: Refund, *, succeeded_at: datetime, at: datetime) -> None:
    """Record that a locked refund has reached the payer, book it, tell the order."""
    answer = refund.answer if refund.hand_approved_by_id else Refund.Answer.SUCCEEDED
    fields = {"succeeded_at": succeeded_at, "next_attempt_at": None, "last_error": "", "answer": answer}
    move_refund(refund, RefundState.SUCCEEDED, **fields)
    book_refund(refund, at=at)
    settle_by_itself(refund=refund, at=at)
    publish(
        RefundSucceeded(
            payment_id=refund.payment_id,
            refund_id=refund.pk,
            order_id=refund.payment.order_id,
            order_refund_id=refund.order_refund_id,
            amount_fen=refund.amount_fen,
        )
    )

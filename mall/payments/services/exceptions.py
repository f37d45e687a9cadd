"""The exception queue: what a person must look at, once per cause (rules 5.4)."""

from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict, Invalid, NotFound
from mall.payments.models import Payment, PaymentException, Refund


class ExceptionNotFound(NotFound):
    code, title = "payment_exception_not_found", "没有这条资金异常"


class ExceptionAlreadyDone(Conflict):
    code, title = "payment_exception_done", "该异常已处理"


class NoteRequired(Invalid):
    code, title = "note_required", "请填写处理说明"


def report(
    *,
    kind: str,
    reference: str,
    detail: str,
    at: datetime,
    payment: Payment | None = None,
    refund: Refund | None = None,
) -> None:
    """Put a cause into the queue; the same cause is there once, and reopens when it comes back. In a transaction."""
    known_payment = payment or (refund.payment if refund else None)
    amount = refund.amount_fen if refund else (payment.received_fen if payment else 0)
    found, is_new = PaymentException.objects.get_or_create(
        kind=kind,
        reference=reference,
        defaults={
            "payment": known_payment,
            "refund": refund,
            "amount_fen": amount,
            "detail": detail[:300],
            "found_at": at,
        },
    )
    if not is_new and found.state == PaymentException.State.DONE:
        PaymentException.objects.filter(pk=found.pk).update(
            state=PaymentException.State.OPEN, done_at=None, done_by=None, detail=detail[:300]
        )


def settle_by_itself(*, refund: Refund, at: datetime) -> None:
    """Take a refund's troubles out of the queue: the money has gone back after all. In a transaction."""
    PaymentException.objects.filter(refund=refund, state=PaymentException.State.OPEN).update(
        state=PaymentException.State.DONE, done_at=at, note="退款已到账，自动结案"
    )


@transaction.atomic
def resolve_exception(*, exception_id: int, note: str, operator_id: int, at: datetime) -> PaymentException:
    """Close an entry of the queue with what was done about it.

    :raises ExceptionNotFound: :raises ExceptionAlreadyDone: :raises NoteRequired:
    """
    if not note.strip():
        raise NoteRequired
    row = PaymentException.objects.select_for_update(of=("self",)).filter(pk=exception_id).first()
    if row is None:
        raise ExceptionNotFound
    if row.state == PaymentException.State.DONE:
        raise ExceptionAlreadyDone
    row.state, row.note, row.done_at, row.done_by_id = PaymentException.State.DONE, note.strip()[:300], at, operator_id
    row.save(update_fields=["state", "note", "done_at", "done_by"])
    return row

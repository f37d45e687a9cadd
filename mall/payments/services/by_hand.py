"""Settle a refund outside the channel: one person pays and says how, another one confirms (rules 5.6)."""

from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict, Forbidden
from mall.payments.models import Refund
from mall.payments.services.exceptions import NoteRequired
from mall.payments.services.moving import lock_refund, move_refund
from mall.payments.services.succeeding import succeed
from mall.payments.states import RefundState

# The channel has said that it will not pay by itself. After an unknown answer it still might: the money would go twice.
DEFINITE = (Refund.Answer.REFUSED, Refund.Answer.ABNORMAL, Refund.Answer.CLOSED)


class NotForHands(Conflict):
    code, title = "refund_not_for_hands", "渠道仍可能付出该退款，不能人工处理"


class NothingProposed(Conflict):
    code, title = "refund_nothing_proposed", "没有待确认的人工退款"


class SecondPersonNeeded(Forbidden):
    code, title = "second_person_needed", "须由另一位员工确认"


@transaction.atomic
def propose_hand_settlement(*, refund_id: int, note: str, operator_id: int, at: datetime) -> Refund:
    """Say that a refund was paid outside the channel, and how; the channel is not asked any more.

    :raises NoteRequired: :raises NotForHands: it may still be paid by the channel, has ended, or is proposed already.
    """
    if not note.strip():
        raise NoteRequired
    refund = lock_refund(pk=refund_id)
    if not can_be_proposed(refund):
        raise NotForHands
    refund.hand_note, refund.hand_proposed_at, refund.hand_proposed_by_id = note.strip()[:200], at, operator_id
    refund.save(update_fields=["hand_note", "hand_proposed_at", "hand_proposed_by"])
    return refund


def can_be_proposed(refund: Refund) -> bool:
    """Tell whether people may take a refund over from its channel."""
    is_open = refund.state != RefundState.SUCCEEDED and not refund.hand_proposed_at
    return is_open and refund.answer in DEFINITE and not Refund.objects.filter(replaces_id=refund.pk).exists()


@transaction.atomic
def approve_hand_settlement(*, refund_id: int, operator_id: int, at: datetime) -> Refund:
    """Confirm as the second person that the money has gone back.

    :raises NothingProposed: :raises SecondPersonNeeded: the proposer confirms.
    """
    refund = _proposed(refund_id)
    if refund.hand_proposed_by_id == operator_id:
        raise SecondPersonNeeded
    if refund.state == RefundState.CREATED:
        move_refund(refund, RefundState.PROCESSING)
    refund.hand_approved_by_id = operator_id
    refund.save(update_fields=["hand_approved_by"])
    succeed(refund, succeeded_at=at, at=at)
    return refund


@transaction.atomic
def reject_hand_settlement(*, refund_id: int, at: datetime) -> Refund:
    """Take a proposal back; the channel is tried again at once.

    :raises NothingProposed:
    """
    refund = _proposed(refund_id)
    refund.hand_note, refund.hand_proposed_at, refund.hand_proposed_by = "", None, None
    refund.next_attempt_at = at if refund.state != RefundState.FAILED else None
    refund.save(update_fields=["hand_note", "hand_proposed_at", "hand_proposed_by", "next_attempt_at"])
    return refund


def _proposed(refund_id: int) -> Refund:
    refund = lock_refund(pk=refund_id)
    if refund.state == RefundState.SUCCEEDED or not refund.hand_proposed_at:
        raise NothingProposed
    return refund

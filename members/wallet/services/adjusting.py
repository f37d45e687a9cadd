"""Adjust a wallet by hand: with a reason, and above a limit with a second person."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Abs

from kernel import clock
from kernel.errors import Conflict, Forbidden, Invalid, NotFound
from kernel.staff.models import Operator
from members.accounts.services import lock_member
from members.wallet import kinds
from members.wallet.models import Adjustment
from members.wallet.options import ADJUST_ALONE_MAX_FEN
from members.wallet.services.booking import ISSUED, LARGEST_FEN, BadWalletAmount, Booking, book
from members.wallet.shapes import WalletParts
from members.wallet.states import AdjustmentState


class AdjustmentNotFound(NotFound):
    code, title = "wallet_adjustment_not_found", "没有这笔余额调整"


class AdjustmentDecided(Conflict):
    code, title = "wallet_adjustment_decided", "这笔余额调整已有决定"


class SecondApproverNeeded(Forbidden):
    code, title = "second_approver_needed", "须由另一位员工审批"


class AdjustmentReasonMissing(Invalid):
    code, title = "adjustment_reason_missing", "请填写原因"


@dataclass(frozen=True)
class NewAdjustment:
    """What is to be added (above 0) or taken (below 0), in fen, and why."""

    member_id: int
    parts: WalletParts
    reason: str


@transaction.atomic
def adjust_wallet(*, change: NewAdjustment, operator_id: int, at: datetime) -> Adjustment:
    """Adjust at once what one operator may do alone in a day; more waits for a second person.

    :raises NotEnoughWallet: it would take more than is there, where it is done at once.
    :raises AdjustmentReasonMissing: :raises BadWalletAmount:
    """
    _check(change)
    lock_member(member_id=change.member_id)
    # Two adjustments of one operator at once would each see a limit that is not used up.
    Operator.objects.select_for_update().get(pk=operator_id)
    wanted = Adjustment.objects.create(
        member_id=change.member_id,
        principal_fen=change.parts.principal_fen,
        bonus_fen=change.parts.bonus_fen,
        reason=change.reason.strip()[:200],
        proposed_at=at,
        proposed_by_id=operator_id,
    )
    if _alone_today_fen(operator_id, at) + wanted.size_fen <= ADJUST_ALONE_MAX_FEN.get():
        _apply(wanted, decided_by_id=None, at=at)
    return wanted


@transaction.atomic
def approve_adjustment(*, adjustment_id: int, operator_id: int, at: datetime) -> Adjustment:
    """Apply, as the second person, what another one has proposed.

    :raises SecondApproverNeeded: the proposer approves.
    :raises NotEnoughWallet: it would take more than is there.
    :raises AdjustmentDecided: :raises AdjustmentNotFound:
    """
    wanted = _proposed(adjustment_id)
    if wanted.proposed_by_id == operator_id:
        raise SecondApproverNeeded
    _apply(wanted, decided_by_id=operator_id, at=at)
    return wanted


@transaction.atomic
def reject_adjustment(*, adjustment_id: int, operator_id: int, at: datetime) -> Adjustment:
    """Refuse a proposal; who made it may withdraw it.

    :raises AdjustmentDecided: :raises AdjustmentNotFound:
    """
    wanted = _proposed(adjustment_id)
    wanted.state, wanted.decided_at, wanted.decided_by_id = AdjustmentState.REJECTED, at, operator_id
    wanted.save(update_fields=["state", "decided_at", "decided_by"])
    return wanted


def adjustment_key(adjustment_id: int) -> str:
    """Return under which key the ledger has an adjustment."""
    return f"{kinds.ADJUST}:{adjustment_id}"


def _apply(wanted: Adjustment, *, decided_by_id: int | None, at: datetime) -> None:
    key = adjustment_key(wanted.pk)
    booking = Booking(kinds.ADJUST, key, f"调整 {wanted.pk}", wanted.parts, against=ISSUED)
    book(member_id=wanted.member_id, booking=booking, at=at)
    wanted.state, wanted.decided_at, wanted.decided_by_id = AdjustmentState.APPLIED, at, decided_by_id
    wanted.save(update_fields=["state", "decided_at", "decided_by"])


def _alone_today_fen(operator_id: int, at: datetime) -> int:
    """Return what this operator has adjusted today without a second person; adding and taking both count."""
    start, end = clock.bounds(clock.date_of(at))
    alone = Adjustment.objects.filter(
        proposed_by_id=operator_id,
        proposed_at__gte=start,
        proposed_at__lt=end,
        state=AdjustmentState.APPLIED,
        decided_by=None,
    )
    total = alone.aggregate(total=Sum(Abs("principal_fen") + Abs("bonus_fen")))["total"]
    return int(total or 0)


def _proposed(adjustment_id: int) -> Adjustment:
    found = Adjustment.objects.select_for_update().filter(pk=adjustment_id).first()
    if found is None:
        raise AdjustmentNotFound
    if found.state != AdjustmentState.PROPOSED:
        raise AdjustmentDecided
    return found


def _check(change: NewAdjustment) -> None:
    if not change.reason.strip():
        raise AdjustmentReasonMissing
    amounts = (change.parts.principal_fen, change.parts.bonus_fen)
    if any(type(amount) is not int or abs(amount) > LARGEST_FEN for amount in amounts) or not any(amounts):
        raise BadWalletAmount("请填写要增加或扣减的金额")

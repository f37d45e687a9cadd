"""A member leaves for good: refused while money is open, cooling off, then carried out by the clock."""

from datetime import datetime, timedelta

from django.db import transaction

from kernel.errors import Conflict, NotFound
from kernel.outbox.services import publish
from members.accounts import ports
from members.accounts.models import Member
from members.accounts.selectors import person_of
from members.accounts.services import lock_member, mark_erased
from members.privacy.facts import PersonalDataErased
from members.privacy.models import Erasure
from members.privacy.options import COOLING_DAYS
from members.privacy.states import ErasureState

# An erasure that something holds up is tried again next day.
AGAIN = timedelta(days=1)


class ErasureRefused(Conflict):
    """`reasons` are the sentences: what is open, and must end first."""

    code, title = "erasure_refused", "还有未了结的业务，暂时不能注销"


class ErasureNotFound(NotFound):
    code, title = "erasure_not_found", "没有进行中的注销申请"


def request_erasure(*, member_id: int, at: datetime) -> Erasure:
    """Ask to be erased; asked before, that request stands. Without a cooling-off period it happens at once.

    :raises ErasureRefused: money or goods are under way.
    """
    erasure = _request(member_id=member_id, at=at)
    return carry_out_erasure(erasure_id=erasure.pk, at=at) if erasure.due_at <= at else erasure


@transaction.atomic
def withdraw_erasure(*, member_id: int, at: datetime) -> Erasure:
    """Take a request back.

    :raises ErasureNotFound: none is cooling off.
    """
    lock_member(member_id=member_id)
    erasure = Erasure.objects.filter(member_id=member_id, state=ErasureState.COOLING).first()
    if erasure is None:
        raise ErasureNotFound
    erasure.state, erasure.ended_at, erasure.next_try_at = ErasureState.CANCELLED, at, None
    erasure.save(update_fields=["state", "ended_at", "next_try_at"])
    return erasure


@transaction.atomic
def carry_out_erasure(*, erasure_id: int, at: datetime) -> Erasure:
    """Erase the member, and everybody merged into it, in every room; or keep what holds it up and try again next day.

    Withdrawn, done, or not yet due: nothing happens.
    """
    member_id = Erasure.objects.values_list("member_id", flat=True).get(pk=erasure_id)
    lock_member(member_id=member_id)
    erasure = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure_id)
    if erasure.state != ErasureState.COOLING or erasure.due_at > at:
        return erasure
    erasure.reasons = _reasons(member_id)
    if erasure.reasons:
        erasure.next_try_at = at + AGAIN
        erasure.save(update_fields=["reasons", "next_try_at"])
        return erasure
    for part in ports.top_down():
        for person in person_of(member_id):
            part.erase(member_id=person, at=at)
    mark_erased(member_id=member_id)
    erasure.state, erasure.ended_at, erasure.next_try_at = ErasureState.DONE, at, None
    erasure.save(update_fields=["state", "ended_at", "next_try_at", "reasons"])
    publish(PersonalDataErased(member_id=member_id))
    return erasure


@transaction.atomic
def _request(*, member_id: int, at: datetime) -> Erasure:
    lock_member(member_id=member_id)
    known = Erasure.objects.filter(member_id=member_id, state=ErasureState.COOLING).first()
    if known is not None:
        return known
    reasons = _reasons(member_id)
    if reasons:
        raise ErasureRefused("；".join(reasons), reasons=reasons)
    due = at + timedelta(days=COOLING_DAYS.get())
    return Erasure.objects.create(member_id=member_id, requested_at=at, due_at=due, next_try_at=due)


def _reasons(member_id: int) -> list[str]:
    """Return what stands against it; the request itself stands against merging only."""
    waiting = Member.objects.filter(merges_away__state="waiting", pk=member_id).exists()
    said = ["正在与另一个会员合并，请稍后再试"] if waiting else []
    return said + ports.erasure_blocks(member_id)

"""A member's standing: locked, banned, lifted, a customer since."""

from datetime import datetime

from django.db import transaction

from kernel.errors import Conflict, NotFound, Unavailable
from members.accounts.models import Member, Session


class MemberNotFound(NotFound):
    code, title = "member_not_found", "会员不存在"


class MemberErased(Conflict):
    code, title = "member_erased", "该会员已注销"


class MemberMerged(Unavailable):
    """The member became another one while the request was under way: it comes again, as the other one.

    Nothing of it has happened. Not a 409: an answer under an idempotency key would be kept and replayed.
    """

    code, title = "member_merged", "账号刚刚合并，请重试"

    def __init__(self) -> None:
        super().__init__(retry_after=1)


def lock_member(*, member_id: int) -> Member:
    """Lock a member's row until the transaction ends; first in the lock order of the house (rules 4.4).

    :raises MemberNotFound: there is no such member.
    :raises MemberMerged: it is another one now; ask `selectors.surviving_id` and come again.
    """
    member = Member.objects.locked().filter(pk=member_id).first()
    if member is None:
        raise MemberNotFound
    if member.state == Member.State.MERGED:
        raise MemberMerged
    return member


def lock_pair(*, source_id: int, target_id: int) -> tuple[Member, Member]:
    """Lock two members by id, merged or not; return source and target.

    :raises MemberNotFound: one of them does not exist.
    """
    locked = {member.pk: member for member in Member.objects.locked().filter(pk__in=[source_id, target_id])}
    if len(locked) < 2:
        raise MemberNotFound
    return locked[source_id], locked[target_id]


@transaction.atomic
def mark_first_paid(*, member_id: int, at: datetime) -> None:
    """Remember the first payment; later ones change nothing (rules 2.9)."""
    Member.objects.filter(pk=member_id, first_paid_at=None).update(first_paid_at=at)


@transaction.atomic
def set_first_paid(*, member_id: int, at: datetime) -> None:
    """Say since when a member is a customer: after a merge was undone, the rooms of orders know."""
    Member.objects.filter(pk=member_id).update(first_paid_at=at)


@transaction.atomic
def ban_member(*, member_id: int, reason: str, at: datetime) -> Member:
    """Shut a member out: no new sign-in, and the next request of every session is refused. Twice is once.

    :raises MemberNotFound: there is no such member.
    :raises MemberErased: there is nobody left to ban.
    """
    member = lock_member(member_id=member_id)
    if member.state == Member.State.ERASED:
        raise MemberErased
    if member.state == Member.State.BANNED:
        return member
    member.state, member.banned_at, member.ban_reason = Member.State.BANNED, at, reason
    member.save(update_fields=["state", "banned_at", "ban_reason"])
    Session.objects.live().filter(member=member).update(revoked_at=at)
    return member


@transaction.atomic
def mark_erased(*, member_id: int) -> None:
    """Say that a member is gone for good; the parts have erased what was told about them.

    :raises MemberNotFound: :raises MemberMerged:
    """
    member = lock_member(member_id=member_id)
    Member.objects.filter(pk=member.pk).update(state=Member.State.ERASED, banned_at=None)


@transaction.atomic
def lift_ban(*, member_id: int) -> Member:
    """Let a banned member in again. Old sessions stay ended.

    :raises MemberNotFound: there is no such member.
    """
    member = lock_member(member_id=member_id)
    if member.state != Member.State.BANNED:
        return member
    member.state, member.banned_at, member.ban_reason = Member.State.ACTIVE, None, ""
    member.save(update_fields=["state", "banned_at", "ban_reason"])
    return member

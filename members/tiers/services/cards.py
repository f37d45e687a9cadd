"""Paid membership: opened, added behind what runs, ended early, and what it saved (features O7)."""

from datetime import datetime, timedelta

from django.db import transaction

from kernel.errors import Invalid
from kernel.outbox.services import publish
from members.accounts.selectors import surviving_id
from members.tiers.facts import MembershipEnded, MembershipOpened
from members.tiers.models import Membership, Saving
from members.tiers.selectors.cards import get_membership
from members.tiers.services.moving import lock_standing
from members.tiers.services.telling import tell_card_ending


class MembershipDatesWrong(Invalid):
    code, title = "membership_dates_wrong", "付费会员的起止时间有误"


@transaction.atomic
def open_membership(
    *, member_id: int, plan_code: str, starts_at: datetime, ends_at: datetime, key: str, at: datetime
) -> Membership:
    """Give a member a span of paid time, once per key; bought again, it follows what the member still has.

    The length is what counts: with time left, the span begins where that ends, and is as long as asked.

    :raises MembershipDatesWrong: it would end before it begins, begin later than now, or be over.
    """
    if not starts_at < ends_at or starts_at > at or ends_at <= at:
        raise MembershipDatesWrong
    member_id = lock_standing(member_id=member_id, at=at).member_id
    if (known := Membership.objects.filter(key=key).first()) is not None:
        return known
    last = Membership.objects.owned_by(member_id).ahead(at).last()
    begins = last.ends_at if last else starts_at
    span = Membership.objects.create(
        member_id=member_id,
        plan_code=plan_code,
        key=key,
        opened_at=at,
        starts_at=begins,
        ends_at=begins + (ends_at - starts_at),
        days=(ends_at - starts_at).days,
    )
    publish(MembershipOpened(member_id=member_id, membership_id=span.pk))
    return span


def extend_membership(*, member_id: int, days: int, key: str, at: datetime, plan_code: str = "operator") -> Membership:
    """Give a member more paid days, behind what they have; once per key.

    :raises MembershipDatesWrong: not one day.
    """
    ends_at = at + timedelta(days=days)
    return open_membership(member_id=member_id, plan_code=plan_code, starts_at=at, ends_at=ends_at, key=key, at=at)


@transaction.atomic
def end_membership(*, key: str, at: datetime) -> Membership:
    """End a span now; those behind it move up, so that no paid day is lost. Over or ended before: no error.

    :raises MembershipNotFound:
    """
    span = get_membership(key=key)
    lock_standing(member_id=span.member_id, at=at)
    span.refresh_from_db()
    if span.ended_at is not None or span.ends_at <= at:
        return span
    span.ends_at, span.ended_at, span.closed_at = max(span.starts_at, at), at, at
    span.save(update_fields=["ends_at", "ended_at", "closed_at"])
    close_gaps(member_id=span.member_id, at=at)
    publish(MembershipEnded(member_id=span.member_id, membership_id=span.pk))
    return span


def close_gaps(*, member_id: int, at: datetime) -> None:
    """Let each span that has not begun follow the one before it, or begin now."""
    free = at
    for span in Membership.objects.owned_by(member_id).ahead(at):
        if span.starts_at > free:
            span.starts_at, span.ends_at = free, free + (span.ends_at - span.starts_at)
            span.save(update_fields=["starts_at", "ends_at"])
        free = span.ends_at


@transaction.atomic
def add_savings(*, member_id: int, amount_fen: int, key: str, at: datetime) -> None:
    """Count what the card saved a member, in fen, once per key; below 0 takes back. 0 does nothing."""
    if amount_fen:
        saving = Saving(member_id=surviving_id(member_id), amount_fen=amount_fen, key=key, at=at)
        Saving.objects.bulk_create([saving], ignore_conflicts=True)


@transaction.atomic
def forget_membership(*, member_id: int, at: datetime) -> None:
    """End whatever paid time an erased member had left; nobody is told."""
    for span in Membership.objects.owned_by(member_id).ahead(at):
        span.ends_at, span.ended_at, span.closed_at = max(span.starts_at, at), at, at
        span.save(update_fields=["ends_at", "ended_at", "closed_at"])


@transaction.atomic
def close_membership(*, membership_id: int, at: datetime) -> bool:
    """Tell of a span that has run out, once; return whether it had not been told."""
    span = Membership.objects.select_for_update().get(pk=membership_id)
    if span.closed_at is not None or span.ends_at > at:
        return False
    span.closed_at = at
    span.save(update_fields=["closed_at"])
    publish(MembershipEnded(member_id=span.member_id, membership_id=span.pk))
    return True


@transaction.atomic
def remind_of_end(*, membership_id: int, at: datetime) -> bool:
    """Remind a member that the last of their paid time ends soon, once per span; return whether it was told."""
    span = Membership.objects.select_for_update().get(pk=membership_id)
    behind = Membership.objects.owned_by(span.member_id).filter(ends_at__gt=span.ends_at)
    if span.reminded_at is not None or span.ends_at <= at or behind.exists():
        return False
    span.reminded_at = at
    span.save(update_fields=["reminded_at"])
    tell_card_ending(span, at=at)
    return True

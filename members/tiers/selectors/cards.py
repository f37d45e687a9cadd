"""Paid membership: until when, how much of it is unused, what it saved."""

from datetime import datetime, timedelta

from django.db.models import Max, Sum

from kernel.errors import NotFound
from members.tiers.models import Membership, Saving


class MembershipNotFound(NotFound):
    code, title = "membership_not_found", "付费会员记录不存在"


def get_membership(*, key: str) -> Membership:
    """Return the span opened under a key.

    :raises MembershipNotFound:
    """
    found = Membership.objects.filter(key=key).first()
    if found is None:
        raise MembershipNotFound
    return found


def vip_until_of(member_id: int, *, at: datetime) -> datetime | None:
    """Return when the member's paid time ends, spans behind the running one included; None without any."""
    mine = Membership.objects.owned_by(member_id)
    if not mine.running(at).exists():
        return None
    until: datetime | None = mine.ahead(at).order_by().aggregate(end=Max("ends_at"))["end"]
    return until


def unused_days(*, key: str, at: datetime) -> tuple[int, int]:
    """Return the whole days of a span nobody has used yet, and all its days: what a refund by days is counted from.

    :raises MembershipNotFound:
    """
    span = get_membership(key=key)
    left = max(span.ends_at - max(at, span.starts_at), timedelta())
    return left.days, span.days


def saved_fen(member_id: int, *, since: datetime | None = None) -> int:
    """Return what cards have saved the member so far, in fen; with `since`, from then on."""
    rows = Saving.objects.filter(member_id=member_id)
    rows = rows.filter(at__gte=since) if since else rows
    return rows.aggregate(total=Sum("amount_fen"))["total"] or 0

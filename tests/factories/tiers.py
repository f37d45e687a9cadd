"""Growth value, tiers and cards to test with: written by the room's services, as everything else."""

from datetime import datetime
from itertools import count

from kernel import clock
from members.accounts.models import Member
from members.tiers import services
from members.tiers.models import MemberTier
from members.tiers.selectors.growth import growth_of

_keys = count(1)


def moment(text: str) -> datetime:
    """Return a moment of Shanghai time: `2025-06-01` is its noon."""
    day = datetime.fromisoformat(text)
    return (day.replace(hour=12) if len(text) == 10 else day).replace(tzinfo=clock.SHANGHAI)


def grow(member: Member, amount: int, at: datetime, *, key: str = "") -> str:
    """Give growth value that counts from the day of `at`; return its key."""
    key = key or f"test:{next(_keys)}"
    services.add_growth(
        member_id=member.pk,
        amount=amount,
        kind="purchase",
        key=key,
        reference="R1",
        counts_on=clock.date_of(at),
        at=at,
    )
    return key


def take_back(key: str, amount: int, at: datetime, *, refund_key: str = "") -> int:
    refund_key = refund_key or f"refund:{next(_keys)}"
    return services.take_back_growth(key=key, amount=amount, refund_key=refund_key, reference="R1", at=at)


def tier_of(member: Member) -> str:
    return MemberTier.objects.get(member=member).tier.code


def growth_at(member: Member, at: datetime) -> int:
    return growth_of(member.pk, on=clock.date_of(at))

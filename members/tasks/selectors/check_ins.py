"""The check-in calendar of a member."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kernel import clock
from members.accounts.models import Member
from members.tasks.models import CheckIn, CheckInRun, MakeUpCard
from members.tasks.options import MAKE_UP_CARD_POINTS, MAKE_UP_DAYS, MAKE_UP_PER_MONTH
from members.tasks.periods import first_of_next_month


@dataclass(frozen=True)
class Calendar:
    """A month of check-ins, and what the member may do today. Dates are Shanghai's."""

    month: date
    days: tuple[CheckIn, ...]
    today: date
    is_checked_in: bool
    streak: int
    longest_streak: int
    cards: int
    make_ups_left: int
    can_make_up: tuple[date, ...]
    card_points: int


def month_bounds(on: date) -> tuple[datetime, datetime]:
    """Return the half-open span of the Shanghai month that a date lies in."""
    first = on.replace(day=1)
    return clock.start_of(first), clock.start_of(first_of_next_month(first))


def calendar_of(member: Member, *, month: date, at: datetime) -> Calendar:
    """Return a month of a member's check-ins. Five queries, whatever the month."""
    today = clock.date_of(at)
    earliest = max(today - timedelta(days=MAKE_UP_DAYS.get()), clock.date_of(member.joined_at))
    checked = CheckIn.objects.filter(member_id=member.pk)
    recent = set(checked.filter(on__gte=earliest, on__lte=today).values_list("on", flat=True))
    starts, ends = month_bounds(today)
    made_up = checked.filter(at__gte=starts, at__lt=ends).exclude(card=None).count()
    left = max(0, MAKE_UP_PER_MONTH.get() - made_up)
    missed = (earliest + timedelta(days=n) for n in range((today - earliest).days))
    runs = [(run.days, run.ends_on) for run in CheckInRun.objects.filter(member_id=member.pk)]
    return Calendar(
        month=month,
        days=tuple(checked.filter(on__gte=month, on__lt=first_of_next_month(month)).order_by("on")),
        today=today,
        is_checked_in=today in recent,
        # Yesterday's run goes on until today is over.
        streak=max((days for days, ends_on in runs if ends_on >= today - timedelta(days=1)), default=0),
        longest_streak=max((days for days, _ in runs), default=0),
        cards=MakeUpCard.objects.filter(member_id=member.pk).usable(at).count(),
        make_ups_left=left,
        can_make_up=tuple(day for day in missed if day not in recent) if left else (),
        card_points=MAKE_UP_CARD_POINTS.get(),
    )

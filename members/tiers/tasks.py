"""Clock jobs: the daily review, gifts, cards that end."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from kernel import clock
from members.tiers import options
from members.tiers.models.ladder import Occasion
from members.tiers.selectors import due
from members.tiers.services import cards, gifts, reviewing

log = logging.getLogger(__name__)
# A birthday whose day the clock missed is still celebrated.
LATE_DAYS = 3
PROGRESS_EVERY = 1_000


def review_tiers() -> int:
    """Look at all members once a Shanghai date, and again when the rules have changed."""
    return reviewing.review_standings(at=clock.now())


def grant_birthday_gifts() -> int:
    """Give today's birthday gifts, and those of the last days that were missed."""
    at, given = clock.now(), 0
    for late in range(LATE_DAYS):
        day = clock.date_of(at) - timedelta(days=late)
        lacking = due.without_birthday_gift(gifts.birthdays_on(day), period=str(day.year), at=at)
        given += _give(lacking, Occasion.BIRTHDAY, str(day.year), at=at)
    return given


def grant_monthly_packs() -> int:
    """Give the monthly packs of tiers for this month to whoever has not had them."""
    at = clock.now()
    period = gifts.month_of(at)
    return _give(due.without_monthly_pack(period), Occasion.MONTHLY, period, at=at)


def grant_card_months() -> int:
    """Give the gifts of cards for the 31 days they are in."""
    at, given = clock.now(), 0
    for spans in due.running_cards(at):
        periods = {gifts.card_month(span, at=at): span.pk for span in spans}
        had = due.granted_card_months(periods)
        waiting = [pk for period, pk in periods.items() if period not in had]
        given += sum(gifts.grant_card_month(membership_id=pk, at=at) for pk in waiting)
        log.info("gifts of cards: %s given", given)
    return given


def close_memberships() -> int:
    """Tell of the cards that have run out."""
    at = clock.now()
    return sum(cards.close_membership(membership_id=pk, at=at) for pk in due.cards_to_close(at))


def remind_of_ending_memberships() -> int:
    """Remind members whose paid time ends soon."""
    at = clock.now()
    ending = due.cards_to_remind_of(at, days=options.REMIND_DAYS.get())
    return sum(cards.remind_of_end(membership_id=pk, at=at) for pk in ending)


def _give(lacking: Iterable[tuple[int, int]], occasion: str, period: str, *, at: datetime) -> int:
    given = 0
    for seen, (member_id, tier_id) in enumerate(lacking, 1):
        given += gifts.grant_gifts(member_id=member_id, tier_id=tier_id, occasion=occasion, period=period, at=at)
        if seen % PROGRESS_EVERY == 0:
            log.info("%s gifts of %s: %s members", occasion, period, seen)
    return given

"""Clock jobs of the wallet: set-based, safe to run twice."""

from kernel import clock
from members.wallet import services


def expire_cards() -> int:
    """Mark gift cards whose last day is over; return how many."""
    return services.expire_cards(at=clock.now())


def count_days() -> int:
    """Write the totals of the days that are over; return how many rows changed."""
    return services.count_days(at=clock.now())


def forget_guesses() -> int:
    """Remove counts of wrong codes that bear on nothing any more; return how many."""
    return services.forget_guesses(at=clock.now())

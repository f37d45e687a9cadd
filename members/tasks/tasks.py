"""Clock jobs of tasks."""

from kernel import clock
from members.tasks import services


def expire_unclaimed_rewards() -> int:
    """End rewards whose time to claim is over; return how many."""
    return services.expire_unclaimed(at=clock.now())

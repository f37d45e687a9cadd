"""Clock jobs of members."""

from kernel import clock
from members.accounts import services


def forget_ended_sessions() -> int:
    """Delete sessions that nobody can refresh any more; return how many."""
    return services.forget_ended_sessions(before=clock.now())

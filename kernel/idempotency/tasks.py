"""Clock jobs of the idempotency records."""

from kernel import clock
from kernel.idempotency import services


def purge_claims() -> int:
    """Forget the answers of yesterday; return how many."""
    purged = 0
    while batch := services.purge(at=clock.now()):
        purged += batch
    return purged

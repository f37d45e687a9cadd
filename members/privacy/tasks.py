"""Clock jobs: cooling-off periods that are over, copies whose days are over."""

import logging

from kernel import clock
from kernel.errors import Refusal
from members.privacy import services
from members.privacy.models import Erasure
from members.privacy.states import ErasureState

log = logging.getLogger(__name__)
BATCH = 200


def carry_out_erasures() -> int:
    """Erase whoever's cooling-off period is over; return how many went."""
    at = clock.now()
    due = Erasure.objects.filter(state=ErasureState.COOLING, next_try_at__lte=at).order_by("next_try_at")
    done = 0
    for erasure_id in list(due.values_list("pk", flat=True)[:BATCH]):
        try:
            erasure = services.carry_out_erasure(erasure_id=erasure_id, at=at)
        except Refusal as refusal:
            log.warning("erasure %s refused: %s", erasure_id, refusal.code)
        else:
            done += erasure.state == ErasureState.DONE
    return done


def expire_exports() -> int:
    """Delete copies whose days are over; return how many."""
    return services.expire_exports(at=clock.now())

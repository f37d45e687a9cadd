"""Clock jobs: find ids, one service call per id."""

import logging

from celery import shared_task

from kernel import clock
from kernel.errors import Refusal
from mall.reviews import services
from mall.reviews.models import ContentCheck

log = logging.getLogger(__name__)
BATCH = 200


@shared_task
def ask_due_checks() -> int:
    """Ask content security again about what it has not answered, with growing pauses."""
    at = clock.now()
    asked = 0
    for check_id in list(ContentCheck.objects.due(at).order_by("next_attempt_at").values_list("pk", flat=True)[:BATCH]):
        try:
            asked += services.ask_check(check_id=check_id, at=at)
        except Refusal as refusal:
            log.warning("ask_due_checks: %s refused: %s", check_id, refusal.code)
    return asked

"""Clock jobs: find ids, one service call per id."""

import logging
from datetime import timedelta

from celery import shared_task

from kernel import clock
from kernel.errors import Refusal
from mall.reviews import services
from mall.reviews.models import ContentCheck
from mall.reviews.options import REMIND_AFTER_DAYS
from mall.reviews.selectors import orders_to_remind

log = logging.getLogger(__name__)
BATCH = 500
CATCH_UP = timedelta(days=7)


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


@shared_task
def remind_buyers() -> int:
    """Remind buyers of what they received some days ago and have not reviewed. Missed days are caught up, to a week."""
    at, days = clock.now(), REMIND_AFTER_DAYS.get()
    if not days:
        return 0
    until = at - timedelta(days=days)
    due = orders_to_remind(received_from=until - CATCH_UP, received_to=until, most=BATCH)
    return sum(services.remind_to_review(order_id=order_id, at=at) for order_id in due)

"""Look at every standing once a day, and again when the rules have changed: found set-based, settled by thousands."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from kernel import clock
from members.tiers import options
from members.tiers.models import MemberTier, Tier, TierReview
from members.tiers.rules import Step
from members.tiers.selectors.growth import growths_of
from members.tiers.services.moving import Move, ensure_ladder, settle_many
from members.tiers.statements import standings_to_settle

log = logging.getLogger(__name__)
AT_ONCE = 1_000


def review_standings(*, at: datetime) -> int:
    """Let the rules decide about all members; return how many standings changed.

    Up at once, notices, what has recovered, down after the notice; each thousand in its own transaction, so that
    neither a crash nor a second run in parallel does anything twice.
    """
    if not is_review_due(at=at):
        return 0
    # By the wall, not by `at`: whatever an operator changes from here on is looked at again.
    started_at = clock.now()
    ladder, window_days = ensure_ladder(), options.WINDOW_DAYS.get()
    waiting = standings_to_settle(on=clock.date_of(at), window_days=window_days)
    steps: Counter[Step] = Counter()
    for start in range(0, len(waiting), AT_ONCE):
        steps.update(move.decision.step for move in _settle_thousand(waiting[start : start + AT_ONCE], ladder, at=at))
        log.info("tier review: %s of %s", min(start + AT_ONCE, len(waiting)), len(waiting))
    TierReview.objects.create(
        reviewed_on=clock.date_of(at),
        window_days=window_days,
        notice_days=options.NOTICE_DAYS.get(),
        looked_at=len(waiting),
        ups=steps[Step.UP],
        notices=steps[Step.NOTICE],
        recoveries=steps[Step.RECOVER],
        downs=steps[Step.DOWN],
        started_at=started_at,
        finished_at=clock.now(),
    )
    return steps.total()


def is_review_due(*, at: datetime) -> bool:
    """Tell whether today's review is missing, or older than the rules it went by."""
    last = TierReview.objects.last()
    if last is None or last.reviewed_on != clock.date_of(at):
        return True
    if (last.window_days, last.notice_days) != (options.WINDOW_DAYS.get(), options.NOTICE_DAYS.get()):
        return True
    return Tier.objects.filter(changed_at__gt=last.started_at).exists()


@transaction.atomic
def _settle_thousand(standing_ids: Sequence[int], ladder: Sequence[Tier], *, at: datetime) -> list[Move]:
    rows = list(MemberTier.objects.locked().filter(pk__in=standing_ids))
    growths = growths_of([row.member_id for row in rows], on=clock.date_of(at))
    return settle_many(rows, growths, ladder=ladder, at=at)

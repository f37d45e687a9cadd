"""Clock jobs of the catalogue. Schedules of products need none: reads compare the times."""

from datetime import timedelta

from celery import shared_task

from kernel import clock
from mall.catalog import services

KEEP_SEARCHES = timedelta(days=30)


@shared_task
def forget_old_searches() -> int:
    """Drop search counts that no hot word looks at any more, in one statement."""
    return services.forget_searches(before=clock.date_of(clock.now() - KEEP_SEARCHES))

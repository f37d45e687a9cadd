"""The statement that runs once per delivery, in SQL: building it in the ORM costs more than running it."""

from datetime import datetime

from django.db import connection

from kernel.outbox.models import Delivery

_MARK_DONE = (
    "UPDATE kernel_outbox_delivery "
    "SET state = 'done', done_at = %s, attempts = %s, claim = '', claimed_until = NULL "
    "WHERE id = %s AND state = 'waiting' AND attempts = %s "
    "AND (claim = %s OR claimed_until IS NULL OR claimed_until <= %s)"
)


def mark_done(*, delivery: Delivery, token: str, at: datetime) -> bool:
    """Set a delivery to done if it waits, was not tried since it was read, and is ours or nobody's; False if not."""
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        seen = delivery.attempts
        cursor.execute(_MARK_DONE, [moment, seen + 1, delivery.pk, seen, token, moment])
        return int(cursor.rowcount) == 1

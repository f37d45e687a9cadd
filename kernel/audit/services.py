"""Write the audit log."""

from typing import Any

import structlog
from django.db import models, transaction

from kernel import clock
from kernel.audit.actors import Actor
from kernel.audit.chain import GENESIS, digest_of, plain
from kernel.audit.models import AuditEntry, AuditTail


@transaction.atomic
def record(
    *,
    actor: Actor,
    action: str,
    target: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    label: str = "",
) -> AuditEntry:
    """Add an entry to the chain, in the caller's transaction if there is one.

    `action` is a stable dotted code (`mall.orders.ship`), `label` what operators read, `target` what `target_of` says.
    The tail row stays locked until the transaction ends, so record last: after every other lock of the act.
    """
    tail = _locked_tail()
    content: dict[str, Any] = {
        "sequence": tail.sequence + 1,
        "at": clock.now(),
        "actor_kind": actor.kind,
        "actor_id": actor.id,
        "action": action,
        "label": label or action,
        "target": target,
        "before": plain(before),
        "after": plain(after),
        "request_id": str(structlog.contextvars.get_contextvars().get("request_id", "")),
    }
    previous = tail.digest or GENESIS
    entry = AuditEntry.objects.create(**content, previous=previous, digest=digest_of(previous, content))
    tail.sequence, tail.digest = entry.sequence, entry.digest
    tail.save(update_fields=["sequence", "digest"])
    return entry


def target_of(row: models.Model) -> str:
    """Return how the log names a row: `mall_orders.order:42`."""
    return f"{row._meta.label_lower}:{row.pk}"


def _locked_tail() -> AuditTail:
    tail = AuditTail.objects.select_for_update().filter(pk=1).first()
    if tail is None:
        # The first entry ever. The loser of a race for the row finds the winner's.
        AuditTail.objects.get_or_create(pk=1)
        tail = AuditTail.objects.select_for_update().get(pk=1)
    return tail

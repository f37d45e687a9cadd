"""How far behind the relay is, for readiness, metrics and the admin."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from kernel.outbox.facts import known_names
from kernel.outbox.models import Delivery, StoredFact


@dataclass(frozen=True)
class Backlog:
    """What is under way. `lag_seconds` is the age of the oldest thing that could run now; what backs off is no lag."""

    lag_seconds: float
    facts_to_fan_out: int
    waiting: int
    retrying: int
    dead: int


def backlog(at: datetime) -> Backlog:
    """Return the state of the outbox, by its partial indexes alone: it is asked often, and what is done grows."""
    # A fact this process does not know is counted, but no reason to call the process unready.
    facts = StoredFact.objects.filter(fanned_out_at=None).aggregate(
        oldest=Min("published_at", filter=Q(name__in=known_names())), count=Count("pk")
    )
    deliveries = Delivery.objects.waiting().aggregate(
        waiting=Count("pk"), retrying=Count("pk", filter=Q(attempts__gt=0))
    )
    runnable = [facts["oldest"], _oldest_due(is_outside=False, at=at), _oldest_due(is_outside=True, at=at)]
    since = min((moment for moment in runnable if moment), default=at)
    return Backlog(
        lag_seconds=max(0.0, (at - since).total_seconds()),
        facts_to_fan_out=facts["count"],
        dead=Delivery.objects.dead().count(),
        **deliveries,
    )


def _oldest_due(*, is_outside: bool, at: datetime) -> datetime | None:
    heads = Delivery.objects.heads().due(at).filter(is_outside=is_outside)
    return heads.order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()


def dead_letters() -> QuerySet[Delivery]:
    """Return what was given up, newest first, each with its fact."""
    return Delivery.objects.dead().select_related("fact").order_by("-pk")


def handler_counts() -> list[Mapping[str, object]]:
    """Return per handler how many deliveries are waiting, done and dead, and when it was last done."""
    counts = {state.value: Count("pk", filter=Q(state=state)) for state in Delivery.State}
    return list(Delivery.objects.values("handler").annotate(last_done_at=Max("done_at"), **counts).order_by("handler"))


def is_any_due(*, is_outside: bool, at: datetime) -> bool:
    """Tell whether a lane head of that kind could run now."""
    return Delivery.objects.heads().due(at).filter(is_outside=is_outside).exists()

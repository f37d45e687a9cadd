"""Two members become one: their days are united, their progress is added up, and nothing is rewarded twice for it.

What both had done of the same period stays with the source as history; the target keeps the further of the two.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from members.tasks.models import CheckIn, MakeUpCard, Task, TaskProgress
from members.tasks.selectors.tasks import last_day_of_streak
from members.tasks.services.check_ins import rebuild_runs
from members.tasks.services.uniting import part_progress, unite_progress

Journal = Mapping[str, Any]


def move_over(*, source_id: int, target_id: int, at: datetime) -> dict[str, Any]:
    """Give the source's check-ins, cards and progress to the target, both locked; return what undoing needs: ids."""
    twice = _forget_common_days(source_id, target_id)
    days, cards = CheckIn.objects.filter(member_id=source_id), MakeUpCard.objects.filter(member_id=source_id)
    journal = {
        "source_id": source_id,
        "target_id": target_id,
        "moved_at": at.isoformat(),
        "twice": twice,
        "days": list(days.order_by("id").values_list("pk", flat=True)),
        "cards": list(cards.order_by("id").values_list("pk", flat=True)),
    }
    days.update(member_id=target_id)
    cards.update(member_id=target_id)
    rebuild_runs(member_id=source_id)
    rebuild_runs(member_id=target_id)
    return {**journal, "progress": unite_progress(source_id=source_id, target_id=target_id, at=at)}


def give_back(*, journal: Journal, at: datetime) -> None:
    """Return what `move_over` moved, but for days and records that have earned the target something since."""
    source_id, target_id = journal["source_id"], journal["target_id"]
    part_progress(journal=journal["progress"], source_id=source_id, target_id=target_id)
    used = _days_used_since(journal)
    CheckIn.objects.filter(pk__in=set(journal["days"]) - used, member_id=target_id).update(member_id=source_id)
    _remember_common_days(journal)
    cards = MakeUpCard.objects.filter(pk__in=journal["cards"], member_id=target_id)
    # A card stays with the day that it filled.
    cards.exclude(check_in__member_id=target_id).update(member_id=source_id)
    rebuild_runs(member_id=source_id)
    rebuild_runs(member_id=target_id)


def _forget_common_days(source_id: int, target_id: int) -> list[dict[str, Any]]:
    """Take the source's days that the target has too out of the calendar; a card spent on one is free again."""
    common = CheckIn.objects.filter(member_id=target_id).values("on")
    days = list(CheckIn.objects.filter(member_id=source_id, on__in=common).order_by("on"))
    CheckIn.objects.filter(pk__in=[day.pk for day in days]).delete()
    MakeUpCard.objects.filter(pk__in=[day.card_id for day in days if day.card_id]).update(used_at=None)
    return [{"on": day.on.isoformat(), "at": day.at.isoformat(), "card_id": day.card_id} for day in days]


def _remember_common_days(journal: Journal) -> None:
    """Give the source its days back that both had; the card goes with it if it is still there."""
    for day in journal["twice"]:
        at = datetime.fromisoformat(day["at"])
        is_free = MakeUpCard.objects.filter(pk=day["card_id"], used_at=None).update(used_at=at)
        CheckIn.objects.create(
            member_id=journal["source_id"],
            on=date.fromisoformat(day["on"]),
            at=at,
            card_id=day["card_id"] if is_free else None,
        )


def _days_used_since(journal: Journal) -> set[int]:
    """Return the moved days that a streak of the target has used since: they stay where they were rewarded."""
    moved_at = datetime.fromisoformat(journal["moved_at"])
    streaks = TaskProgress.objects.filter(
        member_id=journal["target_id"], task__kind=Task.Kind.STREAK, completed_at__gte=moved_at
    )
    days = dict(CheckIn.objects.filter(pk__in=journal["days"]).values_list("pk", "on"))
    spans = [(date.fromisoformat(row.period), last_day_of_streak(row)) for row in streaks]
    return {pk for pk, on in days.items() if any(first <= on <= last for first, last in spans)}

"""Who would move if the thresholds or the window were others: a table from tier to tier, a chart, a few examples."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse

from kernel import clock
from kernel.audit.desk import DeskForm
from members.accounts.models import Member
from members.tiers import options
from members.tiers.admin.counting import Example, Simulated, simulate, simulated_examples
from members.tiers.models import MemberTier, Tier
from members.tiers.models.ladder import LARGEST_THRESHOLD, Ladder
from members.tiers.rules import Rung
from members.tiers.services.moving import ensure_ladder

EXAMPLES = 5


class SimulationForm(DeskForm):
    """The present window and thresholds to play with; an empty threshold takes its tier off the ladder."""

    window_days = forms.IntegerField(label="成长值有效期（天）", min_value=1, max_value=3650)

    def prepare(self, subject: Sequence[Tier]) -> None:
        for tier in subject[1:]:
            field = forms.IntegerField(label=tier.label, min_value=1, max_value=LARGEST_THRESHOLD, required=False)
            field.help_text = "留空：没有此等级"
            self.fields[tier.code] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        asked = [data.get(tier.code) for tier in self.subject[1:] if data.get(tier.code)]
        if len(set(asked)) < len(asked):
            raise forms.ValidationError("各等级所需成长值不能相同。")
        return data

    def ladder(self) -> list[Tier]:
        """Return the tiers as they would be, lowest first, not saved."""
        base, *others = self.subject
        kept = [Tier(pk=tier.pk, label=tier.label, threshold=self.cleaned_data[tier.code]) for tier in others
                if self.cleaned_data.get(tier.code)]  # fmt: skip
        return [base, *sorted(kept, key=lambda tier: tier.threshold)]


@dataclass(frozen=True)
class Move:
    """How many members would go from one tier to another; `way` is up, down or stay."""

    before: str
    after: str
    way: str
    count: int
    examples: Sequence[Mapping[str, Any]] = ()


def simulation_context(query: Any, *, at: datetime) -> dict[str, Any]:
    """Return what the page shows: the form, and what would come of it."""
    tiers = ensure_ladder()
    present = {"window_days": options.WINDOW_DAYS.get()} | {tier.code: tier.threshold for tier in tiers}
    form = SimulationForm(query or None, subject=tiers, initial=present)
    if not form.is_valid():
        return {"form": form}
    ladder, on, window_days = form.ladder(), clock.date_of(at), form.cleaned_data["window_days"]
    rungs = [Rung(tier.pk, tier.threshold) for tier in ladder]
    counts = [*simulate(ladder=rungs, on=on, window_days=window_days), _without_row(tiers[0])]
    examples = simulated_examples(ladder=rungs, on=on, window_days=window_days, each=EXAMPLES)
    names = {tier.pk: tier for tier in Tier.objects.filter(ladder=Ladder.GROWTH)}
    moves = _moves(counts, examples, names, ladder)
    return {
        "form": form,
        "moves": [move for move in moves if move.way != "stay"],
        "chart": _chart(counts, tiers, ladder),
        "ups": sum(move.count for move in moves if move.way == "up"),
        "downs": sum(move.count for move in moves if move.way == "down"),
        "stays": sum(move.count for move in moves if move.way == "stay"),
    }


def _without_row(base: Tier) -> Simulated:
    """Return the members who never gained anything: they stay on the lowest tier by any rules."""
    everybody = Member.objects.active().count()
    standing = MemberTier.objects.filter(member__state=Member.State.ACTIVE).count()
    return Simulated(base.pk, 0, everybody - standing)


def _moves(
    counts: Sequence[Simulated], examples: Sequence[Example], names: Mapping[int, Tier], ladder: Sequence[Tier]
) -> list[Move]:
    seen = _shown(examples)
    totals: dict[tuple[int, int], int] = defaultdict(int)
    for each in counts:
        totals[each.tier_id, each.to_place] += each.count
    moves = []
    for (tier_id, place), count in totals.items():
        way = _way(names[tier_id], ladder[place], ladder)
        moves.append(Move(names[tier_id].label, ladder[place].label, way, count, seen.get((tier_id, place), ())))
    return sorted(moves, key=lambda move: -move.count)


def _way(before: Tier, after: Tier, ladder: Sequence[Tier]) -> str:
    """Compare by rank in the ladder as it would be; a tier that is no more ranks by what it asked for."""
    if before.pk == after.pk:
        return "stay"
    rank = next((tier.threshold for tier in ladder if tier.pk == before.pk), before.threshold)
    return "up" if after.threshold > rank else "down"


def _shown(examples: Sequence[Example]) -> dict[tuple[int, int], list[dict[str, Any]]]:
    members = Member.objects.in_bulk([each.member_id for each in examples])
    shown: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for each in examples:
        url = reverse("admin:members_accounts_member_change", args=[each.member_id])
        line = {"name": str(members[each.member_id]), "url": url, "growth": f"{each.growth:,}"}
        shown[each.tier_id, each.to_place].append(line)
    return shown


def _chart(counts: Sequence[Simulated], tiers: Sequence[Tier], ladder: Sequence[Tier]) -> str:
    """Return members per tier, now and by the other rules, as Chart.js reads them."""
    now: dict[int, int] = defaultdict(int)
    then: dict[int, int] = defaultdict(int)
    for each in counts:
        now[each.tier_id] += each.count
        then[ladder[each.to_place].pk] += each.count
    shape = {"maxBarThickness": 28, "borderRadius": 4, "displayYAxis": True, "suffixYAxis": "人"}
    bars = [
        {
            "label": "现在",
            "data": [now[tier.pk] for tier in tiers],
            "backgroundColor": "var(--color-base-300)",
            **shape,
        },
        {
            "label": "模拟",
            "data": [then[tier.pk] for tier in tiers],
            "backgroundColor": "var(--color-primary-600)",
            **shape,
        },
    ]
    return json.dumps({"labels": [tier.label for tier in tiers], "datasets": bars}, ensure_ascii=False)

"""Move members on the ladder: the rules decide, rows and history are written together, facts are told (rules 10.3)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from kernel import clock
from kernel.outbox.services import publish
from members.accounts.selectors import surviving_id
from members.tiers import options
from members.tiers.facts import TierChanged, TierLossAnnounced
from members.tiers.models import MemberTier, Tier, TierEvent
from members.tiers.rules import Decision, Position, Step, Terms, decide
from members.tiers.selectors.growth import growth_of
from members.tiers.selectors.ladder import default_tiers, growth_ladder, rung_of, terms


@dataclass(frozen=True)
class Move:
    """A decision that changes something, beside the row it is about."""

    row: MemberTier
    decision: Decision
    before: Tier
    after: Tier
    growth: int


def ensure_ladder() -> list[Tier]:
    """Return the live tiers by growth value; a shop without a ladder gets the default one now."""
    tiers = list(Tier.objects.all())
    if not tiers:
        # Two at once: the codes are unique, and the later one finds what the first has written.
        Tier.objects.bulk_create(default_tiers(), ignore_conflicts=True)
        tiers = list(Tier.objects.all())
    return growth_ladder(tiers)


def lock_standing(*, member_id: int, at: datetime) -> MemberTier:
    """Lock the place on the ladder of whoever the member is today; a first one is the lowest tier."""
    while True:
        row = _locked(surviving_id(member_id), at=at)
        # A merge moves this row under its lock: looked at again once the lock is ours.
        if surviving_id(row.member_id) == row.member_id:
            return row
        row.delete()


def _locked(member_id: int, *, at: datetime) -> MemberTier:
    row = MemberTier.objects.locked().filter(member_id=member_id).first()
    if row is None:
        MemberTier.objects.get_or_create(member_id=member_id, defaults={"tier": ensure_ladder()[0], "since_at": at})
        row = MemberTier.objects.locked().get(member_id=member_id)
    return row


def settle(row: MemberTier, *, at: datetime) -> None:
    """Let the rules decide about one locked row: up at once, down by notice."""
    growth = growth_of(row.member_id, on=clock.date_of(at))
    settle_many([row], {row.member_id: growth}, ladder=ensure_ladder(), at=at)


def settle_many(
    rows: Sequence[MemberTier], growths: Mapping[int, int], *, ladder: Sequence[Tier], at: datetime
) -> list[Move]:
    """Let the rules decide about locked rows, with one statement each for rows, history and facts."""
    on, by_rules = clock.date_of(at), terms(ladder)
    tiers = {tier.pk: tier for tier in ladder}
    moves = []
    for row in rows:
        growth = growths.get(row.member_id, 0)
        decision = decide(position_of(row, on=on), growth=growth, terms=by_rules, on=on)
        if decision.step is Step.STAY:
            continue
        # What a hold lifts to, or a notice leaves a member on, may have left the ladder meanwhile.
        others = {each.pk: each for each in (row.tier, row.held_tier) if each}
        after = (others | tiers)[decision.rung.id]
        moves.append(Move(row, decision, row.tier, after, growth))
    if moves:
        _write(moves, by_rules, at=at)
    return moves


def position_of(row: MemberTier, *, on: date) -> Position:
    """Return where a row stands on a date; a hold that has run out is no floor."""
    is_held = row.held_tier is not None and row.held_until_on is not None and row.held_until_on >= on
    return Position(
        rung=rung_of(row.tier),
        down_on=row.down_on,
        keep_until_on=row.keep_until_on,
        floor=rung_of(row.held_tier) if is_held and row.held_tier else None,
    )


def _write(moves: Sequence[Move], by_rules: Terms, *, at: datetime) -> None:
    on = clock.date_of(at)
    for move in moves:
        _apply(move, keep_days=by_rules.keep_days, on=on, at=at)
    _save([move.row for move in moves])
    events = TierEvent.objects.bulk_create(
        [
            TierEvent(
                member_id=move.row.member_id,
                kind=TierEvent.Kind(move.decision.step.value),
                before=move.before,
                after=move.after,
                growth=move.growth,
                reason=_reason(move),
                at=at,
            )
            for move in moves
        ]
    )
    facts = [fact for move, event in zip(moves, events, strict=True) if (fact := _fact(move, event))]
    if facts:
        publish(*facts)


def _save(rows: Sequence[MemberTier]) -> None:
    """Write the rows, one statement for all that end up alike: those are few, however many members move."""
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in rows:
        alike[row.tier_id, row.since_at, row.keep_until_on, row.noticed_on, row.down_on].append(row.pk)
    for (tier_id, since_at, keep_until_on, noticed_on, down_on), ids in alike.items():
        MemberTier.objects.filter(pk__in=ids).update(
            tier=tier_id, since_at=since_at, keep_until_on=keep_until_on, noticed_on=noticed_on, down_on=down_on
        )


def _apply(move: Move, *, keep_days: int, on: date, at: datetime) -> None:
    row, decision = move.row, move.decision
    row.down_on = decision.down_on
    row.noticed_on = on if decision.step is Step.NOTICE else None
    if decision.step in (Step.UP, Step.DOWN):
        row.tier, row.since_at, row.keep_until_on = move.after, at, None
    if decision.step is Step.UP and keep_days:
        row.keep_until_on = on + timedelta(days=keep_days)


def _fact(move: Move, event: TierEvent) -> TierChanged | TierLossAnnounced | None:
    member_id, step = move.row.member_id, move.decision.step
    if step is Step.NOTICE:
        return TierLossAnnounced(member_id=member_id, event_id=event.pk)
    if step is Step.RECOVER:
        return None
    return TierChanged(member_id=member_id, before=move.before.code, after=move.after.code, event_id=event.pk)


def _reason(move: Move) -> str:
    counted = f"近 {options.WINDOW_DAYS.get()} 天成长值 {move.growth:,}"
    asked = f"“{move.after.label}”所需 {move.after.threshold:,}"
    match move.decision.step:
        case Step.UP if move.growth < move.after.threshold:
            return f"人工保级为“{move.after.label}”"
        case Step.UP:
            return f"{counted}，达到{asked}"
        case Step.NOTICE:
            return f"{counted}，低于{asked}，{move.decision.down_on} 前补足可保留"
        case Step.RECOVER:
            return f"{counted}，重新满足{asked}" if move.growth >= move.after.threshold else "人工保级，取消降级"
    return f"通知期满，{counted}，低于“{move.before.label}”所需 {move.before.threshold:,}"

"""Two members found to be one: growth value, tier, cards and what was given go over, and back again (features T7)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.serializers import deserialize, serialize
from django.db.models import Model, Sum

from kernel import clock
from kernel.outbox.services import publish
from members.accounts.selectors import person_of
from members.ledger.book import Asset
from members.ledger.models import Transaction
from members.ledger.services import AccountRef, EntryIn, Owner, post
from members.tiers.facts import TierChanged
from members.tiers.models import BenefitGrant, Membership, MemberTier, Saving, TierEvent
from members.tiers.selectors.growth import growth_entries, growth_of
from members.tiers.services.cards import close_gaps
from members.tiers.services.moving import lock_standing, settle

Journal = dict[str, Any]
STANDING = ("tier", "since_at", "keep_until_on", "noticed_on", "down_on")
HOLD = ("held_tier", "held_until_on", "hold_reason")


def move_growth(*, case_id: int, source_id: int, target_id: int, at: datetime) -> Journal:
    """Post all growth value over, each date for itself."""
    sums = growth_entries().filter(account__owner_id=source_id).order_by("counts_on").values_list("counts_on")
    amounts = {day: total for day, total in sums.annotate(total=Sum("amount")) if total}
    if not amounts:
        return {}
    key = f"merge:{case_id}:tiers"
    moved = _transfer("growth.merge", key, giver_id=source_id, taker_id=target_id, amounts=amounts, at=at)
    return {"transaction_id": moved.pk, "amounts": {day.isoformat(): total for day, total in amounts.items()}}


def return_growth(journal: Mapping[str, Any], *, source_id: int, target_id: int, at: datetime) -> None:
    """Post back what was moved, less what refunds have taken back of it since, each date for itself."""
    if not journal:
        return
    moved = Transaction.objects.get(pk=journal["transaction_id"])
    theirs = growth_entries().filter(account__owner_id__in=person_of(source_id), transaction_id__lte=moved.pk)
    since = growth_entries().filter(
        account__owner_id=target_id,
        transaction_id__gt=moved.pk,
        transaction__reverses__in=theirs.values("transaction_id"),
    )
    taken = dict(since.order_by().values_list("counts_on").annotate(total=Sum("amount")))
    amounts = {date.fromisoformat(day): amount for day, amount in journal["amounts"].items()}
    left = {day: total for day, amount in amounts.items() if (total := amount + taken.get(day, 0))}
    if left:
        key = f"{moved.key}:undo"
        _transfer("growth.merge_undo", key, giver_id=target_id, taker_id=source_id, amounts=left, at=at)


def move_standing(*, source_id: int, target_id: int, at: datetime) -> Journal:
    """Let the target keep the higher tier and hold of both; then growth value decides. The source has no row any more.

    Both rows are locked here, which is what giving growth value waits for.
    """
    row = lock_standing(member_id=target_id, at=at)
    former = MemberTier.objects.locked().filter(member_id=source_id).first()
    journal: Journal = {"target": serialize("json", [row])}
    if former is not None:
        journal["source"] = serialize("json", [former])
        on = clock.date_of(at)
        if _held_at(former, on) > _held_at(row, on):
            _copy(former, row, HOLD)
        if former.tier.threshold > row.tier.threshold:
            _change(row, former, TierEvent.Kind.UP, "账号合并，沿用较高等级", at=at)
        former.delete()
    settle(row, at=at)
    return journal


def return_standing(journal: Mapping[str, Any], *, source_id: int, target_id: int, at: datetime) -> None:
    """Give the source its row back, and the target what it had, if it has more now; then growth value decides."""
    row = lock_standing(member_id=target_id, at=at)
    before = _rows_of(journal["target"])[0]
    for former in _rows_of(journal.get("source", "[]")):
        if [getattr(row, name) for name in HOLD] == [getattr(former, name) for name in HOLD]:
            _copy(before, row, HOLD)
        former.save()
        settle(MemberTier.objects.locked().get(member_id=source_id), at=at)
    if before.tier.threshold < row.tier.threshold:
        _change(row, before, TierEvent.Kind.DOWN, "撤销账号合并", at=at)
    settle(row, at=at)


def move_cards(*, source_id: int, target_id: int, at: datetime) -> str:
    """Append what is left of the source's cards behind the target's; cards of the past only change hands."""
    last = Membership.objects.owned_by(target_id).ahead(at).last()
    free = last.ends_at if last else None
    spans = list(Membership.objects.owned_by(source_id).order_by("starts_at", "id"))
    journal: str = serialize("json", spans)
    for span in spans:
        if span.ends_at > at:
            if free is not None and free > span.starts_at:
                left = span.ends_at - max(at, span.starts_at)
                span.starts_at, span.ends_at = free, free + left
            free = span.ends_at
        span.member_id = target_id
        span.save(update_fields=["member", "starts_at", "ends_at"])
    return journal


def return_cards(journal: str, *, target_id: int, at: datetime) -> None:
    """Give the source its cards back with their own dates; one that was ended meanwhile stays ended."""
    for span in _rows_of(journal):
        present = Membership.objects.get(pk=span.pk)
        if present.ended_at is not None:
            _copy(present, span, ("starts_at", "ends_at", "ended_at", "closed_at"))
        span.save()
    close_gaps(member_id=target_id, at=at)


def move_records(*, source_id: int, target_id: int) -> Journal:
    """Hand over what was given and saved. A benefit that both had for a period stays where it is."""
    theirs = BenefitGrant.objects.filter(member_id=target_id)
    had = set(theirs.values_list("ladder", "occasion", "kind", "period"))
    mine = BenefitGrant.objects.filter(member_id=source_id).order_by("id")
    grants = [row.pk for row in mine if (row.ladder, row.occasion, row.kind, row.period) not in had]
    savings = list(Saving.objects.filter(member_id=source_id).order_by("id").values_list("pk", flat=True))
    journal: Journal = {"grants": grants, "savings": savings}
    hand_records(journal, target_id)
    return journal


def hand_records(journal: Mapping[str, Any], member_id: int) -> None:
    """Give what a journal names to a member: there, or back again."""
    BenefitGrant.objects.filter(pk__in=journal["grants"]).update(member_id=member_id)
    Saving.objects.filter(pk__in=journal["savings"]).update(member_id=member_id)


def _held_at(row: MemberTier, on: date) -> tuple[int, date]:
    if row.held_tier is None or row.held_until_on is None or row.held_until_on < on:
        return 0, date.min
    return row.held_tier.threshold, row.held_until_on


def _change(row: MemberTier, like: MemberTier, kind: str, reason: str, *, at: datetime) -> None:
    """Put a standing where another one is, its notice included, with a line of history and the fact."""
    growth = growth_of(row.member_id, on=clock.date_of(at))
    event = TierEvent.objects.create(
        member_id=row.member_id, kind=kind, before=row.tier, after=like.tier, growth=growth, reason=reason, at=at
    )
    publish(TierChanged(member_id=row.member_id, before=row.tier.code, after=like.tier.code, event_id=event.pk))
    _copy(like, row, STANDING)


def _copy(giver: Model, taker: Model, names: Sequence[str]) -> None:
    for name in names:
        setattr(taker, name, getattr(giver, name))
    taker.save(update_fields=names)


def _rows_of(journal: str) -> list[Any]:
    return [each.object for each in deserialize("json", journal)]


def _transfer(
    kind: str, key: str, *, giver_id: int, taker_id: int, amounts: Mapping[date, int], at: datetime
) -> Transaction:
    giver, taker = (AccountRef(Owner.member(pk), Asset.GROWTH.value, "main") for pk in (giver_id, taker_id))
    entries = [EntryIn(giver, -amount, day) for day, amount in amounts.items()]
    entries += [EntryIn(taker, amount, day) for day, amount in amounts.items()]
    return post(kind=kind, key=key, reference="", at=at, entries=entries)

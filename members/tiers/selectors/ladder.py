"""The ladder as it is now; a shop that has not saved one yet has the default."""

from collections.abc import Iterable

from members.tiers import options
from members.tiers.defaults import LADDER
from members.tiers.models import Tier
from members.tiers.models.ladder import Ladder
from members.tiers.rules import Rung, Terms


def all_tiers() -> list[Tier]:
    """Return every tier of every ladder, archived ones too, lowest first; one query."""
    return list(Tier.objects.all()) or default_tiers()


def live_tiers() -> list[Tier]:
    """Return the live tiers and the card with their gifts; two queries."""
    return list(Tier.objects.live().prefetch_related("gifts")) or default_tiers()


def default_tiers() -> list[Tier]:
    """Return the ladder a shop begins with, not saved."""
    return [
        Tier(ladder=ladder, code=code, label=label, threshold=threshold) for ladder, code, label, threshold in LADDER
    ]


def growth_ladder(tiers: Iterable[Tier] | None = None) -> list[Tier]:
    """Return the live tiers by growth value, lowest first."""
    known = all_tiers() if tiers is None else tiers
    return [tier for tier in known if tier.ladder == Ladder.GROWTH and tier.archived_at is None]


def card_tier(tiers: Iterable[Tier] | None = None) -> Tier:
    """Return the rung that says what the paid card gives."""
    known = all_tiers() if tiers is None else tiers
    return next(tier for tier in known if tier.ladder == Ladder.VIP)


def terms(ladder: Iterable[Tier]) -> Terms:
    """Return a ladder and the present options as the rules read them."""
    return Terms(
        ladder=[rung_of(tier) for tier in ladder],
        notice_days=options.NOTICE_DAYS.get(),
        keep_days=options.KEEP_DAYS.get(),
    )


def rung_of(tier: Tier) -> Rung:
    return Rung(tier.pk, tier.threshold)

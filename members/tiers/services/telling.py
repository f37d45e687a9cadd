"""Tell members what became of their tier, their gifts and their card."""

from collections.abc import Sequence
from datetime import datetime

from kernel import clock, money
from members.accounts.selectors import surviving_id
from members.messages.services import send
from members.tiers import notices
from members.tiers.models import BenefitGrant, Membership, TierEvent
from members.tiers.ports import find_benefit
from members.tiers.selectors.cards import saved_fen, vip_until_of
from members.tiers.selectors.growth import growth_of
from members.tiers.selectors.ladder import card_tier


def tell_tier_event(*, event_id: int, at: datetime) -> None:
    """Tell a member of one line of their history: up, down, or what is missing to keep the tier."""
    event = TierEvent.objects.select_related("before", "after", "member__tier_standing").get(pk=event_id)
    member_id, key = surviving_id(event.member_id), f"tier_event:{event.pk}"
    if event.kind == TierEvent.Kind.UP:
        values = {"tier": event.after.label, "reason": event.reason}
        send(kind=notices.TIER_UP, member_id=member_id, key=key, values=values, at=at)
    elif event.kind == TierEvent.Kind.DOWN:
        values = {"before": event.before.label, "tier": event.after.label}
        send(kind=notices.TIER_DOWN, member_id=member_id, key=key, values=values, at=at)
    elif event.kind == TierEvent.Kind.NOTICE:
        _tell_loss(event, member_id, key, at=at)


def tell_card_opened(*, membership_id: int, at: datetime) -> None:
    """Tell a member until when the card is good."""
    span = Membership.objects.get(pk=membership_id)
    member_id = surviving_id(span.member_id)
    until = vip_until_of(member_id, at=at)
    if until is None or span.ended_at is not None:
        return
    values = {"card": card_tier().label, "date": _date(until)}
    send(kind=notices.CARD_OPENED, member_id=member_id, key=f"membership:{span.pk}", values=values, at=at)


def tell_card_ending(span: Membership, *, at: datetime) -> None:
    """Remind a member that the card ends, and what it has saved."""
    saved = money.display(max(saved_fen(span.member_id), 0))
    values = {"card": card_tier().label, "date": _date(span.ends_at), "saved": saved}
    send(kind=notices.CARD_ENDING, member_id=span.member_id, key=f"membership:{span.pk}", values=values, at=at)


def tell_gifts(grants: Sequence[BenefitGrant], *, at: datetime) -> None:
    """Tell a member what arrived on one occasion, in one message."""
    first = grants[0]
    occasion = f"{first.tier.label}{first.get_occasion_display()}"
    what = "、".join(_shown(grant) for grant in grants)
    values = {"occasion": occasion, "what": what}
    send(kind=notices.GIFT, member_id=first.member_id, key=f"tier_benefit:{first.pk}", values=values, at=at)


def _tell_loss(event: TierEvent, member_id: int, key: str, *, at: datetime) -> None:
    standing = event.member.tier_standing
    if standing.member_id != member_id or standing.down_on is None or standing.tier_id != event.after_id:
        return  # recovered, or moved on, before the message was written
    missing = event.after.threshold - growth_of(member_id, on=clock.date_of(at))
    values = {"tier": event.after.label, "missing": f"{missing:,}", "date": str(standing.down_on)}
    send(kind=notices.TIER_LOSS, member_id=member_id, key=key, values=values, at=at)


def _shown(grant: BenefitGrant) -> str:
    benefit = find_benefit(grant.kind)
    return f"{benefit.label} {grant.amount:,} {benefit.unit}" if benefit else f"{grant.amount:,}"


def _date(moment: datetime) -> str:
    return f"{clock.date_of(moment):%Y-%m-%d}"

"""What the room has of a member, for `accounts.parts`: merging, export, erasure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Sum

from members.accounts.selectors import merge_case_id
from members.tiers.models import BenefitGrant, Membership, MemberTier, TierEvent
from members.tiers.selectors.cards import saved_fen
from members.tiers.selectors.growth import growth_entries
from members.tiers.services import merging
from members.tiers.services.cards import forget_membership


class TiersPart:
    """Growth value, tier, paid membership, what was given and saved."""

    name = "tiers"

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        mine = growth_entries().filter(account__owner_id=source_id)
        return {
            "成长值": mine.aggregate(total=Sum("amount"))["total"] or 0,
            "付费会员": Membership.objects.owned_by(source_id).count(),
            "权益记录": BenefitGrant.objects.filter(member_id=source_id).count(),
        }

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        case_id = merge_case_id(source_id=source_id, target_id=target_id)
        pair = {"source_id": source_id, "target_id": target_id}
        # What was given goes first, so that a tier that comes over brings no second gift.
        records = merging.move_records(**pair)
        return {
            **pair,
            "records": records,
            "cards": merging.move_cards(**pair, at=at),
            "growth": merging.move_growth(case_id=case_id, **pair, at=at),
            "standing": merging.move_standing(**pair, at=at),
        }

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        pair = {"source_id": journal["source_id"], "target_id": journal["target_id"]}
        merging.hand_records(journal["records"], pair["source_id"])
        merging.return_cards(journal["cards"], target_id=pair["target_id"], at=at)
        merging.return_growth(journal["growth"], **pair, at=at)
        merging.return_standing(journal["standing"], **pair, at=at)

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        row = MemberTier.objects.select_related("tier").filter(member_id=member_id).first()
        entries = growth_entries().filter(account__owner_id=member_id).select_related("transaction").order_by("id")
        events = TierEvent.objects.filter(member_id=member_id).select_related("after").order_by("id")
        grants = BenefitGrant.objects.filter(member_id=member_id).order_by("id")
        spans = Membership.objects.owned_by(member_id).order_by("starts_at", "id")
        return {
            "等级": row.tier.label if row else "",
            "成长值": [f"{entry.transaction.at.isoformat()} {entry.amount:+d}" for entry in entries],
            "等级变更": [f"{event.at.isoformat()} {event.get_kind_display()} {event.after}" for event in events],
            "权益": [f"{grant.at.isoformat()} {grant.get_occasion_display()} {grant.amount}" for grant in grants],
            "付费会员": [f"{span.starts_at.isoformat()} - {span.ends_at.isoformat()}" for span in spans],
            "节省（分）": saved_fen(member_id),
        }

    def erase(self, *, member_id: int, at: datetime) -> None:
        MemberTier.objects.filter(member_id=member_id).update(held_tier=None, held_until_on=None, hold_reason="")
        forget_membership(member_id=member_id, at=at)

    def blocks(self, *, member_id: int) -> list[str]:
        return []

"""What the room has of a member, for the port `accounts.parts`: consent, copies, requests to be erased."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from kernel import clock
from members.privacy.models import Consent, DataExport, Erasure
from members.privacy.states import ErasureState, ExportState


class PrivacyPart:
    name = "members.privacy"
    may_move_again = True

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        """Count decisions and copies."""
        return {
            "授权记录": Consent.objects.filter(member_id=source_id).count(),
            "个人信息副本": DataExport.objects.filter(member_id=source_id).count(),
            "注销申请": Erasure.objects.filter(member_id=source_id).count(),
        }

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        """Give them to the target. Copies end: they tell of one half only. The newest decision of either holds.

        A request to be erased ends: it was about one half, and whoever wants the whole gone asks for that.
        """
        journal: dict[str, Any] = {"source_id": source_id, "target_id": target_id}
        DataExport.objects.filter(member_id=source_id).update(state=ExportState.EXPIRED, content_cipher="")
        cooling = Erasure.objects.filter(member_id=source_id, state=ErasureState.COOLING)
        journal["withdrawn"] = list(cooling.values_list("pk", flat=True))
        cooling.update(state=ErasureState.CANCELLED, ended_at=at, next_try_at=None)
        for name, model in _TABLES.items():
            mine = model.objects.filter(member_id=source_id)
            journal[name] = list(mine.order_by("id").values_list("pk", flat=True))
            mine.update(member_id=target_id)
        return journal

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        """Give them back."""
        for name, model in _TABLES.items():
            model.objects.filter(pk__in=journal[name]).update(member_id=journal["source_id"])
        withdrawn = Erasure.objects.filter(pk__in=journal["withdrawn"])
        withdrawn.update(state=ErasureState.COOLING, ended_at=None, next_try_at=F("due_at"))

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        """Return every decision."""
        return {
            "授权记录": [
                {
                    "事项": consent.get_purpose_display(),
                    "版本": consent.version,
                    "同意": consent.is_granted,
                    "时间": consent.at.astimezone(clock.SHANGHAI).isoformat(timespec="seconds"),
                }
                for consent in Consent.objects.filter(member_id=member_id).order_by("id")
            ]
        }

    def erase(self, *, member_id: int, at: datetime) -> None:
        """Delete what the copies hold. Decisions stay: they name nobody, and prove that the shop was allowed to."""
        DataExport.objects.filter(member_id=member_id).update(state=ExportState.EXPIRED, content_cipher="")

    def blocks(self, *, member_id: int) -> list[str]:
        """Nothing stands against it."""
        return []

    def traces(self, *, member_id: int) -> list[str]:
        """Say what an erased member has left behind."""
        kept = DataExport.objects.filter(member_id=member_id).exclude(content_cipher="").exists()
        open_ = Erasure.objects.filter(member_id=member_id, state=ErasureState.COOLING).exists()
        return [label for label, found in (("个人信息副本", kept), ("未执行的注销申请", open_)) if found]


_TABLES: dict[str, Any] = {"consents": Consent, "exports": DataExport, "erasures": Erasure}

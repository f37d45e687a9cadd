"""What accounts itself has of a member, behind its own port: identities, sessions, addresses, phone, profile."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from members.accounts.models import Address, Identity, Session
from members.accounts.parts import addresses, erasing, exporting, phone, profile


class AccountsPart:
    """Stands behind `accounts.parts` for the members' own rows."""

    name = "members.accounts"
    may_move_again = True

    def preview(self, *, source_id: int, target_id: int) -> Mapping[str, int]:
        """Count what would move."""
        return {
            "登录身份": Identity.objects.filter(member_id=source_id).count(),
            "登录会话": Session.objects.filter(member_id=source_id).count(),
            "收货地址": Address.objects.owned_by(source_id).count(),
            "手机号": phone.count(source_id),
        }

    def move(self, *, source_id: int, target_id: int, at: datetime) -> Mapping[str, Any]:
        """Give everything to the target. Sessions go on: whoever is signed in as the source is the target now."""
        identities = Identity.objects.filter(member_id=source_id)
        sessions = Session.objects.filter(member_id=source_id)
        journal = {
            "source_id": source_id,
            "target_id": target_id,
            "at": at.isoformat(),
            "identities": list(identities.order_by("id").values_list("pk", flat=True)),
            "families": sorted({str(family) for family in sessions.values_list("family", flat=True)}),
            "addresses": addresses.move(source_id, target_id),
            "phone": phone.move(source_id, target_id, at=at),
            "profile": profile.move(source_id, target_id),
        }
        identities.update(member_id=target_id)
        sessions.update(member_id=target_id)
        return journal

    def undo(self, *, journal: Mapping[str, Any], at: datetime) -> None:
        """Give back what was the source's; sessions begun since the merge end, they may be either's."""
        source_id, target_id = journal["source_id"], journal["target_id"]
        Identity.objects.filter(pk__in=journal["identities"], member_id=target_id).update(member_id=source_id)
        Session.objects.filter(family__in=journal["families"], member_id=target_id).update(member_id=source_id)
        since = datetime.fromisoformat(journal["at"])
        Session.objects.live().filter(member_id=target_id, started_at__gte=since).exclude(
            family__in=Session.objects.filter(member_id=target_id, started_at__lt=since).values("family")
        ).update(revoked_at=at)
        addresses.undo(journal["addresses"], source_id=source_id, target_id=target_id)
        phone.undo(journal["phone"], source_id=source_id, target_id=target_id)
        profile.undo(journal["profile"], target_id=target_id)

    def export(self, *, member_id: int) -> Mapping[str, Any]:
        """Return the profile, identities, sessions and addresses."""
        return exporting.everything(member_id)

    def erase(self, *, member_id: int, at: datetime) -> None:
        """Leave nothing that tells who the member was; every session ends."""
        erasing.erase(member_id, at=at)

    def blocks(self, *, member_id: int) -> list[str]:
        """Nothing of accounts stands against it."""
        return []

    def traces(self, *, member_id: int) -> list[str]:
        """Say what still tells who an erased member was."""
        return erasing.traces(member_id)

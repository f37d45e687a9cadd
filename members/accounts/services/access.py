"""Write down who looked at a member's personal data."""

from datetime import datetime

from kernel.audit.actors import Actor
from members.accounts.models import PersonalAccess


def note_access(*, member_id: int, what: str, reason: str, actor: Actor, at: datetime) -> None:
    """Write that somebody has read a member's page, the whole phone or an export; a member reading their own counts."""
    operator_id = actor.id if actor.kind == "operator" else None
    PersonalAccess.objects.create(member_id=member_id, operator_id=operator_id, what=what, reason=reason[:200], at=at)

"""What this room gives through the port `tasks.rewards`: make-up cards."""

from datetime import datetime

from members.tasks.models import MakeUpCard
from members.tasks.services import grant_cards


class MakeUpCardGift:
    """Cards that fill missed days."""

    kind = "make_up_card"
    label = "补签卡"
    unit = "张"

    def grant(self, *, member_id: int, amount: int, key: str, reference: str, at: datetime) -> None:
        grant_cards(
            member_id=member_id, count=amount, source=MakeUpCard.Source.REWARD, key=key, reference=reference, at=at
        )

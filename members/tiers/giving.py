"""Growth value as a reward: what stands behind `tasks.rewards` under the kind `growth`."""

from datetime import datetime

from kernel import clock
from members.tiers.services import add_growth


class GrowthGift:
    """Growth value that counts from the Shanghai date it is given."""

    kind = "growth"
    label = "成长值"
    unit = "点"

    def grant(self, *, member_id: int, amount: int, key: str, reference: str, at: datetime) -> None:
        add_growth(
            member_id=member_id,
            amount=amount,
            kind="task",
            key=key,
            reference=reference,
            counts_on=clock.date_of(at),
            at=at,
        )

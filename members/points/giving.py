"""Points as a benefit or a reward: stands behind `tiers.benefits` and `tasks.rewards`."""

from dataclasses import dataclass
from datetime import datetime

from members.points import services
from members.points.kinds import Cause


@dataclass(frozen=True)
class PointsGift:
    """Gives points that are final at once; `cause` is what the member's statement says they are for."""

    cause: str = Cause.TASK
    kind: str = "points"
    label: str = "积分"
    unit: str = "分"

    def grant(self, *, member_id: int, amount: int, key: str, reference: str, at: datetime) -> None:
        """Give so many points, once per key."""
        services.grant(member_id=member_id, points=amount, kind=self.cause, key=key, reference=reference, at=at)

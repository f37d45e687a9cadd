"""Points as a benefit or a reward: stands behind `tiers.benefits` and `tasks.rewards`."""

from datetime import datetime

from members.points import services
from members.points.kinds import Cause


class PointsGift:
    """Gives points that are final at once; `cause` is what the member's statement says they are for."""

    kind = "points"
    label = "积分"
    unit = "分"

    def __init__(self, cause: str = Cause.TASK) -> None:
        self.cause = cause

    def grant(self, *, member_id: int, amount: int, key: str, reference: str, at: datetime) -> None:
        """Give so many points, once per key."""
        services.grant(member_id=member_id, points=amount, kind=self.cause, key=key, reference=reference, at=at)

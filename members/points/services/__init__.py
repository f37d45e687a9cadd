"""Writes of the points room: earn, confirm, grant; hold, spend, deduct, return; take back; expire."""

from members.points.services.earning import confirm_earning, earn_pending, grant
from members.points.services.expiring import Expired, expire_points
from members.points.services.purses import BadPoints, NotEnoughPoints, PointsKeyReused
from members.points.services.returning import return_spent
from members.points.services.spending import PointsNotHeld, deduct, hold_points, release_points, spend_held
from members.points.services.taking_back import take_back

__all__ = [
    "BadPoints",
    "Expired",
    "NotEnoughPoints",
    "PointsKeyReused",
    "PointsNotHeld",
    "confirm_earning",
    "deduct",
    "earn_pending",
    "expire_points",
    "grant",
    "hold_points",
    "release_points",
    "return_spent",
    "spend_held",
    "take_back",
]

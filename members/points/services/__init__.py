"""Writes of the points room: earn, confirm, grant; hold, spend, deduct, return; take back; expire; by hand, by file."""

from members.points.services.adjusting import approve_adjustment, propose_adjustment, reject_adjustment
from members.points.services.announcing import announce_ending
from members.points.services.earning import confirm_earning, earn_pending, grant
from members.points.services.expiring import Expired, expire_points
from members.points.services.granting import GrantIn, grant_many
from members.points.services.importing import (
    ImportEmpty,
    ImportRepeated,
    approve_import,
    confirm_import,
    discard_import,
    run_import,
    upload_grants,
)
from members.points.services.moving import (
    PointsReasonMissing,
    PointsRecordNotFound,
    SecondPersonNeeded,
    StateForbids,
)
from members.points.services.purses import BadPoints, NotEnoughPoints, PointsKeyReused
from members.points.services.reading import FileUnusable
from members.points.services.returning import return_spent
from members.points.services.spending import PointsNotHeld, deduct, hold_points, release_points, spend_held
from members.points.services.taking_back import take_back

__all__ = [
    "BadPoints",
    "Expired",
    "FileUnusable",
    "GrantIn",
    "ImportEmpty",
    "ImportRepeated",
    "NotEnoughPoints",
    "PointsKeyReused",
    "PointsNotHeld",
    "PointsReasonMissing",
    "PointsRecordNotFound",
    "SecondPersonNeeded",
    "StateForbids",
    "announce_ending",
    "approve_adjustment",
    "approve_import",
    "confirm_earning",
    "confirm_import",
    "deduct",
    "discard_import",
    "earn_pending",
    "expire_points",
    "grant",
    "grant_many",
    "hold_points",
    "propose_adjustment",
    "reject_adjustment",
    "release_points",
    "return_spent",
    "run_import",
    "spend_held",
    "take_back",
    "upload_grants",
]

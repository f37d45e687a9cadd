"""Tables of the points room: what is earned, the lots it becomes, what is spent of them, and what operators do."""

from members.points.models.earnings import Earning, TakeBack
from members.points.models.lots import Lot, LotUse, Purse
from members.points.models.operators import Adjustment, GrantImport, ImportRow
from members.points.models.spends import Spend, SpendReturn

__all__ = [
    "Adjustment",
    "Earning",
    "GrantImport",
    "ImportRow",
    "Lot",
    "LotUse",
    "Purse",
    "Spend",
    "SpendReturn",
    "TakeBack",
]

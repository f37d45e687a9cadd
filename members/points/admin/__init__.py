"""Points for operators: purses, what is given and taken by hand, files of grants."""

from members.points.admin.adjustments import AdjustmentDesk
from members.points.admin.imports import ImportDesk
from members.points.admin.purses import PurseDesk

__all__ = ["AdjustmentDesk", "ImportDesk", "PurseDesk"]

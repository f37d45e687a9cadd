"""The task designer, and what members have done."""

from members.tasks.admin.check_ins import CardDesk, CheckInDesk
from members.tasks.admin.designer import TaskDesk
from members.tasks.admin.progress import ProgressDesk

__all__ = ["CardDesk", "CheckInDesk", "ProgressDesk", "TaskDesk"]

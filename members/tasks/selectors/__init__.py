"""Reads of tasks and check-ins."""

from members.tasks.selectors.check_ins import Calendar, calendar_of
from members.tasks.selectors.tasks import Standing, TaskNotFound, offered_to, standings_of

__all__ = ["Calendar", "Standing", "TaskNotFound", "calendar_of", "offered_to", "standings_of"]

"""Pages of the room: the ladder with its benefits, the simulation, members on it, what was given, cards."""

from members.tiers.admin import cards, gifts, ladder, standings

__all__ = ["cards", "gifts", "ladder", "standings"]

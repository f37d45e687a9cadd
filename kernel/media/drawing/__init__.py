"""Drawn pictures for what has no photograph."""

from kernel.media.drawing.covers import draw_banner, draw_cover

__all__ = ["draw_banner", "draw_cover"]

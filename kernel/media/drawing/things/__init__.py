"""The things on the pictures. Each stands on y = 0 around x = 0, in design units, heights upwards negative."""

from collections.abc import Callable

from kernel.media.drawing.brush import Brush
from kernel.media.drawing.palettes import Palette

Thing = Callable[[Brush, Palette], None]

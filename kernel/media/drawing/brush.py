"""A brush for flat pictures: shapes on a grid of design units, smooth edges by drawing twice as large."""

import math
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw

from kernel.media.drawing.palettes import Colour, mix

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Fill = int | Colour
# Paints a shape with the origin moved to (x, y).
Paint = Callable[[ImageDraw.ImageDraw, float, float, Fill], None]
SCALE = 2
SHADE_PERCENT = 16
BLACK: Colour = (30, 20, 30)


class Brush:
    """Draws in design units on a picture `SCALE` times as large. `at` places what is drawn next."""

    def __init__(self, width: int, height: int, ground: Colour) -> None:
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), ground)
        self._draw = ImageDraw.Draw(self.image)
        self.at(0, 0)

    def at(self, x: float, y: float, size: float = 1.0, *, is_mirrored: bool = False) -> None:
        """Put the origin somewhere, and the size of what follows."""
        self._x, self._y, self._size, self._side = x, y, size, (-1 if is_mirrored else 1)

    def finished(self) -> Image.Image:
        """Return the picture at its real size."""
        return self.image.reduce(SCALE)

    # -- shapes ----------------------------------------------------------------------------------

    def slab(self, box: Box, radius: float, tone: Colour, *, shade: float = 0.0) -> None:
        """A rectangle with round corners; `shade` is the share of its width that lies in the shade."""
        real, round_by = self._box(box), self._long(radius)
        self._solid(real, lambda d, x, y, fill: d.rounded_rectangle(_moved(real, x, y), round_by, fill), tone, shade)

    def oval(self, box: Box, tone: Colour, *, shade: float = 0.0) -> None:
        real = self._box(box)
        self._solid(real, lambda d, x, y, fill: d.ellipse(_moved(real, x, y), fill), tone, shade)

    def chord(self, box: Box, start: float, end: float, tone: Colour, *, shade: float = 0.0) -> None:
        """A part of an oval, cut straight; degrees run clockwise from three o'clock."""
        start, end = (start, end) if self._side > 0 else (180 - end, 180 - start)
        real = self._box(box)
        self._solid(real, lambda d, x, y, fill: d.chord(_moved(real, x, y), start, end, fill), tone, shade)

    def shape(self, points: Sequence[Point], tone: Colour, *, shade: float = 0.0) -> None:
        """A polygon."""
        real = [self._point(point) for point in points]
        xs, ys = [x for x, _ in real], [y for _, y in real]

        def paint(d: ImageDraw.ImageDraw, x: float, y: float, fill: Fill) -> None:
            d.polygon([(px - x, py - y) for px, py in real], fill)

        self._solid((min(xs), min(ys), max(xs), max(ys)), paint, tone, shade)

    def cushion(self, box: Box, tone: Colour, *, shade: float = 0.0) -> None:
        """A pillow: a soft square with pulled corners."""
        x0, y0, x1, y1 = box
        cx, cy, rx, ry = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2
        self.shape([(cx + rx * x, cy + ry * y) for x, y in CUSHION], tone, shade=shade)

    def leaf(self, foot: Point, tip: Point, width: float, tone: Colour) -> None:
        """A pointed leaf from its foot to its tip."""
        (x0, y0), (x1, y1) = foot, tip
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        across = ((y0 - y1) / length * width / 2, (x1 - x0) / length * width / 2)
        sides: list[list[Point]] = [[], []]
        for step in range(13):
            way, out = step / 12, math.sin(math.pi * (step / 12) ** 0.8)
            for side, sign in zip(sides, (1, -1), strict=True):
                side.append(
                    (x0 + (x1 - x0) * way + across[0] * out * sign, y0 + (y1 - y0) * way + across[1] * out * sign)
                )
        self.shape(sides[0] + sides[1][::-1], tone)

    def line(self, points: Sequence[Point], width: float, tone: Colour) -> None:
        """A stroke with round ends and joints."""
        real, thick = [self._point(point) for point in points], max(1, round(self._long(width)))
        self._draw.line(real, fill=tone, width=thick, joint="curve")
        for x, y in (real[0], real[-1]):
            self._draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=tone)

    def arc(self, box: Box, start: float, end: float, width: float, tone: Colour) -> None:
        """A stroke along an oval."""
        x0, y0, x1, y1 = box
        cx, cy, rx, ry = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2
        steps = max(8, int(abs(end - start) / 6))
        angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
        self.line([(cx + rx * math.cos(angle), cy + ry * math.sin(angle)) for angle in angles], width, tone)

    # -- inside ----------------------------------------------------------------------------------

    def _solid(self, real: Box, paint: Paint, tone: Colour, shade: float) -> None:
        paint(self._draw, 0, 0, tone)
        if not shade:
            return
        left, top = math.floor(real[0]), math.floor(real[1])
        width, height = max(1, math.ceil(real[2]) - left + 1), max(1, math.ceil(real[3]) - top + 1)
        lit = round(width * (1 - shade))
        mask = Image.new("L", (width - lit, height))
        paint(ImageDraw.Draw(mask), left + lit, top, 255)
        self.image.paste(mix(tone, BLACK, SHADE_PERCENT), (left + lit, top), mask)

    def _point(self, point: Point) -> Point:
        return (
            (self._x + point[0] * self._size * self._side) * SCALE,
            (self._y + point[1] * self._size) * SCALE,
        )

    def _box(self, box: Box) -> Box:
        x0, y0 = self._point((box[0], box[1]))
        x1, y1 = self._point((box[2], box[3]))
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def _long(self, length: float) -> float:
        return length * self._size * SCALE


def _moved(box: Box, x: float, y: float) -> Box:
    return box[0] - x, box[1] - y, box[2] - x, box[3] - y


def _cushion() -> list[Point]:
    points = []
    for degree in range(0, 360, 6):
        angle = math.radians(degree)
        cos, sin = math.cos(angle), math.sin(angle)
        pulled = 1 - 0.10 * (1 - abs(math.sin(2 * angle)) ** 1.5)
        points.append(
            (
                math.copysign(abs(cos) ** 0.42, cos) * pulled,
                math.copysign(abs(sin) ** 0.42, sin) * pulled,
            )
        )
    return points


CUSHION = _cushion()

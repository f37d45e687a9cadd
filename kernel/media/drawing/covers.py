"""Product covers and home banners for a shop without photographs: a still life, and the name below it.

The same words and seed give the same picture on every machine.
"""

from dataclasses import dataclass
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from kernel.media.drawing.brush import Brush
from kernel.media.drawing.lettering import balance, font, without_tofu, wrap
from kernel.media.drawing.palettes import PALETTES, Palette, mix
from kernel.media.drawing.scenes import TALL, companion, main_thing
from kernel.media.drawing.things import Thing

SIDE = 800
BELOW_FLOOR = 40
FLOOR = 520
MARGIN = 64
TITLE_SIZES = (58, 50)
SUBTITLE_SIZE = 28
BANNER = (1500, 600)
BANNER_FLOOR = 480
QUALITY = 86


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Where the still life stands on its picture."""

    width: int
    height: int
    floor: int
    centre: int


COVER_STAGE = Stage(width=SIDE, height=SIDE, floor=FLOOR, centre=SIDE // 2)
BANNER_STAGE = Stage(width=BANNER[0], height=BANNER[1], floor=BANNER_FLOOR, centre=1080)


def draw_cover(*, title: str, subtitle: str, seed: int | str, hint: str = "") -> bytes:
    """Return a WebP cover of 800 by 800 pixels. `hint` is the category's name, for names that say nothing."""
    chance = Random(f"{seed}|{title}")  # noqa: S311 - a picture, no secret; the same every time is the point
    palette = chance.choice(PALETTES)
    image = _still_life(COVER_STAGE, palette, main_thing(title, hint, chance), chance)
    _write_cover(ImageDraw.Draw(image), palette, without_tofu(title), without_tofu(subtitle))
    return _webp(image)


def draw_banner(*, title: str, subtitle: str, seed: int | str, hint: str = "") -> bytes:
    """Return a WebP banner of 1500 by 600 pixels for the carousel of the home page: words left, still life right."""
    chance = Random(f"{seed}|{title}")  # noqa: S311 - as above
    palette = chance.choice(PALETTES)
    image = _still_life(BANNER_STAGE, palette, main_thing(title, hint, chance), chance)
    _write_banner(ImageDraw.Draw(image), palette, without_tofu(title), without_tofu(subtitle))
    return _webp(image)


def _still_life(stage: Stage, palette: Palette, main: Thing, chance: Random) -> Image.Image:
    # Only the part with shapes is drawn at double size; the words come on the real one.
    brush = Brush(stage.width, stage.floor + BELOW_FLOOR, palette.wall)
    _backdrop(brush, stage, palette, chance)
    brush.slab((0, stage.floor, stage.width, stage.floor + BELOW_FLOOR), 0, palette.table)
    beside, side = companion(main, chance), chance.choice((-1, 1))
    centre = stage.centre - (side * 80 if beside else 0)
    size = size_of(main, is_alone=beside is None)
    _shadow(brush, palette, centre, stage.floor, 230 * size)
    if beside:
        x = stage.centre + side * 236
        _shadow(brush, palette, x, stage.floor, 84)
        brush.at(x, stage.floor, 0.74, is_mirrored=side < 0)
        beside(brush, palette)
    brush.at(centre, stage.floor, size)
    main(brush, palette)
    image = Image.new("RGB", (stage.width, stage.height), palette.table)
    image.paste(brush.finished(), (0, 0))
    return image


def size_of(thing: Thing, *, is_alone: bool) -> float:
    """Return how much larger than designed a thing is drawn."""
    if thing in TALL:
        return 1.04 if is_alone else 0.92
    return 1.22 if is_alone else 1.04


def _backdrop(brush: Brush, stage: Stage, palette: Palette, chance: Random) -> None:
    """Draw one quiet shape on the wall: a sun, an arch, a window's light, or hills."""
    x, floor, kind = stage.centre, stage.floor, chance.randrange(4)
    if kind == 0:
        brush.oval((x - 230, floor - 460, x + 230, floor), palette.halo)
    elif kind == 1:
        brush.slab((x - 220, floor - 450, x + 220, floor + 220), 220, palette.halo)
    elif kind == 2:
        for left in (x - 250, x - 10):
            brush.shape(
                [(left, floor - 440), (left + 200, floor - 440), (left + 280, floor), (left + 80, floor)], palette.halo
            )
    else:
        brush.oval((x + 60, floor - 430, x + 220, floor - 270), mix(palette.wall, palette.pop, 42))
        brush.oval((x - 420, floor - 210, x + 160, floor + 250), palette.halo)
        brush.oval((x - 60, floor - 150, x + 460, floor + 250), mix(palette.halo, palette.wall, 35))


def _shadow(brush: Brush, palette: Palette, x: float, floor: float, wide: float) -> None:
    brush.at(0, 0)
    brush.oval((x - wide, floor - 7, x + wide, floor + 15), mix(palette.table, palette.deep, 14))


def _write_cover(draw: ImageDraw.ImageDraw, palette: Palette, title: str, subtitle: str) -> None:
    width, small = SIDE - 2 * MARGIN, font(SUBTITLE_SIZE)
    for size in TITLE_SIZES:
        large = font(size, is_bold=True)
        lines = balance(title, width, 2, large.getlength)
        if size == TITLE_SIZES[-1] or (len(lines) == 1):
            break
    below = wrap(subtitle, width, 1, small.getlength)
    height = len(lines) * round(size * 1.34) + (20 + SUBTITLE_SIZE if below else 0)
    y = FLOOR + (SIDE - FLOOR - height) // 2 + 6
    for line in lines:
        draw.text((SIDE / 2, y), line, palette.ink, large, anchor="ma")
        y += round(size * 1.34)
    for line in below:
        draw.text((SIDE / 2, y + 14), line, mix(palette.ink, palette.table, 38), small, anchor="ma")


def _write_banner(draw: ImageDraw.ImageDraw, palette: Palette, title: str, subtitle: str) -> None:
    left, width = 110, 640
    large, small = font(78, is_bold=True), font(34)
    lines = balance(title, width, 2, large.getlength)
    below = wrap(subtitle, width, 2, small.getlength)
    height = len(lines) * 104 + (len(below) * 50 + 30 if below else 0)
    y = (BANNER[1] - height) // 2 - 10
    for line in lines:
        draw.text((left, y), line, palette.ink, large, anchor="la")
        y += 104
    draw.rounded_rectangle((left, y + 18, left + 72, y + 25), 3, palette.pop)
    for line in below:
        draw.text((left, y + 52), line, mix(palette.ink, palette.wall, 32), small, anchor="la")
        y += 50


def _webp(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "WEBP", quality=QUALITY, method=2)
    return buffer.getvalue()

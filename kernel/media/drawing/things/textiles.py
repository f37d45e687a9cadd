"""Beds, pillows, quilts, towels, curtains, rugs."""

import math

from kernel.media.drawing.brush import Brush
from kernel.media.drawing.palettes import PAPER, Palette, mix


def bed(b: Brush, p: Palette) -> None:
    """A made bed from the side of its foot."""
    b.slab((-215, -250, 215, -30), 26, p.deep)
    b.slab((-200, -236, 200, -30), 18, mix(p.deep, p.main, 35))
    for x in (-104, 104):
        b.cushion((x - 92, -196, x + 92, -92), PAPER, shade=0.3)
    b.cushion((-62, -168, 62, -84), p.pop, shade=0.3)
    b.slab((-228, -112, 228, -22), 34, p.main, shade=0.16)
    b.slab((-228, -112, 228, -76), 18, p.pale, shade=0.16)
    for x in (-140, -50, 40, 130):
        b.line([(x, -66), (x - 10, -34)], 4, mix(p.main, p.deep, 30))
    for x in (-196, 176):
        b.slab((x, -24, x + 20, 0), 4, p.deep)


def pillows(b: Brush, p: Palette) -> None:
    """Two pillows leaning, a small one before them."""
    b.cushion((-190, -220, 40, -4), p.pale, shade=0.3)
    b.cushion((-60, -206, 190, 0), p.main, shade=0.28)
    b.line([(-28, -28), (158, -28)], 4, mix(p.main, p.deep, 40))
    b.cushion((-128, -132, 16, 2), p.pop, shade=0.3)


def memory_pillow(b: Brush, p: Palette) -> None:
    """A low pillow with the wave that holds the neck."""
    top = [(x, -96 - 30 * math.cos((x + 150) * math.pi / 190) - x / 14) for x in range(-186, 187, 12)]
    b.shape([(-204, -18), (-208, -92), *top, (208, -100), (204, -18)], p.pale, shade=0.22)
    b.slab((-204, -34, 204, 0), 16, p.main, shade=0.22)
    for x in range(-160, 180, 40):
        b.oval((x - 5, -62, x + 5, -52), mix(p.pale, p.main, 55))


def quilt(b: Brush, p: Palette) -> None:
    """A thick quilt, folded three times."""
    for index, (tone, height) in enumerate((("deep", 0), ("main", -72), ("pale", -144))):
        wide = 186 - index * 10
        b.slab((-wide, height - 74, wide, height), 34, p.tone(tone), shade=0.2)
        line = mix(p.tone(tone), p.ink, 16)
        b.line([(-wide + 44, height - 37), (wide - 26, height - 37)], 4, line)
        b.arc((-wide + 26, height - 50, -wide + 52, height - 24), 90, 270, 4, line)
    b.slab((70, -218, 112, -2), 8, p.pop, shade=0.3)


def towels(b: Brush, p: Palette) -> None:
    """Three rolled towels and a folded one."""
    for x, y, tone in ((-78, 0, "main"), (78, 0, "pale"), (0, -122, "pop")):
        b.oval((x - 74, y - 146, x + 74, y), p.tone(tone), shade=0.3)
        line = mix(p.tone(tone), p.ink, 24)
        for radius in (52, 32, 13):
            b.arc((x - radius, y - 73 - radius, x + radius, y - 73 + radius), -150, 150, 6, line)


def hanging_towel(b: Brush, p: Palette) -> None:
    """A towel over a rail."""
    b.line([(-190, -330), (190, -330)], 14, p.deep)
    for x in (-190, 190):
        b.oval((x - 15, -345, x + 15, -315), p.deep)
    b.slab((-110, -338, 96, -62), 10, mix(p.main, p.deep, 30))
    b.slab((-130, -338, 76, -26), 10, p.main, shade=0.22)
    for y in (-92, -78):
        b.line([(-128, y), (74, y)], 6, p.pale)
    for x in range(-122, 76, 16):
        b.line([(x, -26), (x, -12)], 4, p.main)


def curtains(b: Brush, p: Palette) -> None:
    """A window between two curtains."""
    b.slab((-128, -352, 128, -60), 6, PAPER)
    b.slab((-116, -340, 116, -72), 2, mix(p.halo, p.pale, 40))
    b.oval((10, -310, 84, -236), p.pop)
    for points in ([(0, -340), (0, -72)], [(-116, -206), (116, -206)]):
        b.line(points, 8, p.table)
    b.line([(-226, -368), (226, -368)], 12, p.deep)
    for side in (-1, 1):
        b.oval((side * 226 - 14, -382, side * 226 + 14, -354), p.deep)
        for index in range(4):
            x = side * (200 - index * 34)
            tone = p.main if index % 2 else mix(p.main, p.pale, 45)
            b.slab((x - 20, -366, x + 20, 0), 12, tone, shade=0.3)


def rug(b: Brush, p: Palette) -> None:
    """A striped rug with a pouf on it."""
    b.shape([(-196, -74), (196, -74), (258, 16), (-258, 16)], p.main)
    for share in (0.2, 0.5, 0.8):
        y, wide = -74 + 90 * share, 196 + 62 * share
        b.line([(-wide + 8, y), (wide - 8, y)], 7, p.pale)
    for x in range(-252, 260, 18):
        b.line([(x, 18), (x, 28)], 4, p.pale)
    b.slab((-86, -196, 110, -26), 60, p.deep, shade=0.26)
    b.oval((-80, -200, 104, -140), mix(p.deep, p.pale, 30))
    b.oval((4, -178, 20, -162), p.pop)


def cushions(b: Brush, p: Palette) -> None:
    """Two square cushions with patterns."""
    b.cushion((-196, -226, 36, 0), p.main, shade=0.24)
    for row in range(3):
        y = -176 + row * 58
        for x in (-150, -94, -38):
            b.shape([(x, y), (x + 14, y + 16), (x, y + 32), (x - 14, y + 16)], p.pale)
    b.cushion((-10, -190, 196, 2), p.pop, shade=0.26)
    for x in (42, 92, 142):
        b.line([(x, -164), (x, -26)], 9, mix(p.pop, p.pale, 55))


def floor_seat(b: Brush, p: Palette) -> None:
    """A round sitting cushion on a mat."""
    b.shape([(-190, -58), (190, -58), (246, 12), (-246, 12)], p.pale)
    for share in (0.25, 0.5, 0.75):
        wide = 190 + 56 * share
        b.line([(-wide, -58 + 70 * share), (wide, -58 + 70 * share)], 3, mix(p.pale, p.main, 45))
    b.slab((-150, -128, 150, -22), 50, p.main, shade=0.2)
    b.oval((-146, -146, 146, -72), mix(p.main, p.pale, 40))
    for radius in (100, 56):
        b.arc((-radius, -109 - radius * 0.25, radius, -109 + radius * 0.25), 0, 360, 4, mix(p.main, p.deep, 20))
    b.oval((-9, -114, 9, -104), p.deep)


def rolled_mat(b: Brush, p: Palette) -> None:
    """A summer mat, half unrolled."""
    b.shape([(-60, -64), (214, -64), (262, 14), (-90, 14)], p.pale)
    for share in (0.2, 0.4, 0.6, 0.8):
        y = -64 + 78 * share
        b.line([(-62 - 26 * share, y), (214 + 46 * share, y)], 4, mix(p.pale, p.main, 50))
    b.slab((-206, -142, 52, 4), 66, p.main, shade=0.0)
    for x in (-96, -30):
        b.slab((x, -142, x + 16, 4), 4, p.deep)
    b.oval((-214, -142, -70, 4), mix(p.main, p.pale, 45))
    for radius in (50, 30, 11):
        b.arc((-142 - radius, -69 - radius, -142 + radius, -69 + radius), -140, 160, 5, p.deep)

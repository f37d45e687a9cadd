"""Furniture, lamps, decoration."""

from kernel.media.drawing.brush import Brush
from kernel.media.drawing.palettes import PAPER, Palette, mix


def plant(b: Brush, p: Palette) -> None:
    """A plant in a pot."""
    for tip, width, tone in (
        ((-92, -250), 56, "main"), ((84, -268), 58, "main"), ((-44, -324), 54, "deep"), ((40, -336), 50, "main"),
        ((112, -190), 48, "deep"), ((-116, -178), 46, "main"),
    ):  # fmt: skip
        b.leaf((0, -116), tip, width, p.tone(tone))
    b.shape([(-62, -124), (62, -124), (46, 0), (-46, 0)], p.pop, shade=0.3)
    b.slab((-70, -136, 70, -106), 7, mix(p.pop, p.deep, 16), shade=0.3)


def vase(b: Brush, p: Palette) -> None:
    """A vase with three branches."""
    for tip in ((-70, -340), (10, -384), (86, -326)):
        b.line([(0, -150), (tip[0] * 0.5, -250), tip], 5, p.deep)
        for share in (0.45, 0.7, 1.0):
            x, y = tip[0] * share, -150 + (tip[1] + 150) * share
            b.oval((x - 22, y - 22, x + 22, y + 22), p.pop if share > 0.6 else p.pale)
    b.slab((-24, -190, 24, -120), 8, p.main)
    b.oval((-78, -150, 78, 0), p.main, shade=0.28)
    b.slab((-34, -200, 34, -180), 8, mix(p.main, p.deep, 25))


def books(b: Brush, p: Palette) -> None:
    """Three books lying."""
    for y, wide, tone in ((0, 92, "deep"), (-32, 80, "pop"), (-62, 86, "pale")):
        b.slab((-wide, y - 30, wide, y), 5, p.tone(tone), shade=0.2)
        b.slab((-wide + 18, y - 24, wide - 6, y - 7), 3, PAPER)


def desk_lamp(b: Brush, p: Palette) -> None:
    """A table lamp, lit."""
    b.shape([(-150, 0), (158, 0), (70, -214), (-62, -214)], mix(p.halo, PAPER, 55))
    b.slab((-80, -20, 88, 0), 9, p.deep)
    b.slab((-2, -232, 10, -10), 4, p.deep)
    b.shape([(-112, -202), (120, -202), (66, -352), (-58, -352)], p.main, shade=0.28)
    b.slab((-116, -212, 124, -198), 6, p.pop)


def floor_lamp(b: Brush, p: Palette) -> None:
    """A tall lamp beside a chair."""
    b.slab((120, -18, 220, 0), 8, p.deep)
    b.line([(170, -12), (170, -330), (110, -370)], 9, p.deep)
    b.shape([(24, -286), (176, -286), (136, -372), (64, -372)], p.pop, shade=0.3)
    sofa_body(b, p, -70, 0.62)


def sofa_body(b: Brush, p: Palette, x: float, size: float) -> None:
    def box(x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        return x + x0 * size, y0 * size, x + x1 * size, y1 * size

    for leg in (-190, 170):
        b.slab(box(leg, -30, leg + 20, 0), 3, p.deep)
    b.slab(box(-206, -230, 206, -30), 46 * size, p.main, shade=0.16)
    b.slab(box(-160, -128, 160, -52), 20 * size, mix(p.main, p.pale, 45))
    for side in (-226, 158):
        b.slab(box(side, -158, side + 68, -24), 30 * size, mix(p.main, p.deep, 22))
    b.cushion(box(-132, -194, -22, -96), p.pop, shade=0.3)
    b.cushion(box(34, -188, 136, -98), p.pale, shade=0.3)


def sofa(b: Brush, p: Palette) -> None:
    """A sofa for two."""
    sofa_body(b, p, 0, 1.06)


def table(b: Brush, p: Palette) -> None:
    """A table with a bowl and a small vase."""
    for x in (-186, 162):
        b.shape([(x, -170), (x + 26, -170), (x + 18, 0), (x + 8, 0)], p.deep)
    b.slab((-224, -194, 224, -164), 10, p.main, shade=0.2)
    b.slab((-180, -164, 180, -144), 4, mix(p.main, p.deep, 40))
    b.chord((-130, -336, 10, -196), 0, 180, p.pop, shade=0.3)
    b.slab((-84, -202, -36, -192), 3, mix(p.pop, p.deep, 30))
    b.slab((74, -258, 124, -194), 14, p.deep)
    for tip in ((70, -324), (104, -346), (140, -318)):
        b.leaf((99, -254), tip, 26, mix(p.main, p.deep, 40))


def chair(b: Brush, p: Palette) -> None:
    """A wooden chair."""
    for x in (-96, 76):
        b.slab((x, -330, x + 20, 0), 6, p.deep)
    b.slab((-110, -338, 110, -270), 22, p.main, shade=0.24)
    b.slab((-94, -240, 94, -214), 10, p.main, shade=0.24)
    b.slab((-124, -164, 124, -130), 14, p.pop, shade=0.24)
    b.slab((-116, -132, 116, -118), 5, p.deep)
    b.line([(-86, -60), (86, -60)], 9, p.deep)


def cabinet(b: Brush, p: Palette) -> None:
    """A chest of drawers."""
    for x in (-158, 138):
        b.shape([(x, -30), (x + 20, -30), (x + 14, 0), (x + 6, 0)], p.deep)
    b.slab((-180, -284, 180, -24), 12, p.main, shade=0.14)
    for row in range(3):
        y = -268 + row * 80
        for x in (-164, 6):
            b.slab((x, y, x + 158, y + 66), 8, mix(p.main, p.pale, 38))
            b.oval((x + 71, y + 26, x + 87, y + 42), p.deep)
    b.slab((-192, -300, 192, -276), 8, p.deep)


def mirror(b: Brush, p: Palette) -> None:
    """A standing mirror."""
    b.line([(-66, -60), (-104, 0)], 13, p.deep)
    b.line([(66, -60), (104, 0)], 13, p.deep)
    b.slab((-112, -380, 112, -36), 108, p.deep)
    b.slab((-96, -364, 96, -52), 94, mix(p.pale, PAPER, 45))
    b.line([(-42, -190), (40, -286)], 12, PAPER)
    b.line([(-16, -160), (28, -212)], 8, PAPER)


def clock(b: Brush, p: Palette) -> None:
    """A round clock."""
    b.oval((-150, -320, 150, -20), p.deep)
    b.oval((-132, -302, 132, -38), PAPER, shade=0.0)
    for x, y in ((0, -284), (114, -170), (0, -56), (-114, -170)):
        b.oval((x - 9, y - 9, x + 9, y + 9), p.main)
    b.line([(0, -170), (-52, -226)], 13, p.deep)
    b.line([(0, -170), (64, -206)], 9, p.main)
    b.oval((-14, -184, 14, -156), p.pop)


def flowers(b: Brush, p: Palette) -> None:
    """Everlasting flowers under a glass dome."""
    b.slab((-136, -350, 136, -28), 130, mix(p.halo, PAPER, 60))
    for x, y, radius, tone in (
        (-34, -178, 44, "pop"),
        (40, -206, 40, "main"),
        (6, -256, 36, "pale"),
        (52, -136, 30, "pale"),
    ):
        b.line([(x * 0.4, -40), (x, y)], 6, p.deep)
        for dx, dy in ((-0.6, 0), (0.6, 0), (0, -0.6), (0, 0.6)):
            cx, cy, size = x + dx * radius, y + dy * radius, radius * 0.62
            b.oval((cx - size, cy - size, cx + size, cy + size), p.tone(tone))
        b.oval((x - 12, y - 12, x + 12, y + 12), p.deep)
    b.leaf((0, -50), (-84, -110), 36, mix(p.main, p.deep, 40))
    b.arc((-112, -330, 40, -200), 185, 235, 9, PAPER)
    b.slab((-152, -34, 152, 0), 12, p.deep)


def fan(b: Brush, p: Palette) -> None:
    """A small fan."""
    b.slab((-84, -22, 84, 0), 10, p.deep)
    b.slab((-9, -110, 9, -14), 4, p.deep)
    b.oval((-136, -344, 136, -72), p.deep)
    b.oval((-120, -328, 120, -88), mix(p.pale, PAPER, 50))
    for tip in ((0, -322), (100, -150), (-100, -150)):
        b.leaf((0, -208), tip, 84, p.main)
    b.oval((-28, -236, 28, -180), p.pop)

"""Pots, cups, tea, food."""

from kernel.media.drawing.brush import Brush
from kernel.media.drawing.palettes import PAPER, Palette, mix

YOLK = (239, 178, 68)
BISCUIT = (222, 170, 110)


def steam(b: Brush, p: Palette, x: float, y: float) -> None:
    for offset in (-26, 0, 26):
        points = [(x + offset + (7 if step % 2 else -7), y - step * 16) for step in range(5)]
        b.line(points, 6, mix(p.halo, PAPER, 70))


def pot(b: Brush, p: Palette) -> None:
    """An enamel pot with its lid."""
    for x in (-188, 148):
        b.slab((x, -140, x + 40, -104), 14, p.deep)
    b.slab((-160, -176, 160, 0), 44, p.main, shade=0.22)
    b.slab((-160, -176, 160, -132), 4, mix(p.main, p.deep, 22), shade=0.22)
    b.chord((-166, -258, 166, -96), 180, 360, p.main, shade=0.22)
    b.slab((-172, -186, 172, -168), 9, p.pale)
    b.slab((-10, -276, 10, -250), 4, p.deep)
    b.oval((-24, -296, 24, -262), p.pop)
    b.arc((-128, -240, 40, -120), 200, 250, 9, mix(p.main, PAPER, 45))


def pan(b: Brush, p: Palette) -> None:
    """A frying pan with an egg, seen half from above."""
    b.line([(120, -76), (262, -128)], 26, p.deep)
    b.oval((246, -142, 276, -112), p.pop)
    b.oval((-206, -156, 166, 0), p.deep)
    b.oval((-206, -168, 166, -22), p.main)
    b.oval((-180, -156, 140, -38), mix(p.main, p.deep, 45))
    b.oval((-112, -136, 60, -56), PAPER)
    b.oval((-54, -116, 20, -76), YOLK)
    b.oval((-40, -110, -16, -98), mix(YOLK, PAPER, 55))


def mugs(b: Brush, p: Palette) -> None:
    """A mug and a small cup."""
    b.arc((48, -146, 132, -50), -80, 80, 18, p.main)
    b.slab((-96, -186, 84, 0), 30, p.main, shade=0.26)
    b.slab((-96, -186, 84, -150), 6, p.pale, shade=0.26)
    b.oval((-40, -118, 28, -50), p.pale)
    b.slab((128, -104, 226, 0), 22, p.pop, shade=0.28)
    b.oval((128, -114, 226, -92), mix(p.pop, p.ink, 30))
    steam(b, p, -6, -208)


def teapot(b: Brush, p: Palette) -> None:
    """A round pot with two tea bowls."""
    b.arc((60, -174, 172, -54), -85, 85, 16, p.deep)
    b.line([(-104, -76), (-162, -122), (-176, -156)], 26, p.main)
    b.oval((-120, -196, 110, 0), p.main, shade=0.26)
    b.chord((-66, -220, 56, -150), 180, 360, p.deep)
    b.oval((-20, -238, 10, -208), p.pop)
    b.slab((-60, -12, 50, 0), 5, p.deep)
    for x in (150, -262):
        b.chord((x, -110, x + 96, 8), 0, 180, p.pale, shade=0.3)
        b.oval((x + 2, -58, x + 94, -44), mix(p.pop, p.deep, 35))
        b.slab((x + 28, -8, x + 68, 0), 3, p.pale)


def bowls(b: Brush, p: Palette) -> None:
    """A stack of bowls and plates."""
    b.slab((-170, -16, 170, 0), 8, p.deep)
    b.slab((-186, -34, 186, -16), 9, p.pale, shade=0.2)
    b.line([(176, -286), (-40, -196)], 9, p.deep)
    b.line([(190, -256), (-16, -190)], 9, mix(p.deep, p.main, 50))
    b.chord((-118, -270, 118, -110), 0, 180, p.pop, shade=0.22)
    b.slab((-118, -198, 118, -182), 7, mix(p.pop, PAPER, 45))
    b.chord((-150, -206, 150, -26), 0, 180, p.main, shade=0.22)
    b.slab((-150, -124, 150, -106), 8, mix(p.main, p.pale, 40))


def cakes(b: Brush, p: Palette) -> None:
    """Pastries on a stand."""
    b.slab((-16, -92, 16, -8), 4, p.deep)
    b.slab((-90, -16, 90, 0), 8, p.deep)
    b.slab((-200, -108, 200, -88), 10, p.deep)
    for x, tone in ((-128, "pop"), (0, "main"), (128, "pop")):
        b.slab((x - 58, -176, x + 58, -106), 20, p.tone(tone), shade=0.3)
        b.chord((x - 58, -206, x + 58, -136), 180, 360, mix(p.tone(tone), PAPER, 35), shade=0.3)
        b.oval((x - 12, -200, x + 12, -182), p.deep)
    for x in (-64, 64):
        b.slab((x - 56, -260, x + 56, -196), 20, p.pale, shade=0.3)
        b.line([(x - 30, -228), (x + 30, -228)], 6, p.main)


def cookies(b: Brush, p: Palette) -> None:
    """A jar and three biscuits."""
    b.slab((-176, -226, 0, 0), 30, mix(p.pale, PAPER, 40), shade=0.18)
    b.slab((-168, -262, -8, -220), 10, p.deep)
    for x, y in ((-130, -60), (-48, -60), (-90, -118), (-132, -170), (-50, -172)):
        b.oval((x - 38, y - 38, x + 38, y + 38), BISCUIT)
        for dx, dy in ((-12, -8), (12, -12), (2, 14)):
            b.oval((x + dx - 6, y + dy - 6, x + dx + 6, y + dy + 6), p.deep)
    b.oval((54, -136, 190, 0), BISCUIT, shade=0.28)
    for x, y in ((94, -96), (138, -98), (118, -56), (156, -56), (86, -46)):
        b.oval((x - 9, y - 9, x + 9, y + 9), p.deep)


def dumplings(b: Brush, p: Palette) -> None:
    """Rice dumplings in leaves, tied with string."""
    for x, y, size in ((-104, 0, 1.0), (104, 0, 1.0), (0, -128, 0.96)):
        corners = [
            (x - 104 * size, y),
            (x + 104 * size, y),
            (x + 12 * size, y - 158 * size),
            (x - 12 * size, y - 158 * size),
        ]
        b.shape(corners, p.main, shade=0.36)
        b.line([(x - 60 * size, y - 3), (x + 24 * size, y - 120 * size)], 5, mix(p.main, p.deep, 50))
        b.line([(x - 72 * size, y - 54 * size), (x + 70 * size, y - 56 * size)], 9, p.pop)
        b.oval((x - 13, y - 66 * size, x + 13, y - 40 * size), p.pop)


def fruit(b: Brush, p: Palette) -> None:
    """Fruit in a bowl."""
    for x, y, tone in ((-82, -150, "pop"), (78, -150, "main"), (0, -196, "pale"), (0, -132, "deep")):
        b.oval((x - 66, y - 66, x + 66, y + 66), p.tone(tone), shade=0.3)
    b.leaf((4, -258), (76, -300), 42, p.main)
    b.chord((-196, -212, 196, 0), 0, 180, PAPER, shade=0.22)
    b.slab((-196, -116, 196, -100), 8, mix(PAPER, p.deep, 12))
    b.slab((-60, -14, 60, 0), 6, mix(PAPER, p.deep, 16))


def jars(b: Brush, p: Palette) -> None:
    """Two jars and a tin."""
    for x, height, wide, tone in ((-112, 236, 78, "main"), (48, 186, 66, "pale"), (164, 124, 50, "pop")):
        b.slab((x - wide, -height, x + wide, 0), 22, p.tone(tone), shade=0.28)
        b.slab((x - wide + 8, -height - 30, x + wide - 8, -height + 8), 9, p.deep)
        b.slab((x - wide + 14, -height * 0.66, x + wide - 14, -height * 0.22), 8, PAPER)
        b.line([(x - wide / 3, -height * 0.5), (x + wide / 3, -height * 0.5)], 6, p.tone(tone))
        b.line([(x - wide / 3, -height * 0.37), (x + wide / 6, -height * 0.37)], 5, mix(PAPER, p.deep, 25))


def appliance(b: Brush, p: Palette) -> None:
    """A kettle on its base."""
    b.slab((-130, -22, 130, 0), 10, p.deep)
    b.arc((60, -236, 176, -60), -80, 80, 22, p.deep)
    b.shape([(-122, -22), (122, -22), (92, -238), (-92, -238)], p.main, shade=0.24)
    b.shape([(-92, -238), (-136, -222), (-92, -196)], p.main)
    b.slab((-96, -262, 96, -234), 12, p.deep)
    b.oval((-16, -284, 16, -254), p.pop)
    b.slab((-64, -136, -24, -46), 10, mix(p.main, PAPER, 50))

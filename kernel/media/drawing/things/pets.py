"""Things for cats and dogs."""

import math

from kernel.media.drawing.brush import Brush, Point
from kernel.media.drawing.palettes import PAPER, Colour, Palette, mix


def paw(b: Brush, centre: Point, size: float, tone: Colour) -> None:
    x, y = centre
    b.oval((x - 34 * size, y - 8 * size, x + 34 * size, y + 46 * size), tone)
    for dx, dy in ((-42, -14), (-15, -38), (15, -38), (42, -14)):
        cx, cy = x + dx * size, y + dy * size
        b.oval((cx - 14 * size, cy - 17 * size, cx + 14 * size, cy + 17 * size), tone)


def pet_house(b: Brush, p: Palette) -> None:
    """A little house and a bowl."""
    b.slab((-148, -200, 148, 0), 18, p.main, shade=0.2)
    b.shape([(-190, -190), (0, -344), (190, -190)], p.deep)
    b.oval((-74, -164, 74, -14), mix(p.deep, p.ink, 35))
    b.slab((-74, -84, 74, 0), 4, mix(p.deep, p.ink, 35))
    b.chord((-58, -52, 58, 40), 180, 360, p.pale)
    paw(b, (0, -236), 0.62, p.pale)
    b.shape([(176, -46), (268, -46), (284, 0), (160, 0)], p.pop, shade=0.3)


def pet_bowl(b: Brush, p: Palette) -> None:
    """A feeding bowl, a ball and a bone."""
    b.oval((-134, -178, 118, -72), p.deep)
    for x, y in ((-80, -136), (-36, -152), (14, -156), (60, -138), (-10, -128)):
        b.oval((x - 26, y - 26, x + 26, y + 26), p.pop)
    b.shape([(-140, -124), (124, -124), (164, 0), (-180, 0)], p.main, shade=0.22)
    paw(b, (-8, -66), 0.72, PAPER)
    b.oval((168, -84, 252, 0), p.pale, shade=0.3)
    b.arc((150, -104, 230, -24), 10, 80, 7, p.main)


def pet_lead(b: Brush, p: Palette) -> None:
    """A lead with its grip."""
    b.line([(6 + step * 6, -56 + 40 * math.sin(step / 5)) for step in range(34)], 13, p.deep)
    b.oval((182, -70, 232, -20), p.pop)
    b.slab((-160, -16, 20, 0), 6, mix(p.main, p.deep, 30))
    b.slab((-150, -172, 10, -12), 58, p.main, shade=0.24)
    b.slab((-112, -126, -30, -66), 28, p.wall)
    b.oval((-20, -78, 22, -36), p.pop)


def brush_set(b: Brush, p: Palette) -> None:
    """A grooming brush and a bottle."""
    b.slab((-166, -250, -70, -20), 40, p.main, shade=0.3)
    b.slab((-140, -120, -96, 0), 18, p.main)
    for y in range(-232, -110, 22):
        for x in (-66, -50):
            b.line([(x - 8, y), (x + 12, y)], 5, p.deep)
    b.slab((20, -210, 150, 0), 26, p.pale, shade=0.28)
    b.slab((58, -266, 112, -206), 8, p.deep)
    b.slab((36, -150, 134, -64), 8, PAPER)
    paw(b, (85, -108), 0.6, p.pop)

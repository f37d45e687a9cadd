"""For the bath, the desk, the road, and for play."""

from kernel.media.drawing.brush import Brush
from kernel.media.drawing.palettes import PAPER, Palette, mix


def bottles(b: Brush, p: Palette) -> None:
    """Bottles for the bath."""
    for x, wide, height, tone in ((-110, 58, 216, "main"), (24, 48, 160, "pale"), (136, 54, 120, "pop")):
        b.slab((x - wide, -height, x + wide, 0), 22, p.tone(tone), shade=0.3)
        b.slab((x - 18, -height - 46, x + 18, -height + 4), 5, p.deep)
        b.slab((x - wide + 16, -height * 0.7, x + wide - 16, -height * 0.3), 7, PAPER)
    b.line([(-110, -260), (-110, -280), (-170, -280)], 13, p.deep)


def pens(b: Brush, p: Palette) -> None:
    """A notebook and pens."""
    b.slab((-170, -300, 60, 0), 16, p.main, shade=0.14)
    b.slab((-170, -300, -134, 0), 10, p.deep)
    b.slab((-96, -240, 24, -176), 8, PAPER)
    b.line([(-74, -218), (2, -218)], 6, p.main)
    b.line([(-74, -198), (-22, -198)], 6, mix(p.main, PAPER, 45))
    for x, tone, lean in ((112, "pop", 26), (176, "deep", 52)):
        b.line([(x, -34), (x + lean, -280)], 26, p.tone(tone))
        b.line([(x - 4, -8), (x, -34)], 12, p.ink)
        b.line([(x + lean - 6, -226), (x + lean, -280)], 26, p.pale)


def gift(b: Brush, p: Palette) -> None:
    """A wrapped box."""
    b.slab((-160, -190, 160, 0), 14, p.main, shade=0.2)
    b.slab((-176, -240, 176, -178), 14, mix(p.main, p.deep, 18), shade=0.2)
    b.slab((-26, -240, 26, 0), 2, p.pop)
    for tip in ((-104, -312), (104, -312)):
        b.leaf((0, -238), tip, 74, p.pop)
    b.oval((-22, -262, 22, -222), mix(p.pop, p.deep, 22))


def shield(b: Brush, p: Palette) -> None:
    """A shield: things from a game's world."""
    edge = [(-150, -330), (0, -364), (150, -330), (150, -190), (104, -74), (0, 0), (-104, -74), (-150, -190)]
    b.shape(edge, p.deep)
    b.shape([(x * 0.86, -186 + (y + 186) * 0.87) for x, y in edge], p.main, shade=0.5)
    b.shape(
        [
            (0, -290),
            (26, -214),
            (106, -214),
            (42, -166),
            (66, -88),
            (0, -136),
            (-66, -88),
            (-42, -166),
            (-106, -214),
            (-26, -214),
        ],
        p.pop,
    )


def umbrella(b: Brush, p: Palette) -> None:
    """An open umbrella."""
    b.slab((-6, -300, 6, -40), 3, p.deep)
    b.arc((-46, -70, 6, -10), 0, 180, 12, p.deep)
    b.chord((-200, -372, 200, -20), 180, 360, p.main, shade=0.3)
    for x in (-200, -100, 0, 100):
        b.chord((x, -214, x + 100, -178), 0, 180, mix(p.main, p.deep, 22))
    b.shape([(0, -372), (-100, -196), (100, -196)], p.pale)
    for x in (-100, 0):
        b.chord((x, -214, x + 100, -178), 0, 180, mix(p.pale, p.main, 40))
    b.slab((-7, -392, 7, -366), 4, p.deep)


def tiles(b: Brush, p: Palette) -> None:
    """Tiles of a game."""
    for x, y, tone in ((-104, 0, "main"), (0, 0, "pop"), (104, 0, "deep"), (-52, -132, "pop"), (52, -132, "main")):
        b.slab((x - 46, y - 126, x + 46, y), 14, p.main)
        b.slab((x - 46, y - 134, x + 46, y - 12), 14, PAPER, shade=0.2)
        b.oval((x - 20, y - 96, x + 20, y - 50), p.tone(tone))


def box(b: Brush, p: Palette) -> None:
    """A storage box with a few things in it."""
    b.slab((-110, -246, -40, -90), 10, p.pop)
    b.slab((-24, -280, 30, -90), 10, p.pale)
    b.oval((40, -230, 130, -140), p.deep)
    b.slab((-176, -172, 176, 0), 18, p.main, shade=0.2)
    b.slab((-186, -184, 186, -146), 10, mix(p.main, p.deep, 22), shade=0.2)
    b.slab((-46, -112, 46, -70), 20, p.wall)


def blocks(b: Brush, p: Palette) -> None:
    """Toy blocks and a rainbow."""
    for radius, tone in ((150, "main"), (118, "pop"), (86, "pale"), (54, "deep")):
        b.chord((-60 - radius, -radius, -60 + radius, radius), 180, 360, p.tone(tone))
    b.chord((-82, -22, -38, 22), 180, 360, p.wall)
    b.slab((112, -100, 212, 0), 12, p.pop, shade=0.28)
    b.shape([(108, -100), (216, -100), (162, -190)], p.main)
    b.oval((140, -72, 184, -28), PAPER)


def headset(b: Brush, p: Palette) -> None:
    """A headset on a stand."""
    b.slab((-90, -20, 90, 0), 9, p.deep)
    b.slab((-10, -290, 10, -10), 4, p.deep)
    b.arc((-120, -330, 120, -90), 180, 360, 22, p.main)
    for x in (-148, 92):
        b.slab((x, -236, x + 56, -120), 26, p.pop, shade=0.3)

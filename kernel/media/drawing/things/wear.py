"""Clothes, shoes, bags."""

from kernel.media.drawing.brush import Brush
from kernel.media.drawing.palettes import PAPER, Palette, mix

SHIRT = [
    (-58, -330), (-30, -306), (30, -306), (58, -330), (122, -306), (204, -206), (138, -164), (110, -194),
    (110, -36), (-110, -36), (-110, -194), (-138, -164), (-204, -206), (-122, -306),
]  # fmt: skip


def hanger(b: Brush, p: Palette) -> None:
    b.arc((-20, -398, 20, -358), -200, 80, 8, p.deep)
    b.line([(0, -358), (0, -340)], 8, p.deep)
    b.line([(-110, -304), (0, -342), (110, -304)], 10, p.deep)


def shirt(b: Brush, p: Palette) -> None:
    """A shirt on a hanger, in stripes."""
    hanger(b, p)
    b.shape(SHIRT, p.main, shade=0.3)
    for y in (-236, -196, -156, -116, -76):
        b.line([(-104, y), (104, y)], 12, p.pale)
    b.arc((-46, -350, 46, -288), 20, 160, 12, p.pop)


def baby_wear(b: Brush, p: Palette) -> None:
    """A romper with snaps."""
    hanger(b, p)
    body = [*SHIRT[:9], (104, -100), (44, -24), (-44, -24), (-104, -100), *SHIRT[10:]]
    b.shape(body, p.pale, shade=0.3)
    b.arc((-46, -350, 46, -288), 20, 160, 12, p.main)
    for x, y in ((-50, -220), (40, -236), (-8, -170), (56, -150), (-58, -130), (10, -96)):
        b.oval((x - 13, y - 13, x + 13, y + 13), p.pop)
    for x in (-22, 0, 22):
        b.oval((x - 6, -44, x + 6, -32), p.deep)


def dress(b: Brush, p: Palette) -> None:
    """A small dress with a collar."""
    hanger(b, p)
    b.shape([(-62, -326), (62, -326), (84, -210), (172, -22), (-172, -22), (-84, -210)], p.main, shade=0.3)
    b.chord((-64, -366, 0, -290), 0, 180, PAPER)
    b.chord((0, -366, 64, -290), 0, 180, PAPER)
    b.slab((-86, -222, 86, -200), 8, p.deep)
    for x, y in ((-96, -70), (-40, -110), (18, -70), (70, -116), (106, -58), (-64, -160), (30, -160)):
        b.oval((x - 11, y - 11, x + 11, y + 11), p.pale)


def briefs(b: Brush, p: Palette) -> None:
    """Underwear, folded flat, two of them."""
    for x, y, tone in ((-84, -120, "pale"), (64, 0, "main")):
        cut = [
            (x - 128, y - 150),
            (x + 128, y - 150),
            (x + 122, y - 84),
            (x + 52, y - 6),
            (x - 52, y - 6),
            (x - 122, y - 84),
        ]
        b.shape(cut, p.tone(tone), shade=0.28)
        b.slab((x - 130, y - 168, x + 130, y - 138), 8, p.deep if tone == "main" else p.main)
        b.line([(x, y - 132), (x, y - 60)], 5, mix(p.tone(tone), p.ink, 22))


def socks(b: Brush, p: Palette) -> None:
    """A pair of socks."""
    for x, tone, other in ((-96, "pale", "main"), (66, "main", "pale")):
        b.shape(
            [(x - 44, -240), (x + 44, -240), (x + 44, -96), (x + 122, -54), (x + 122, 0), (x - 44, 0)], p.tone(tone)
        )
        b.oval((x + 74, -62, x + 136, 0), p.tone(other))
        b.oval((x - 48, -70, x + 24, 0), p.tone(other))
        b.slab((x - 50, -262, x + 50, -214), 12, p.pop, shade=0.28)
        for y in (-176, -142):
            b.line([(x - 42, y), (x + 42, y)], 10, p.tone(other))


def shoes(b: Brush, p: Palette) -> None:
    """A shoe from its side."""
    b.shape(
        [(-190, -40), (-190, -178), (-96, -190), (-44, -128), (96, -92), (196, -66), (204, -30)], p.main, shade=0.22
    )
    b.slab((-202, -44, 214, 0), 20, PAPER, shade=0.2)
    b.shape([(-190, -178), (-96, -190), (-84, -176), (-190, -156)], p.deep)
    for step in range(4):
        x, y = -58 + step * 34, -140 + step * 12
        b.line([(x, y), (x + 18, y + 30)], 8, p.pale)
    b.oval((-158, -128, -112, -82), p.pop)


def backpack(b: Brush, p: Palette) -> None:
    """A backpack."""
    b.arc((-44, -330, 44, -250), 180, 360, 14, p.deep)
    for x in (-150, 118):
        b.slab((x, -190, x + 32, -30), 14, p.deep)
    b.slab((-130, -290, 130, 0), 64, p.main, shade=0.24)
    b.slab((-100, -132, 100, -24), 22, mix(p.main, p.deep, 24), shade=0.2)
    b.line([(-76, -108), (76, -108)], 7, p.pale)
    b.slab((-10, -112, 10, -84), 5, p.pop)
    b.slab((-34, -234, 34, -178), 10, p.pale)
    b.oval((-16, -222, 16, -190), p.pop)


def suitcase(b: Brush, p: Palette) -> None:
    """A cabin case with its handle out."""
    for x in (-44, 44):
        b.line([(x, -390), (x, -290)], 9, p.deep)
    b.slab((-64, -404, 64, -380), 11, p.deep)
    b.slab((-122, -304, 122, -18), 30, p.main, shade=0.2)
    for x in (-72, -24, 24, 72):
        b.slab((x - 5, -288, x + 5, -36), 5, mix(p.main, p.deep, 30))
    b.slab((-126, -172, 126, -150), 4, mix(p.main, p.deep, 45))
    b.slab((88, -182, 126, -140), 8, p.pop)
    b.slab((54, -268, 112, -210), 8, p.pale)
    for x in (-92, 64):
        b.oval((x, -24, x + 28, 4), p.deep)


def handbag(b: Brush, p: Palette) -> None:
    """A soft handbag."""
    b.arc((-92, -318, 92, -110), 180, 360, 16, p.deep)
    b.shape([(-170, 0), (170, 0), (140, -206), (-140, -206)], p.main, shade=0.22)
    b.shape([(-140, -206), (140, -206), (126, -110), (0, -86), (-126, -110)], mix(p.main, p.deep, 22), shade=0.22)
    b.oval((-20, -116, 20, -76), p.pop)


def scarf(b: Brush, p: Palette) -> None:
    """A folded scarf with fringes."""
    b.slab((-60, -330, 60, -40), 14, p.main, shade=0.3)
    b.slab((-150, -330, -14, -96), 14, mix(p.main, p.deep, 25))
    for y in (-240, -196, -86):
        b.line([(-56, y), (56, y)], 14, p.pale)
    for x in range(-52, 60, 15):
        b.line([(x, -40), (x, -14)], 5, p.main)
    b.oval((-170, -370, 90, -270), p.main)
    b.oval((-120, -346, 40, -296), p.deep)

"""Chinese text: fonts, where a line may break, what is cut off when it is too long."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).resolve().parent.parent / "fonts"
ELLIPSIS = "…"
# Marks that never begin a line, and those that never end one (GB/T 15834, CLREQ).
NO_START = frozenset("、，。．.,：；:;！？!?）)］]｝}〉》」』】〕”’…—～~·%％‰℃°/-–")
NO_END = frozenset("（([［{｛〈《「『【〔“‘￥¥$#")
# Where a reader breathes: the best places to break a title.
PAUSES = frozenset(" ，；：！？、")

Measure = Callable[[str], float]
Font = ImageFont.FreeTypeFont


@lru_cache(maxsize=32)
def font(size: int, *, is_bold: bool = False) -> Font:
    """Return Noto Sans SC at a size in pixels."""
    file = FONTS / f"NotoSansSC-{'Bold' if is_bold else 'Regular'}.otf"
    # The basic layout needs no shaping library, so every machine draws the same picture.
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


def without_tofu(text: str) -> str:
    """Leave out what the font has no picture for (emoji, rare characters), and squeeze spaces."""
    known = _drawable()
    words = ("".join(char for char in word if char in known) for word in text.split())
    return " ".join(word for word in words if word)


def wrap(text: str, width: float, lines: int, measure: Measure) -> list[str]:
    """Break a text into at most so many lines of a width; what does not fit ends in an ellipsis.

    Chinese breaks between any two characters but for the marks above; words and numbers stay whole where they can.
    """
    words: list[str] = _words(text)
    made: list[str] = []
    while words and len(made) < lines:
        count = _fitting(words, width, measure)
        made.append("".join(words[:count]).strip())
        words = words[count:]
        while words and words[0] == " ":
            words.pop(0)
    if words:
        made[-1] = _cut(made[-1] + words[0], width, measure)
    return made


def balance(text: str, width: float, lines: int, measure: Measure) -> list[str]:
    """Wrap a title: break where a reader pauses if two lines come of it, and leave no lonely last character."""
    best = wrap(text, width, lines, measure)
    if len(best) == 2 and (at_pause := _at_pause(text, width, measure)):
        return at_pause
    if len(best) < 2 or best[-1].endswith(ELLIPSIS):
        return best
    for share in (90, 80, 70, 60):
        narrower = wrap(text, width * share / 100, lines, measure)
        if len(narrower) != len(best) or narrower[-1].endswith(ELLIPSIS):
            return best
        if measure(narrower[-1]) >= measure(narrower[0]) * 0.98:
            return best
        best = narrower
    return best


def _at_pause(text: str, width: float, measure: Measure) -> list[str]:
    """Return two lines broken at the space or mark that makes them most alike, if there is one that does it."""
    ends = [index + 1 for index, char in enumerate(text) if char in PAUSES]
    pairs = [[text[:end].strip(), text[end:].strip()] for end in ends]
    fitting = [pair for pair in pairs if all(pair) and pair[1][0] not in NO_START and max(map(measure, pair)) <= width]
    return min(fitting, key=lambda pair: abs(measure(pair[0]) - measure(pair[1])), default=[])


def _words(text: str) -> list[str]:
    """Split into what must stay together."""
    words: list[str] = []
    for char in text:
        if words and _sticks(words[-1], char):
            words[-1] += char
        else:
            words.append(char)
    return words


def _sticks(before: str, char: str) -> bool:
    if char == " " or before[-1] == " ":
        return False
    return char in NO_START or before[-1] in NO_END or (_is_latin(before[-1]) and _is_latin(char))


def _is_latin(char: str) -> bool:
    return char.isascii() and not char.isspace()


def _fitting(words: list[str], width: float, measure: Measure) -> int:
    count = 0
    while count < len(words) and measure("".join(words[: count + 1]).rstrip()) <= width:
        count += 1
    if not count:  # one word is longer than a line: it is broken by force
        count = 1
        word = words[0]
        size = max(1, sum(measure(word[: end + 1]) <= width for end in range(len(word))))
        words[:1] = [word[:size], word[size:]] if word[size:] else [word]
    return count


def _cut(text: str, width: float, measure: Measure) -> str:
    while text and measure(text + ELLIPSIS) > width:
        text = text[:-1]
    return text.rstrip(" " + "".join(NO_START | NO_END)) + ELLIPSIS


@lru_cache(maxsize=1)
def _drawable() -> frozenset[str]:
    """Return the characters that both weights have: they are listed beside the fonts."""
    return frozenset((FONTS / "characters.txt").read_text(encoding="utf-8").replace("\n", ""))

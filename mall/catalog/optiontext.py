"""Combinations of options as people write them: "颜色：白；尺码：M"."""

import re

MOST_NAME, MOST_VALUE = 20, 60


def options_of_text(text: str) -> tuple[tuple[str, str], ...]:
    """Read a combination.

    :raises ValueError: a part has no name or no value; the text is for people.
    """
    pairs = []
    for part in filter(None, map(str.strip, re.split(r"[；;]", text))):
        name, colon, value = part.replace("：", ":", 1).partition(":")
        if not (colon and 0 < len(name.strip()) <= MOST_NAME and 0 < len(value.strip()) <= MOST_VALUE):
            raise ValueError(f"规格「{part[:40]}」应写成 规格名：规格值，多个用分号隔开")
        pairs.append((name.strip(), value.strip()))
    return tuple(pairs)

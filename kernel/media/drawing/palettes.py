"""Soft palettes: a wall, a table, and tones for the things on it."""

from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """`wall` behind, `halo` on the wall, `table` below; things are `main`, `deep`, `pale` with a spot of `pop`."""

    wall: Colour
    halo: Colour
    table: Colour
    main: Colour
    deep: Colour
    pale: Colour
    pop: Colour
    ink: Colour

    def tone(self, name: str) -> Colour:
        """Return a colour by its name; `paper` is the same everywhere."""
        colour: Colour = PAPER if name == "paper" else getattr(self, name)
        return colour


PAPER: Colour = (255, 252, 247)


def colour(code: str) -> Colour:
    """Return the three parts of a hex code."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(one: Colour, other: Colour, share: int) -> Colour:
    """Return `one` with `share` per cent of `other`."""
    red, green, blue = ((a * (100 - share) + b * share) // 100 for a, b in zip(one, other, strict=True))
    return red, green, blue


def palette(codes: str) -> Palette:
    """Return a palette from eight hex codes."""
    return Palette(*(colour(code) for code in codes.split()))


PALETTES = tuple(
    palette(codes)
    for codes in (
        # wall halo table main deep pale pop ink
        "F3EADF E9D8C2 FBF6EF C58B5E 7C4A2D EBCBA8 7F9A86 3F2A1C",  # sand
        "E4EBE1 CEDCC9 F6F9F4 7E9D79 44644A C4D6BD E2A77E 24382B",  # sage
        "E1EAF1 C8DAE7 F5F9FC 6B92B4 33566F BDD4E5 EDB977 1D3444",  # mist
        "F8E8E4 F2D1CA FDF6F4 DB8E86 8A4449 F3C4BC 8FA79A 4A2327",  # blush
        "EBE7F3 D7CEE9 F8F6FC 9684BB 4E4075 CFC4E6 EBC07F 2E2549",  # lavender
        "F8E9DC F3CFB1 FDF6EF D3764C 7D3A22 F0BD99 5E8B7E 43200F",  # terracotta
        "DFF0EB BFE1D7 F4FBF9 58A38E 27594F B4DCD0 F1A98A 14372F",  # mint
        "FBF2D8 F5E0A3 FEFBF1 DFAE3F 82611A F3DA97 76A09E 43320C",  # butter
        "E8ECEF CED7DE F7F9FA 7A8C9B 35495A C5D0D9 E38F70 1F2D39",  # slate
        "F4E6EC E8C7D5 FBF4F7 BC7693 6B3350 E4BCCD 8BA68C 401B2F",  # plum
        "E6EDDC D0DEB6 F8FAF2 8CA64E 4E6428 CFDDAE DE8F66 2A3712",  # olive
        "DDECEF B9D9E0 F3FAFB 3F8FA0 1B5361 AFD5DD F0B074 0E333D",  # lagoon
    )
)

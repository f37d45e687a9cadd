"""Codes of gift cards: how they are drawn, how people type them, and by which digest they are known."""

import secrets
from typing import Final

from kernel.crypto import keyed_digest

# Capital letters and digits that nobody mistakes for one another; 32 of them. The last sign is a digit, so that the
# four signs by which a card is told apart are never a word: 78 bits of chance.
DIGITS: Final = "23456789"
ALPHABET: Final = f"{DIGITS}ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH: Final = 16
_PURPOSE: Final = "wallet.gift_card"


def new_card_code() -> str:
    """Return a code as it is printed: four groups of four."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1)) + secrets.choice(DIGITS)
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))


def digest_of(code: str) -> str:
    """Return the keyed digest of a code, however it was typed: spaces, dashes and case make no difference."""
    return keyed_digest("".join(sign for sign in code.upper() if sign.isalnum()), purpose=_PURPOSE)

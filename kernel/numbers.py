"""Public numbers: unique, not guessable, at most 32 characters for the channels (rules 1.4)."""

import secrets
from datetime import date

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz"


def new_number(on: date) -> str:
    """Return 20 digits: the date, then 12 random ones. A unique constraint stands behind it."""
    return f"{on:%Y%m%d}{secrets.randbelow(10**12):012d}"


def new_code(length: int = 10) -> str:
    """Return a short random code without look-alike characters."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))

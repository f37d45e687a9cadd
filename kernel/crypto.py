"""Encryption of fields, keyed digests for look-ups, random tokens.

Built on `cryptography` (Fernet: AES-128-CBC + HMAC-SHA256).
"""

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    # The first key encrypts, all of them decrypt: that is how a key is rotated.
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"siyu.field:" + key.encode()).digest())) for key in keys]
    )


def encrypt(text: str) -> str:
    """Encrypt a field; an empty text stays empty."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    """Decrypt what `encrypt` made.

    :raises cryptography.fernet.InvalidToken: altered, or made with an unknown key.
    """
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode() if token else ""


def keyed_digest(text: str, *, purpose: str) -> str:
    """Return 64 hex digits by which an encrypted value can be found again; differs by purpose."""
    key = hashlib.sha256(f"siyu.digest:{purpose}:{settings.FIELD_KEYS[-1]}".encode()).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    """Return the SHA-256 of a random token: what the database keeps instead of it."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token(entropy_bytes: int = 32) -> str:
    """Return a random URL-safe token."""
    return secrets.token_urlsafe(entropy_bytes)


def same(left: str, right: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())

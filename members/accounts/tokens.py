"""The access token: a JWT that lives two hours and names its session (rules 13.1)."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import AccessToken

from kernel import clock
from kernel.errors import NotSignedIn

LIFETIME = timedelta(hours=2)


class TokenInvalid(NotSignedIn):
    code, title = "token_invalid", "登录凭证无效，请重新登录"


class TokenExpired(NotSignedIn):
    code, title = "token_expired", "登录凭证已过期"


@lru_cache(maxsize=2)
def _backend(secret: str) -> TokenBackend:
    # A key of its own: who learns it can sign tokens but not operators' cookies, and the other way round.
    key = hashlib.sha256(b"siyu.access:" + secret.encode()).hexdigest()
    # The century of leeway leaves the time to `read`, which asks the house's clock instead of the machine's.
    return TokenBackend("HS256", signing_key=key, leeway=timedelta(days=36500))


class MemberToken(AccessToken):
    """simplejwt signs and checks it; who the caller is comes from the session row."""

    lifetime = LIFETIME

    def get_token_backend(self) -> TokenBackend:
        return _backend(settings.SECRET_KEY)


@dataclass(frozen=True)
class Claims:
    session_id: int
    member_id: int


def sign(*, session_id: int, member_id: int, at: datetime) -> str:
    """Return a signed token that is good for `LIFETIME` from `at`."""
    token = MemberToken()
    token.set_iat(at_time=at)
    token.set_exp(from_time=at, lifetime=LIFETIME)
    token["sid"] = str(session_id)
    token["sub"] = str(member_id)
    return str(token)


def read(text: str) -> Claims:
    """Check signature, algorithm, type and time of a token.

    :raises TokenExpired: it was good once.
    :raises TokenInvalid: it never was.
    """
    try:
        token = MemberToken(text)  # type: ignore[arg-type] # the stub knows no encoded token
        claims = Claims(session_id=int(token["sid"]), member_id=int(token["sub"]))
        ends = datetime.fromtimestamp(int(token["exp"]), tz=UTC)
    except (TokenError, KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise TokenInvalid from error
    if ends <= clock.now():
        raise TokenExpired
    return claims

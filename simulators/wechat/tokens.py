"""Access tokens, plain and stable (protocols.md 1.2)."""

import secrets
from dataclasses import dataclass, replace

from simulators.clock import rfc3339
from simulators.store import Shelf
from simulators.web import Request, Response, json_response
from simulators.wechat.errors import WeChatRefusal
from simulators.wechat.reading import check_app, read_json
from simulators.world import World

LIFE_SECONDS = 7200
OVERLAP_SECONDS = 300
FORCE_GAP_SECONDS = 30
MOST_FORCED_A_DAY = 20
TOKEN_LENGTH = 512


@dataclass
class Token:
    """A token once handed out; a revoked one is unknown (40001), an old one expired (42001)."""

    value: str
    expires_at: float
    is_revoked: bool = False


@dataclass
class Series:
    """The plain or the stable tokens: which is current, and when it was last forced."""

    current: str = ""
    forced_at: float = 0.0
    forced_on: str = ""
    forced_times: int = 0


def _tokens(world: World) -> Shelf[Token]:
    return Shelf(world.store, "token", Token)


def _all_series(world: World) -> Shelf[Series]:
    return Shelf(world.store, "token_series", Series)


def plain_token(world: World, request: Request) -> Response:
    """Hand out a new token at each call; the one before lives five minutes more."""
    query = request.query
    _check_grant(query.get("grant_type"))
    check_app(world, query.get("appid"), query.get("secret"))
    return _answer(world, _renew(world, "plain", _all_series(world).find("plain") or Series()))


def stable_token(world: World, request: Request) -> Response:
    """Hand out the current token while it is good for more than five minutes, unless forced."""
    body = read_json(request)
    _check_grant(body.get("grant_type"))
    check_app(world, body.get("appid"), body.get("secret"))
    series = _all_series(world).find("stable") or Series()
    force = body.get("force_refresh", False)
    if not isinstance(force, bool):
        raise WeChatRefusal(47001)
    if force and world.clock.now() - series.forced_at >= FORCE_GAP_SECONDS:
        return _answer(world, _force(world, series))
    current = _tokens(world).find(series.current)
    if current and not current.is_revoked and current.expires_at - world.clock.now() > OVERLAP_SECONDS:
        return _answer(world, current)
    return _answer(world, _renew(world, "stable", series))


def _check_grant(grant_type: object) -> None:
    if grant_type != "client_credential":
        raise WeChatRefusal(40002)


def _force(world: World, series: Series) -> Token:
    now = world.clock.now()
    today = rfc3339(now)[:10]
    times = series.forced_times if series.forced_on == today else 0
    if times >= MOST_FORCED_A_DAY:
        raise WeChatRefusal(45009)
    _revoke(world, series.current)
    return _renew(world, "stable", replace(series, forced_at=now, forced_on=today, forced_times=times + 1))


def _renew(world: World, kind: str, series: Series) -> Token:
    now = world.clock.now()
    old = _tokens(world).find(series.current)
    if old and now < old.expires_at:
        _tokens(world).put(old.value, replace(old, expires_at=now + OVERLAP_SECONDS))
    token = Token(secrets.token_urlsafe(TOKEN_LENGTH)[:TOKEN_LENGTH], now + LIFE_SECONDS)
    _tokens(world).put(token.value, token)
    _all_series(world).put(kind, replace(series, current=token.value))
    return token


def _answer(world: World, token: Token) -> Response:
    left = int(token.expires_at - world.clock.now())
    return json_response({"access_token": token.value, "expires_in": left})


def _revoke(world: World, value: str) -> None:
    token = _tokens(world).find(value)
    if token:
        _tokens(world).put(value, replace(token, is_revoked=True))


def revoke_all(world: World) -> int:
    """Make every token handed out so far unknown, as after a secret was reset."""
    values = [value for value, token in _tokens(world).all() if not token.is_revoked]
    for value in values:
        _revoke(world, value)
    return len(values)


def check_token(world: World, request: Request) -> None:
    """Refuse a business call without a live token.

    :raises WeChatRefusal: 41001 missing, 40001 unknown, 42001 expired.
    """
    value = request.query.get("access_token")
    if not value:
        raise WeChatRefusal(41001)
    token = _tokens(world).find(value)
    if token is None or token.is_revoked:
        raise WeChatRefusal(40001)
    if world.clock.now() >= token.expires_at:
        raise WeChatRefusal(42001)

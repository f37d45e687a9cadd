"""The WeChat users of this world: one openid per mini-program, an optional unionid, an optional phone."""

import base64
import secrets
from dataclasses import dataclass

from simulators.store import Shelf
from simulators.world import World


@dataclass
class Person:
    """A user as the platform knows them; ``seen_at`` is their last use of the mini-program."""

    openid: str
    unionid: str = ""
    phone: str = ""
    session_key: str = ""
    seen_at: float = 0.0


def people(world: World) -> Shelf[Person]:
    return Shelf(world.store, "person", Person)


def meet(world: World, *, openid: str = "", unionid: str = "", phone: str = "") -> Person:
    """Find or make a user who opens the mini-program now; given facts replace known ones."""
    openid = openid or "o" + secrets.token_urlsafe(21)[:27]
    person = people(world).find(openid) or Person(openid=openid, session_key=new_session_key())
    person.unionid = unionid or person.unionid
    person.phone = phone or person.phone or "138" + "".join(secrets.choice("0123456789") for _ in range(8))
    person.seen_at = world.clock.now()
    people(world).put(openid, person)
    return person


def new_session_key() -> str:
    return base64.b64encode(secrets.token_bytes(16)).decode()
